import type { ItemOf } from "@/lib/api/types";
import { Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./annotation.module.css";
import type { ItemInputProps } from "./ItemField";
import { parseNumber } from "./numbers";

/** A number with its unit; what is out of range is said and left as it was typed. */
export function NumberItemInput({
  item,
  value,
  onChange,
  readOnly,
  id,
  aria,
}: ItemInputProps<ItemOf<"number">>) {
  const { t } = useTranslation("annotation");
  const number = typeof value === "number" ? value : null;
  const [typed, setTyped] = useState(number === null ? "" : String(number));
  // What is typed stays as it is ("1.", "1,50") while it means the value; another value from outside replaces it.
  const [meant, setMeant] = useState(number);
  if (number !== meant) {
    setMeant(number);
    setTyped(number === null ? "" : String(number));
  }

  function change(text: string) {
    const next = parseNumber(text);
    setTyped(text);
    setMeant(next);
    onChange(next);
  }

  const wrong = wrongNumber(item, typed);
  const hint = `${id}-hint`;
  return (
    <>
      <span className={classes.numberRow}>
        <input
          {...aria}
          id={id}
          className={classes.number}
          aria-describedby={
            [aria["aria-describedby"], item.unit && `${id}-unit`, wrong && hint].filter(Boolean).join(" ") ||
            undefined
          }
          aria-invalid={aria["aria-invalid"] ?? (wrong ? true : undefined)}
          inputMode={item.whole ? "numeric" : "decimal"}
          autoComplete="off"
          readOnly={readOnly}
          value={typed}
          onChange={(event) => change(event.currentTarget.value)}
        />
        {item.unit && (
          <Text size="sm" id={`${id}-unit`} component="span">
            {item.unit}
          </Text>
        )}
      </span>
      {wrong && (
        <Text id={hint} size="xs" c="var(--mantine-color-error)" mt={2}>
          {t(`number.${wrong}`, { least: item.minimum, most: item.maximum })}
        </Text>
      )}
    </>
  );
}

/** What is wrong with a number as it is typed; null where nothing is, or nothing is typed. */
function wrongNumber(
  item: ItemOf<"number">,
  typed: string,
): "none" | "whole" | "tooSmall" | "tooLarge" | null {
  if (!typed.trim()) return null;
  const number = parseNumber(typed);
  if (number === null) return "none";
  if (item.whole && !Number.isInteger(number)) return "whole";
  if (typeof item.minimum === "number" && number < item.minimum) return "tooSmall";
  if (typeof item.maximum === "number" && number > item.maximum) return "tooLarge";
  return null;
}
