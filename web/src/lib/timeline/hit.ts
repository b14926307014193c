import { type Plot, xOf } from "./geometry";
import { EARLIER_HEIGHT, firstEndingAfter, LANE_PADDING, type Placeable, type Row, type Strip } from "./rows";

/** How near an edge has to be to be grabbed, in CSS pixels. */
export const GRAB = 8;

export type Part = "start" | "end" | "body";

export interface Hit<T> {
  item: T;
  part: Part;
}

export interface LaneHit<T> {
  /** The lane's key. */
  lane: string | null;
  hit: Hit<T> | null;
}

/**
 * What lies at a point of the lanes (`y` from the top of their content). Edges come before bodies; between two
 * edges the one nearer to the point, of a selected segment where they meet.
 */
export function hitLanes<T extends Placeable>(
  strips: readonly Strip<T>[],
  plot: Plot,
  x: number,
  y: number,
  selected: ReadonlySet<string>,
): LaneHit<T> | null {
  const strip = strips.find(({ top, height }) => y >= top && y < top + height);
  if (!strip) return null;
  const { lane, rowHeight } = strip;
  const inside = y - strip.top - LANE_PADDING;
  const row = Math.min(lane.rows.length - 1, Math.max(0, Math.floor(inside / rowHeight)));
  const inEarlier = lane.earlier.length > 0 && inside - row * rowHeight >= rowHeight - EARLIER_HEIGHT;
  const items = (inEarlier ? lane.earlier[row] : lane.rows[row]) ?? [];
  return { lane: lane.key, hit: hitRow(items, plot, x, selected) };
}

function hitRow<T extends Placeable>(
  row: Row<T>,
  plot: Plot,
  x: number,
  selected: ReadonlySet<string>,
): Hit<T> | null {
  const perPixel = (plot.to - plot.from) / plot.width;
  const seconds = plot.from + (x - plot.left) * perPixel;
  let best: Hit<T> | null = null;
  let bestScore = Infinity;
  const reach = GRAB * perPixel;
  for (let i = firstEndingAfter(row, seconds - reach); i < row.length; i++) {
    const item = row[i]!;
    if (item.segment.start > seconds + reach) break;
    const hit = hitSegment(item, plot, x);
    if (!hit) continue;
    const outside = seconds < item.segment.start || seconds > item.segment.end;
    const score = hit.distance + (outside ? 0.25 : 0) - (selected.has(item.segment.id) ? 0.5 : 0);
    if (score < bestScore) [best, bestScore] = [{ item, part: hit.part }, score];
  }
  return best;
}

function hitSegment<T extends Placeable>(
  item: T,
  plot: Plot,
  x: number,
): { part: Part; distance: number } | null {
  const [left, right] = [xOf(plot, item.segment.start), xOf(plot, item.segment.end)];
  // A narrow one keeps a third of itself to be moved by; beside it its edges can still be grabbed.
  const inner = Math.min(GRAB, (right - left) / 3);
  const [toStart, toEnd] = [x - left, right - x];
  if (toStart >= -GRAB / 2 && toStart <= inner) return { part: "start", distance: Math.abs(toStart) };
  if (toEnd >= -GRAB / 2 && toEnd <= inner) return { part: "end", distance: Math.abs(toEnd) };
  return toStart > 0 && toEnd > 0 ? { part: "body", distance: GRAB } : null;
}

/** The edge of a few segments (the selected ones) nearest to a point, where it is near enough to be grabbed. */
export function hitEdges<T extends Placeable>(items: readonly T[], plot: Plot, x: number): Hit<T> | null {
  let best: Hit<T> | null = null;
  let nearest = GRAB / 2;
  for (const item of items) {
    for (const part of ["start", "end"] as const) {
      const distance = Math.abs(xOf(plot, item.segment[part]) - x);
      if (distance <= nearest) [best, nearest] = [{ item, part }, distance];
    }
  }
  return best;
}
