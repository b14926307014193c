import type { Annotation, AnnotationSchema } from "@/lib/api/types";
import { clock } from "@/lib/format";

/** One item's value in words. */
export interface ShownValue {
  item: string;
  title: string;
  value: string;
}

interface SomeSegment {
  start: number;
  end: number;
  label?: string | null;
  speaker?: string;
  text?: string;
}

/** An option as people see it: its label, where the schema has one for the value. */
function optionLabel(
  options: readonly (string | { value: string; label?: string | null })[],
  value: unknown,
): string {
  const found = options.find((option) => typeof option !== "string" && option.value === value);
  return (typeof found === "object" && found.label) || String(value);
}

/** A value in a few words; `segments` says how many there are, in the person's language. */
function inShort(
  item: AnnotationSchema["items"][number],
  value: unknown,
  segments: (count: number) => string,
): string {
  if (item.kind === "choice" && Array.isArray(value))
    return value.map((each) => optionLabel(item.options, each)).join(", ");
  if (item.kind === "segments" && Array.isArray(value)) {
    const texts = (value as SomeSegment[]).map(({ text }) => text).filter(Boolean);
    return [segments(value.length), texts.join(" ")].filter(Boolean).join(": ");
  }
  if (item.kind === "number" && item.unit) return `${String(value)} ${item.unit}`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The values of an annotation by item, in the schema's order; what has none is left out. */
export function shownValues(
  schema: AnnotationSchema,
  annotation: Annotation | null | undefined,
  segments: (count: number) => string,
): ShownValue[] {
  if (!annotation) return [];
  return schema.items.flatMap((item) => {
    const value = annotation[item.name];
    if (value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0))
      return [];
    return [{ item: item.name, title: item.title || item.name, value: inShort(item, value, segments) }];
  });
}

/** The segments of an annotation, by time, with their times in words. */
export function shownSegments(
  schema: AnnotationSchema,
  annotation: Annotation | null | undefined,
): { key: string; time: string; label: string; speaker: string; text: string }[] {
  return schema.items
    .filter((item) => item.kind === "segments")
    .flatMap((item) => {
      const value = annotation?.[item.name];
      const segments = Array.isArray(value) ? (value as SomeSegment[]) : [];
      return [...segments]
        .sort((one, other) => one.start - other.start)
        .map((segment, index) => ({
          key: `${item.name} ${index}`,
          time: `${clock(segment.start)}–${clock(segment.end)}`,
          label: segment.label ? optionLabel(item.labels, segment.label) : "",
          speaker: segment.speaker ?? "",
          text: segment.text ?? "",
        }));
    });
}
