import type { ItemOf } from "@/lib/api/types";
import { count } from "@/lib/format";
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./annotation.module.css";
import type { ItemInputProps } from "./ItemField";

/** The share of `max_length` from which on the counter is shown. */
const NEAR = 0.8;

/** Free text that grows with what is written. Too much is said, never cut off. */
export function TextItemInput({
  item,
  value,
  onChange,
  readOnly,
  size,
  id,
  aria,
}: ItemInputProps<ItemOf<"text">>) {
  const { t } = useTranslation("annotation");
  const text = typeof value === "string" ? value : "";
  const most = item.max_length ?? null;
  // As the API counts: characters, not the halves that JavaScript stores some of them in.
  const length = most === null || text.length < most * NEAR ? 0 : Array.from(text).length;
  const near = most !== null && length >= most * NEAR;
  return (
    <>
      <textarea
        {...aria}
        id={id}
        className={classes.text}
        data-size={size}
        rows={size === "big" ? 4 : size === "side" ? 3 : 1}
        dir="auto"
        lang={item.language ?? undefined}
        spellCheck
        readOnly={readOnly}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {near && (
        <Text
          size="xs"
          ta="end"
          c={length > most ? "var(--mantine-color-error)" : "dimmed"}
          className="numbers"
          role={length > most ? "alert" : undefined}
        >
          {t(length > most ? "tooLong" : "length", { length: count(length), most: count(most) })}
        </Text>
      )}
    </>
  );
}
