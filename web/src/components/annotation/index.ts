export { AnnotationForm } from "./AnnotationForm";
export { valueText } from "./Difference";
export { keyFor, keysOf, sameKey, type ItemKey } from "./keys";
export { isColor, itemTitle, optionList, steps, type FlatItem, type ShownOption } from "./options";
export { SegmentAttributes } from "./SegmentAttributes";
export type { AnnotationFormProps, FocusItem, ItemFault } from "./types";
export { useFaultText } from "./useFaultText";
export { useFocusItem } from "./useFocusItem";
