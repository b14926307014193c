import { useMemo } from "react";
import classes from "./annotation.module.css";
import { ItemInput } from "./ItemInput";
import { keyFor, keysOf } from "./keys";
import type { FlatItem } from "./options";
import type { AnnotationFormProps } from "./types";
import { useItemsToFocus } from "./useFocusItem";

/** The inputs of a schema's items but segments, in their order. */
export function AnnotationForm({
  schema,
  value,
  onChange,
  readOnly = false,
  faults = [],
  prefilled,
  compareWith,
  layout,
  showKeys = false,
  focusItem,
}: AnnotationFormProps) {
  const root = useItemsToFocus(focusItem);
  const keys = useMemo(() => (showKeys ? keysOf(schema) : []), [schema, showKeys]);
  const items = schema.items.filter((item): item is FlatItem => item.kind !== "segments");
  return (
    <div ref={root} className={classes.form} data-layout={layout} data-testid="annotation-form">
      {items.map((item) => (
        <ItemInput
          key={item.name}
          item={item}
          value={value[item.name]}
          onChange={(next) => onChange?.(item.name, next)}
          readOnly={readOnly || !onChange}
          faults={faults.filter((fault) => fault.item === item.name)}
          prefilled={prefilled?.has(item.name)}
          other={compareWith && { value: compareWith[item.name] }}
          size={layout}
          keyOf={(target) => keyFor(keys, item.name, target)}
        />
      ))}
    </div>
  );
}
