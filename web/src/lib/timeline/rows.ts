/** What row layout needs to know of a segment. */
export interface Placeable {
  segment: { id: string; start: number; end: number; label?: string | null; speaker?: string };
  kind: "own" | "suggestion" | "earlier";
}

/** Segments of one row: they follow each other and never overlap. */
export type Row<T> = T[];

export interface Lane<T> {
  /** The label or the speaker; null: what has none, or everything. */
  key: string | null;
  rows: Row<T>[];
  /** Earlier rounds', drawn as strips below the others; the same number of rows or fewer. */
  earlier: Row<T>[];
}

export interface Rows<T> {
  lanes: Lane<T>[];
  /** The row of each segment by kind and id, for the next layout. */
  places: Map<string, number>;
}

type Mode = "label" | "speaker" | "one";

function laneOf(item: Placeable, mode: Mode): string | null {
  if (mode === "one") return null;
  return (mode === "label" ? item.segment.label : item.segment.speaker) || null;
}

export function placeName(item: Placeable): string {
  return `${item.kind === "earlier" ? "e" : "o"} ${item.segment.id}`;
}

/**
 * Puts segments (sorted by start) into lanes and overlapping ones of a lane into rows. `known`: lanes that are there
 * even when empty, in their order; others follow in the order of their first segment, and what has no lane comes
 * last. `before`: the layout so far; who can stay in its row stays, so that nothing jumps while an edge is dragged.
 */
export function layRows<T extends Placeable>(
  items: readonly T[],
  mode: Mode,
  known: readonly string[],
  before?: ReadonlyMap<string, number>,
): Rows<T> {
  const lanes = new Map<string | null, Lane<T>>();
  if (mode !== "one") for (const key of known) lanes.set(key, { key, rows: [], earlier: [] });
  const places = new Map<string, number>();
  for (const item of items) {
    const key = laneOf(item, mode);
    let lane = lanes.get(key);
    if (!lane) lanes.set(key, (lane = { key, rows: [], earlier: [] }));
    const rows = item.kind === "earlier" ? lane.earlier : lane.rows;
    const row = freeRow(rows, item, before?.get(placeName(item)));
    (rows[row] ??= []).push(item);
  }
  for (const lane of lanes.values())
    for (const rows of [lane.rows, lane.earlier]) {
      // A row that was kept free for somebody who is gone is no row.
      rows.splice(0, rows.length, ...rows.filter((row) => row !== undefined));
      rows.forEach((row, i) => row.forEach((item) => places.set(placeName(item), i)));
    }
  const sorted = [...lanes.values()].filter((lane) => lane.key !== null);
  const without = lanes.get(null);
  if (without || !sorted.length) sorted.push(without ?? { key: null, rows: [], earlier: [] });
  for (const lane of sorted) {
    while (lane.rows.length < Math.max(1, lane.earlier.length)) lane.rows.push([]);
  }
  return { lanes: sorted, places };
}

function freeRow<T extends Placeable>(rows: Row<T>[], item: T, wanted: number | undefined): number {
  const free = (row: number) => (rows[row]?.at(-1)?.segment.end ?? -Infinity) <= item.segment.start;
  if (wanted !== undefined && free(wanted)) return wanted;
  let row = 0;
  while (!free(row)) row++;
  return row;
}

/** Index of the first segment of a row that ends behind a time. */
export function firstEndingAfter<T extends Placeable>(row: Row<T>, seconds: number): number {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row[middle]!.segment.end <= seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const ROW_HEIGHT = 26;
export const EARLIER_HEIGHT = 10;
export const LANE_PADDING = 3;

export interface Strip<T> {
  lane: Lane<T>;
  /** Of the lanes' whole content, in CSS pixels. */
  top: number;
  height: number;
  rowHeight: number;
}

/** Where the lanes lie below each other. */
export function laneStrips<T>(lanes: readonly Lane<T>[]): Strip<T>[] {
  let top = 0;
  return lanes.map((lane) => {
    const rowHeight = ROW_HEIGHT + (lane.earlier.length ? EARLIER_HEIGHT : 0);
    const height = lane.rows.length * rowHeight + 2 * LANE_PADDING;
    const strip = { lane, top, height, rowHeight };
    top += height;
    return strip;
  });
}
