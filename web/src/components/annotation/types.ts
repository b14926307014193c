import type { Annotation, AnnotationSchema } from "@/lib/api/types";
import type { Ref } from "react";

/** What is wrong with an item's value: an entry of `errors` of the problem `invalid-annotation`. */
export interface ItemFault {
  item: string;
  pointer: string;
  rule: string;
  message: string;
}

/** The inputs of a schema's items but segments, which the timeline and the table of segments edit. */
export interface AnnotationFormProps {
  schema: AnnotationSchema;
  value: Annotation;
  onChange?: (item: string, value: unknown) => void;
  readOnly?: boolean;
  faults?: readonly ItemFault[];
  /** Items that hold what was filled in for the annotator. */
  prefilled?: ReadonlySet<string>;
  /** Another round's values: differences are marked. */
  compareWith?: Annotation;
  /** `big`: a task of choices alone shows big keys; `side`: beside a timeline. */
  layout: "big" | "side";
  /** Whether each option shows its key. */
  showKeys?: boolean;
  /** Puts the focus on an item's input; see `useFocusItem`. */
  focusItem?: Ref<FocusItem>;
}

/** Puts the focus on an item's input; false where it has none. */
export type FocusItem = (item: string) => boolean;
