import type { Annotation, AnnotationSchema } from "@/lib/api/types";
import type { Segment } from "@/lib/segments/types";
import { diffWordsWithSpace } from "diff";

export type Change = "same" | "added" | "removed" | "changed";

/** The parts of a segment that a person sees. */
const FIELDS = ["start", "end", "label", "text", "speaker", "channel", "attributes"] as const;
export type SegmentField = (typeof FIELDS)[number];

export interface SegmentChange {
  /** As it is now; as it was, where it was removed. */
  segment: Segment;
  before: Segment | null;
  change: Change;
  fields: SegmentField[];
}

/** Empty values are one and the same, however they are written. */
function plain(value: unknown): string {
  if (value === undefined || value === null || value === "") return "";
  if (Array.isArray(value)) return value.length ? JSON.stringify([...(value as unknown[])].sort()) : "";
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, inner]) => plain(inner) !== "");
    return entries.length ? JSON.stringify(entries.map(([key, inner]) => [key, plain(inner)]).sort()) : "";
  }
  return JSON.stringify(value);
}

/** Whether two values of an item say the same. */
export function sameValue(one: unknown, other: unknown): boolean {
  return plain(one) === plain(other);
}

function segmentsOf(value: unknown): Segment[] {
  return Array.isArray(value) ? (value as Segment[]) : [];
}

/** What became of each segment between two rounds, told apart by id; sorted by start. */
export function segmentChanges(before: unknown, after: unknown): SegmentChange[] {
  const old = new Map(segmentsOf(before).map((segment) => [segment.id, segment]));
  const changes: SegmentChange[] = segmentsOf(after).map((segment) => {
    const was = old.get(segment.id) ?? null;
    old.delete(segment.id);
    const fields = was ? FIELDS.filter((field) => !sameValue(was[field], segment[field])) : [];
    return { segment, before: was, change: !was ? "added" : fields.length ? "changed" : "same", fields };
  });
  for (const segment of old.values())
    changes.push({ segment, before: segment, change: "removed", fields: [] });
  return changes.sort((a, b) => a.segment.start - b.segment.start || a.segment.end - b.segment.end);
}

export interface ItemChange {
  item: string;
  change: Change;
  /** Of a segments item: how many of its segments are not the same. */
  segments: number;
}

/** What became of each item of the schema between two annotations. */
export function itemChanges(schema: AnnotationSchema, before: Annotation, after: Annotation): ItemChange[] {
  return schema.items.map(({ name, kind }) => {
    if (kind === "segments") {
      const segments = segmentChanges(before[name], after[name]).filter(
        ({ change }) => change !== "same",
      ).length;
      return { item: name, change: segments ? "changed" : "same", segments };
    }
    const [was, is] = [plain(before[name]), plain(after[name])];
    const change = was === is ? "same" : was === "" ? "added" : is === "" ? "removed" : "changed";
    return { item: name, change, segments: 0 };
  });
}

/** A text's words as they stay, come and go. */
export function wordChanges(
  before: string,
  after: string,
): { text: string; change: "same" | "added" | "removed" }[] {
  return diffWordsWithSpace(before, after).map(({ value, added, removed }) => ({
    text: value,
    change: added ? "added" : removed ? "removed" : "same",
  }));
}
