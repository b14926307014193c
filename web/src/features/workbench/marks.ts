import type { TimelineMark } from "@/components/timeline/types";
import type { Assignment, Schemas } from "@/lib/api/types";

type Round = Schemas["RoundView"];

/** A reviewer's comment on an item, a segment or a stretch of time. */
export interface Mark {
  item: string;
  segment: string | null;
  start: number | null;
  end: number | null;
  comment: string;
}

const text = (value: unknown) => (typeof value === "string" ? value : null);
const number = (value: unknown) => (typeof value === "number" ? value : null);

export function marksOf(round: Round | undefined): Mark[] {
  return (round?.marks ?? []).map((mark) => ({
    item: text(mark.item) ?? "",
    segment: text(mark.segment),
    start: number(mark.start),
    end: number(mark.end),
    comment: text(mark.comment) ?? "",
  }));
}

/** The latest round, if it was sent back: what rework is about. */
export function sentBack({ state, kind, history }: Assignment): Round | undefined {
  const latest = [...history].sort((a, b) => b.round - a.round)[0];
  return state === "open" && kind === "rework" ? latest : undefined;
}

/** Marks on stretches of time, for the timeline. */
export function spansOf(marks: readonly Mark[]): TimelineMark[] {
  return marks.flatMap(({ segment, start, end, comment }, index) =>
    segment === null && start !== null ? [{ id: `mark-${index}`, start, end: end ?? start, comment }] : [],
  );
}
