import { type Addresses } from "./addresses";
import { type Columns, createColumns, fillColumns } from "./columns";
import { type Peaks, parsePeaks } from "./dat";

// What the API's peaks have: level 0 covers 256 samples per point, each further one four times as many.
const FINEST = 256;
const RATIO = 4;
const LEVELS = 6;
/** Recordings that are heard at all mostly have at least this rate; slower ones are drawn a little coarser. */
const USUAL_RATE = 16_000;

/** The coarsest level that still has about a point for each of `width` pixels. */
export function miniLevel(seconds: number, width: number): number {
  const perPixel = (seconds * USUAL_RATE) / Math.max(1, width);
  const level = Math.floor(Math.log(perPixel / FINEST) / Math.log(RATIO));
  return Math.min(LEVELS - 1, Math.max(0, level));
}

/** All channels in so many columns. */
export function miniColumns(peaks: Peaks, seconds: number, width: number): Columns {
  const columns = createColumns(width);
  const { channels, count, values } = peaks;
  const piece = { first: 0, count, channels, values, kind: "peaks" as const };
  const step = { samplesPerPoint: peaks.samplesPerPoint, points: count, at: () => (count ? piece : null) };
  fillColumns([step], null, 0, (seconds * peaks.sampleRate) / width, columns);
  return columns;
}

const KEPT = 500;
const kept = new Map<string, Columns>();

/** A small waveform from the memory of this page, or null. */
export function keptMini(path: string, width: number): Columns | null {
  return kept.get(`${width} ${path}`) ?? null;
}

/** Fetches a small waveform: one request, some kilobytes. */
export async function fetchMini(
  addresses: Addresses<"peaks">,
  path: string,
  seconds: number,
  width: number,
  signal: AbortSignal,
): Promise<Columns> {
  const query = { level: miniLevel(seconds, width), bits: 8 };
  const response = await addresses.fetch("peaks", query, signal);
  const columns = miniColumns(parsePeaks(await response.arrayBuffer()), seconds, width);
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value!);
  kept.set(`${width} ${path}`, columns);
  return columns;
}
