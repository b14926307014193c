import { parseWav } from "@/lib/peaks/wav";
import type { Segments } from "./edit";

/** The nearest of some times within a distance; else the time itself. */
export function snapTo(time: number, targets: Iterable<number>, distance: number): number {
  let best = time;
  let nearest = distance;
  for (const target of targets) {
    const away = Math.abs(target - time);
    if (away <= nearest) [best, nearest] = [target, away];
  }
  return best;
}

/** The edges of all segments but one. */
export function edgesOf(segments: Segments, except?: string): number[] {
  return segments.flatMap(({ id, start, end }) => (id === except ? [] : [start, end]));
}

/** Samples of a stretch, as the server cut it: the first sounds at `from`. */
export interface Samples {
  /** Seconds on the master's clock. */
  from: number;
  rate: number;
  /** The mean of all channels, -1 to 1. */
  values: Float32Array;
}

/** The zero crossing nearest to a time, in seconds, between the two samples it lies between; null where there is none. */
export function zeroCrossing({ from, rate, values }: Samples, time: number): number | null {
  let best: number | null = null;
  for (let i = 1; i < values.length; i++) {
    const [a, b] = [values[i - 1]!, values[i]!];
    if (!((a <= 0 && b > 0) || (a >= 0 && b < 0))) continue;
    const place = from + (i - 1 + (a === b ? 0 : a / (a - b))) / rate;
    if (best === null || Math.abs(place - time) < Math.abs(best - time)) best = place;
  }
  return best;
}

/** The middle of the quietest stretch of `window` seconds, the nearest to a time among equally quiet ones. */
export function quietest({ from, rate, values }: Samples, time: number, window = 0.02): number | null {
  const length = Math.max(1, Math.round(window * rate));
  if (values.length < length) return null;
  let energy = 0;
  for (let i = 0; i < length; i++) energy += values[i]! ** 2;
  let best = { energy: Infinity, place: time };
  for (let i = 0; ; i++) {
    const place = from + (i + length / 2) / rate;
    const less = energy < best.energy * 0.98 - 1e-9;
    const nearer =
      energy <= best.energy * 1.02 + 1e-9 && Math.abs(place - time) < Math.abs(best.place - time);
    if (less || nearer) best = { energy, place };
    if (i + length >= values.length) return best.place;
    energy = Math.max(0, energy + values[i + length]! ** 2 - values[i]! ** 2);
  }
}

/** The samples of a part of a recording, as the server sends it. */
export function samplesOfWav(bytes: ArrayBuffer, from: number): Samples {
  const { sampleRate, channels, values: all } = parseWav(bytes);
  const values = new Float32Array(Math.floor(all.length / channels));
  for (let i = 0; i < values.length; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += all[i * channels + c]!;
    values[i] = sum / channels / 32768;
  }
  return { from, rate: sampleRate, values };
}
