import type { ItemOf } from "@/lib/api/types";
import type { Ref } from "react";
import classes from "./annotation.module.css";
import { ItemInput } from "./ItemInput";
import type { FocusItem, ItemFault } from "./types";
import { useItemsToFocus } from "./useFocusItem";

interface SegmentAttributesProps {
  item: ItemOf<"segments">;
  /** The segment's `attributes`. */
  value: Readonly<Record<string, unknown>>;
  onChange?: (attribute: string, value: unknown) => void;
  readOnly?: boolean;
  /** Those of this segment; their pointers end in `/attributes/<name>`, or go on below it. */
  faults?: readonly ItemFault[];
  /** The same segment's attributes in another round: differences are marked. */
  compareWith?: Readonly<Record<string, unknown>>;
  focusAttribute?: Ref<FocusItem>;
}

/** What a segments item asks of each segment, in little room; nothing where it asks nothing. */
export function SegmentAttributes({
  item,
  value,
  onChange,
  readOnly = false,
  faults = [],
  compareWith,
  focusAttribute,
}: SegmentAttributesProps) {
  const root = useItemsToFocus(focusAttribute);
  if (item.attributes.length === 0) return null;
  return (
    <div ref={root} className={classes.form} data-layout="compact">
      {item.attributes.map((attribute) => (
        <ItemInput
          key={attribute.name}
          item={attribute}
          value={value[attribute.name]}
          onChange={(next) => onChange?.(attribute.name, next)}
          readOnly={readOnly || !onChange}
          faults={faults.filter(({ pointer }) => attributeOf(pointer) === attribute.name)}
          other={compareWith && { value: compareWith[attribute.name] }}
          size="compact"
        />
      ))}
    </div>
  );
}

/** The attribute that a pointer into an annotation names: `/<item>/<index>/attributes/<name>...`. */
function attributeOf(pointer: string): string | undefined {
  const parts = pointer.split("/");
  return parts[3] === "attributes" ? parts[4] : undefined;
}
