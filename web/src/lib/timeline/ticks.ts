/** Marks of a ruler: where they stand and what is written at the long ones. */
export interface Tick {
  at: number;
  /** Null: a short mark between two written ones. */
  text: string | null;
}

// Seconds between written marks, and into how many parts the space between is divided.
const STEPS: readonly (readonly [number, number])[] = [
  ...[0.001, 0.01, 0.1].flatMap((power) => [
    [power, 5] as const,
    [2 * power, 4] as const,
    [5 * power, 5] as const,
  ]),
  [1, 5],
  [2, 4],
  [5, 5],
  [10, 5],
  [15, 3],
  [30, 6],
  [60, 6],
  [120, 4],
  [300, 5],
  [600, 5],
  [900, 3],
  [1800, 6],
  [3600, 6],
  [7200, 4],
  [18000, 5],
  [36000, 5],
  [86400, 6],
];

/** Marks of the span shown, such that texts have at least `room` pixels each. */
export function ticks(from: number, to: number, pixels: number, room: number): Tick[] {
  if (!(to > from) || pixels <= 0) return [];
  const least = ((to - from) / pixels) * room;
  const [step, parts] = STEPS.find(([seconds]) => seconds >= least) ?? STEPS.at(-1)!;
  const small = step / parts;
  const all: Tick[] = [];
  // Counted in whole steps: sums of fractions would drift.
  for (let n = Math.ceil((from - 1e-9) / small); n * small <= to + 1e-9; n++)
    all.push({ at: n * small, text: n % parts === 0 ? tickText(n * small, step) : null });
  return all;
}

/** A time as h:mm:ss, with as many decimals as marks that far apart need. */
export function tickText(seconds: number, step: number): string {
  const digits = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3;
  const scale = 10 ** digits;
  const whole = Math.round(seconds * scale) / scale;
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = (whole % 60).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
}
