import { sameValue } from "@/lib/annotation-diff/changes";
import { Badge, Group, Input, Kbd } from "@mantine/core";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Difference } from "./Difference";
import classes from "./annotation.module.css";
import { itemTitle, type FlatItem } from "./options";
import type { ItemFault } from "./types";
import { useFaultText } from "./useFaultText";

export type FieldSize = "big" | "side" | "compact";

/** What every input of an item gets. */
export interface ItemInputProps<I extends FlatItem = FlatItem> {
  item: I;
  value: unknown;
  onChange: (value: unknown) => void;
  readOnly: boolean;
  size: FieldSize;
  /** The key of a target (a value, or `focus`), where keys are shown. */
  keyOf: (target: string) => string | undefined;
  /** For `id`, the label's `htmlFor` and `aria-labelledby`. */
  id: string;
  /** Of a group (radios, checkboxes, steps) or a single input. */
  aria: { "aria-invalid"?: true; "aria-describedby"?: string; "aria-required"?: true };
}

interface ItemFieldProps {
  item: FlatItem;
  value: unknown;
  /** The other round's value, where there is one to compare with. */
  other?: { value: unknown };
  faults: readonly ItemFault[];
  prefilled: boolean;
  /** Several inputs in one, so that its label names a group. */
  group: boolean;
  size: FieldSize;
  focusKey?: string;
  children: (parts: Pick<ItemInputProps, "id" | "aria">) => ReactNode;
}

/** An item's title, help, faults and difference around its input. */
export function ItemField({
  item,
  value,
  other,
  faults,
  prefilled,
  group,
  size,
  focusKey,
  children,
}: ItemFieldProps) {
  const { t } = useTranslation("annotation");
  const faultText = useFaultText();
  const id = useId();
  const changed = other !== undefined && !sameValue(other.value, value);
  const described = [
    item.help && `${id}-description`,
    prefilled && `${id}-prefilled`,
    changed && `${id}-change`,
    faults.length > 0 && `${id}-error`,
  ].filter(Boolean);
  return (
    <div data-item={item.name} data-changed={changed || undefined} className={classes.field}>
      <Group gap="xs" mb={4}>
        <Input.Label
          id={`${id}-label`}
          htmlFor={id}
          labelElement={group ? "div" : "label"}
          size={size === "big" ? "md" : "sm"}
          required={item.required}
          className={classes.label}
        >
          {itemTitle(item)}
        </Input.Label>
        {focusKey && <Kbd size="xs">{focusKey}</Kbd>}
        {prefilled && (
          <Badge id={`${id}-prefilled`} variant="light" color="gray" size="sm" tt="none">
            {t("prefilled")}
          </Badge>
        )}
      </Group>
      {item.help && (
        <Input.Description id={`${id}-description`} className={classes.help} mb={6}>
          {item.help}
        </Input.Description>
      )}
      {children({
        id,
        aria: {
          "aria-required": item.required || undefined,
          "aria-invalid": faults.length > 0 || undefined,
          "aria-describedby": described.join(" ") || undefined,
        },
      })}
      {changed && <Difference id={`${id}-change`} item={item} was={other.value} is={value} />}
      {faults.length > 0 && (
        <Input.Error id={`${id}-error`} mt={4} data-testid="item-fault">
          {faults.map(faultText).join(" ")}
        </Input.Error>
      )}
    </div>
  );
}
