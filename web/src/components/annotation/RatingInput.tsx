import type { ItemOf } from "@/lib/api/types";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ItemInputProps } from "./ItemField";
import { OptionButtons } from "./OptionButtons";
import { steps } from "./options";

/** A step of a scale. */
export function RatingInput({
  item,
  value,
  onChange,
  readOnly,
  size,
  keyOf,
  id,
  aria,
}: ItemInputProps<ItemOf<"rating">>) {
  const { t } = useTranslation("annotation");
  return (
    <div role="radiogroup" aria-labelledby={`${id}-label`} {...aria}>
      <OptionButtons
        name={id}
        narrow
        multiple={false}
        buttons={steps(item).map((step) => ({
          value: String(step),
          label: String(step),
          hotkey: keyOf(String(step)),
        }))}
        chosen={new Set(typeof value === "number" ? [String(value)] : [])}
        readOnly={readOnly}
        size={size}
        onChoose={(step) => onChange(Number(step))}
      />
      {!item.required && !readOnly && typeof value === "number" && (
        <Button mt={4} size="compact-xs" variant="subtle" color="gray" onClick={() => onChange(null)}>
          {t("clear")}
        </Button>
      )}
    </div>
  );
}
