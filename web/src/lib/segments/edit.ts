import type { ItemOf } from "@/lib/api/types";
import type { Segment, Span } from "./types";

/** No segment gets shorter by hand, in seconds: one that cannot be grasped cannot be mended. */
export const SHORTEST = 0.001;

/** What an item asks of its segments. */
export interface Rules {
  /** Of the record. */
  seconds: number;
  /** The shortest segment allowed, in seconds. */
  minimum: number;
  /** Whether segments of one channel may overlap. */
  overlap: boolean;
}

export type Edge = "start" | "end";
export type Segments = readonly Segment[];

/** The rules of a segments item for a record. */
export function rulesOf(item: ItemOf<"segments">, seconds: number): Rules {
  return { seconds, minimum: item.minimum_seconds ?? 0, overlap: item.overlap ?? true };
}

/** By start, then end; what stands in order already is given back as it is. */
export function inOrder(segments: Segments): Segments {
  const before = (a: Segment, b: Segment) => a.start - b.start || a.end - b.end;
  for (let i = 1; i < segments.length; i++)
    if (before(segments[i - 1]!, segments[i]!) > 0) return [...segments].sort(before);
  return segments;
}

/** The segment with an id. */
export function find(segments: Segments, id: string | null | undefined): Segment | undefined {
  return id == null ? undefined : segments.find((segment) => segment.id === id);
}

/** Changes fields of one segment; the others stay the same objects. */
export function patch(segments: Segments, id: string, change: Partial<Segment>): Segments {
  const index = segments.findIndex((segment) => segment.id === id);
  if (index < 0) return segments;
  const next = [...segments];
  next[index] = { ...segments[index]!, ...change };
  return inOrder(next);
}

/** Takes segments out. */
export function remove(segments: Segments, ids: ReadonlySet<string>): Segments {
  const left = segments.filter((segment) => !ids.has(segment.id));
  return left.length === segments.length ? segments : left;
}

/** Whether two segments may not overlap by the rule: a missing channel speaks of the whole record. */
function collide(a: number | undefined, b: number | undefined): boolean {
  return a == null || b == null || a === b;
}

/** How far the ground around `at` is free of other segments. */
function room(segments: Segments, at: number, rules: Rules, self?: string, channel?: number): Span {
  const free = { start: 0, end: rules.seconds };
  if (rules.overlap) return free;
  for (const other of segments) {
    if (other.id === self || !collide(other.channel, channel)) continue;
    if (other.end <= at) free.start = Math.max(free.start, other.end);
    else if (other.start >= at) free.end = Math.min(free.end, other.start);
    else if (at - other.start < other.end - at) free.end = Math.min(free.end, other.start);
    else free.start = Math.max(free.start, other.end);
  }
  return free;
}

const shortest = (rules: Rules) => Math.max(SHORTEST, rules.minimum);
const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/**
 * Makes a segment of a span; where segments may not overlap it takes the free part around the span's middle.
 * Null where there is no room for the shortest one.
 */
export function create(
  segments: Segments,
  span: Span,
  rules: Rules,
  fields: Omit<Segment, keyof Span>,
): Segments | null {
  const start = within(Math.min(span.start, span.end), 0, rules.seconds);
  const end = within(Math.max(span.start, span.end), 0, rules.seconds);
  const free = room(segments, (start + end) / 2, rules, undefined, fields.channel);
  const from = Math.max(start, free.start);
  let to = Math.min(end, free.end);
  if (to - from < shortest(rules)) to = from + shortest(rules);
  if (to > free.end || from >= to) return null;
  return inOrder([...segments, { ...fields, start: from, end: to }]);
}

/** Sets an edge, as far as the record, the other edge and neighbours let it. */
export function setEdge(segments: Segments, id: string, edge: Edge, to: number, rules: Rules): Segments {
  const segment = find(segments, id);
  if (!segment) return segments;
  const free = room(segments, (segment.start + segment.end) / 2, rules, id, segment.channel);
  const length = shortest(rules);
  const value =
    edge === "start"
      ? Math.max(free.start, Math.min(to, segment.end - length))
      : Math.min(free.end, Math.max(to, segment.start + length));
  // A segment that was too short for the rules already keeps a valid span.
  const good = edge === "start" ? value < segment.end : value > segment.start;
  return good && value !== segment[edge] ? patch(segments, id, { [edge]: value }) : segments;
}

/** Moves a segment as a whole; its length stays. */
export function move(segments: Segments, id: string, start: number, rules: Rules): Segments {
  const segment = find(segments, id);
  if (!segment) return segments;
  const length = segment.end - segment.start;
  const free = room(segments, (segment.start + segment.end) / 2, rules, id, segment.channel);
  const from = within(start, free.start, Math.max(free.start, free.end - length));
  if (from === segment.start) return segments;
  return patch(segments, id, { start: from, end: Math.min(free.end, from + length) });
}

/** Moves an edge by some seconds. */
export function nudge(segments: Segments, id: string, edge: Edge, by: number, rules: Rules): Segments {
  const segment = find(segments, id);
  return segment ? setEdge(segments, id, edge, segment[edge] + by, rules) : segments;
}
