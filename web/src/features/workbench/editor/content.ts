import type { Annotation, AnnotationItem, AnnotationSchema, ItemOf } from "@/lib/api/types";
import type { Segments } from "@/lib/segments/edit";
import type { Segment } from "@/lib/segments/types";

/** What became of a suggestion; without an entry it waits. */
export type Decision = "accepted" | "rejected";
export type Decisions = Readonly<Record<string, Decision>>;

/** What undo goes back to. */
export interface Content {
  readonly annotation: Annotation;
  readonly decisions: Decisions;
}

export type SegmentsItem = ItemOf<"segments">;

export function segmentsItems(schema: AnnotationSchema): SegmentsItem[] {
  return schema.items.filter((item): item is SegmentsItem => item.kind === "segments");
}

const NONE: Segments = [];

/** The segments of an item; what is no list counts as none. */
export function segmentsOf(annotation: Annotation, item: string | null): Segments {
  const value = item === null ? null : annotation[item];
  return Array.isArray(value) ? (value as Segment[]) : NONE;
}

/** Whether a value is there at all. */
export function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

/** Whether two JSON values are the same. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => same(left[key], right[key]));
}

/** Whether a segment lacks something that its item asks of it. */
export function unfinished(item: SegmentsItem): (segment: Segment) => boolean {
  const needed = item.attributes.filter(({ required }) => required);
  return (segment) =>
    !segment.label ||
    (item.text === "required" && !segment.text?.trim()) ||
    needed.some(({ name }) => isEmpty(segment.attributes?.[name]));
}

/** The items that a form shows: all but segments. */
export function flatItems(schema: AnnotationSchema): AnnotationItem[] {
  return schema.items.filter(({ kind }) => kind !== "segments");
}
