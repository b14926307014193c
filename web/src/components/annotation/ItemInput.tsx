import { ChoiceInput } from "./ChoiceInput";
import { ItemField, type FieldSize, type ItemInputProps } from "./ItemField";
import { NumberItemInput } from "./NumberItemInput";
import type { FlatItem } from "./options";
import { RatingInput } from "./RatingInput";
import { TextItemInput } from "./TextItemInput";
import type { ItemFault } from "./types";

interface Props {
  item: FlatItem;
  value: unknown;
  onChange?: (value: unknown) => void;
  readOnly: boolean;
  faults: readonly ItemFault[];
  prefilled?: boolean;
  other?: { value: unknown };
  size: FieldSize;
  keyOf?: (target: string) => string | undefined;
}

/** One item with everything around it. */
export function ItemInput({
  item,
  value,
  onChange,
  readOnly,
  faults,
  prefilled = false,
  other,
  size,
  keyOf = () => undefined,
}: Props) {
  return (
    <ItemField
      item={item}
      value={value}
      other={other}
      faults={faults}
      prefilled={prefilled}
      group={item.kind === "choice" || item.kind === "rating"}
      size={size}
      focusKey={keyOf("focus")}
    >
      {(parts) =>
        input({ ...parts, item, value, readOnly, size, keyOf, onChange: (next) => onChange?.(next) })
      }
    </ItemField>
  );
}

function input({ item, ...rest }: ItemInputProps) {
  switch (item.kind) {
    case "choice":
      return <ChoiceInput item={item} {...rest} />;
    case "text":
      return <TextItemInput item={item} {...rest} />;
    case "rating":
      return <RatingInput item={item} {...rest} />;
    case "number":
      return <NumberItemInput item={item} {...rest} />;
  }
}
