/** What a waveform's columns are made of: the finest of `steps` that has the place is used. */
export interface Step {
  samplesPerPoint: number;
  /** Points of the whole recording. */
  points: number;
  /** Loaded points around a point, or null: interleaved minima and maxima (or samples) per channel. */
  at: (point: number) => Loaded | null;
}

export interface Loaded {
  /** The first point of `values`. */
  first: number;
  count: number;
  channels: number;
  values: Int8Array | Int16Array;
  /** `peaks`: a minimum and a maximum per channel and point; `samples`: one value. */
  kind: "peaks" | "samples";
}

/** Extremes per column, from -1 to 1; NaN where nothing is loaded. */
export interface Columns {
  lowest: Float32Array;
  highest: Float32Array;
}

export function createColumns(count: number): Columns {
  return { lowest: new Float32Array(count), highest: new Float32Array(count) };
}

/**
 * Fills columns of equal width from `first` sample on. `channel` null: the extremes of all channels.
 * `steps`: the wanted resolution first, then coarser ones to fall back on. True: all came from the first.
 */
export function fillColumns(
  steps: readonly Step[],
  channel: number | null,
  first: number,
  samplesPerColumn: number,
  out: Columns,
): boolean {
  let complete = true;
  for (let column = 0; column < out.lowest.length; column++) {
    const from = first + column * samplesPerColumn;
    let done = false;
    for (let i = 0; i < steps.length && !done; i++) {
      done = fillOne(steps[i]!, channel, from, from + samplesPerColumn, out, column);
      if (!done && i === 0) complete = false;
    }
    if (!done) out.lowest[column] = out.highest[column] = NaN;
  }
  return complete;
}

function fillOne(
  step: Step,
  channel: number | null,
  from: number,
  to: number,
  out: Columns,
  column: number,
): boolean {
  const start = Math.max(0, Math.floor(from / step.samplesPerPoint));
  const end = Math.min(step.points, Math.max(start + 1, Math.ceil(to / step.samplesPerPoint)));
  let lowest = Infinity;
  let highest = -Infinity;
  let scale = 1;
  for (let point = start; point < end;) {
    const piece = step.at(point);
    if (!piece) return false;
    const stop = Math.min(end, piece.first + piece.count);
    if (stop <= point) return false;
    const wide = piece.kind === "peaks" ? 2 : 1;
    const width = wide * piece.channels;
    const low = channel === null ? 0 : Math.min(channel, piece.channels - 1) * wide;
    const high = channel === null ? width : low + wide;
    scale = piece.values instanceof Int8Array ? 1 / 128 : 1 / 32768;
    for (; point < stop; point++) {
      const base = (point - piece.first) * width;
      for (let i = base + low; i < base + high; i++) {
        const value = piece.values[i]!;
        if (value < lowest) lowest = value;
        if (value > highest) highest = value;
      }
    }
  }
  const empty = lowest === Infinity;
  out.lowest[column] = empty ? NaN : lowest * scale;
  out.highest[column] = empty ? NaN : highest * scale;
  return true;
}
