import type { TimelineMark } from "@/components/timeline/types";

/** A comment on an item, on one of its segments, or on a stretch of time in seconds. */
export interface Mark {
  item: string;
  segment?: string | null;
  start?: number | null;
  end?: number | null;
  comment: string;
}

const text = (value: unknown) => (typeof value === "string" ? value : null);
const number = (value: unknown) => (typeof value === "number" ? value : null);

/** A comment of an earlier round: what it is not about is null. */
export type KeptMark = Required<Mark>;

/** Marks as a round of an assignment keeps them. */
export function marksOf(kept: readonly Record<string, unknown>[]): KeptMark[] {
  return kept.map(({ item, segment, start, end, comment }) => ({
    item: text(item) ?? "",
    segment: text(segment),
    start: number(start),
    end: number(end),
    comment: text(comment) ?? "",
  }));
}

/** Segment id to what was said of it. */
export function commentsBySegment(marks: readonly Mark[]): Map<string, string> {
  const comments = new Map<string, string>();
  for (const { segment, comment } of marks) {
    if (!segment) continue;
    const before = comments.get(segment);
    comments.set(segment, before === undefined ? comment : `${before}\n${comment}`);
  }
  return comments;
}

/** Marks on stretches of time, for the timeline. */
export function spansOf(marks: readonly Mark[]): TimelineMark[] {
  return marks.flatMap(({ segment, start, end, comment }, index) =>
    !segment && typeof start === "number" ? [{ id: String(index), start, end: end ?? start, comment }] : [],
  );
}
