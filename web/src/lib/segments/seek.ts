import type { Segments } from "./edit";
import type { Segment } from "./types";

/** The segment after (or before) an id in the order of time; without one, the first at or after (before) a time. */
export function beside(
  segments: Segments,
  id: string | null,
  step: 1 | -1,
  now: number,
): Segment | undefined {
  const index = segments.findIndex((segment) => segment.id === id);
  if (index >= 0) return segments[index + step];
  return step === 1
    ? segments.find((segment) => segment.start >= now)
    : segments.findLast((segment) => segment.end <= now);
}

/** Segments that sound at a time, the shortest first. */
export function at(segments: Segments, time: number): Segment[] {
  return segments
    .filter((segment) => segment.start <= time && time < segment.end)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
}

/** Whether something that its item asks for is missing. */
export type Unfinished = (segment: Segment) => boolean;

/** The next unfinished segment after an id, from the beginning again after the last. */
export function nextUnfinished(segments: Segments, id: string | null, unfinished: Unfinished) {
  const from = segments.findIndex((segment) => segment.id === id) + 1;
  return [...segments.slice(from), ...segments.slice(0, from)].find(
    (segment) => segment.id !== id && unfinished(segment),
  );
}

/** The segment with the lowest score after the present one in the order of doubt; then from the lowest again. */
export function nextLeastConfident(segments: Segments, id: string | null): Segment | undefined {
  const doubted = segments
    .filter((segment) => segment.score !== undefined)
    .sort((a, b) => a.score! - b.score! || a.start - b.start);
  const index = doubted.findIndex((segment) => segment.id === id);
  return doubted[index + 1] ?? doubted[0];
}

/** Where a boundary that is dropped at a time begins its segment: at the end of the last one before, else at 0. */
export function boundaryBefore(segments: Segments, time: number): number {
  return segments.reduce((latest, { end }) => (end <= time && end > latest ? end : latest), 0);
}
