/** Where times lie in the plot: the span shown and the pixels that it is shown on. */
export interface Plot {
  from: number;
  to: number;
  /** CSS pixels of its left edge and its width. */
  left: number;
  width: number;
}

export function xOf(plot: Plot, seconds: number): number {
  return plot.left + ((seconds - plot.from) / (plot.to - plot.from)) * plot.width;
}

export function timeAt(plot: Plot, x: number): number {
  return plot.from + ((x - plot.left) / plot.width) * (plot.to - plot.from);
}

/** A stretch from top to bottom, in CSS pixels. */
export interface Area {
  top: number;
  height: number;
}

export interface Areas {
  ruler: Area;
  marks: Area | null;
  wave: Area;
  spectrogram: Area | null;
  lanes: Area | null;
}

export interface Wanted {
  marks: boolean;
  spectrogram: boolean;
  /** Height of all lanes; null: there are none. */
  lanes: number | null;
}

const RULER = 22;
const MARKS = 18;
const LEAST_WAVE = 64;
const LEAST_LANES = 64;
const MOST_LANES = 0.45;
const GAP = 1;

/** Divides a height. Lanes get what they need up to a share; waveform and spectrogram the rest in halves. */
export function areas(height: number, wanted: Wanted): Areas {
  const ruler = { top: 0, height: RULER };
  const marks = wanted.marks ? { top: RULER, height: MARKS } : null;
  const top = RULER + (marks ? MARKS : 0);
  const pictures = wanted.spectrogram ? 2 : 1;
  const free = Math.max(0, height - top - LEAST_WAVE * pictures);
  const most = Math.max(Math.min(free, LEAST_LANES), Math.floor((height - top) * MOST_LANES));
  const lanesHeight =
    wanted.lanes === null ? 0 : Math.min(free, most, Math.max(LEAST_LANES, Math.ceil(wanted.lanes)));
  const rest = Math.max(0, height - top - lanesHeight - (wanted.lanes === null ? 0 : GAP));
  const waveHeight = wanted.spectrogram ? Math.floor((rest - GAP) / 2) : rest;
  const wave = { top, height: waveHeight };
  const spectrogram = wanted.spectrogram
    ? { top: top + waveHeight + GAP, height: rest - waveHeight - GAP }
    : null;
  const lanes = wanted.lanes === null ? null : { top: height - lanesHeight, height: lanesHeight };
  return { ruler, marks, wave, spectrogram, lanes };
}

/** Whether a height lies in an area. */
export function within(area: Area | null, y: number): area is Area {
  return area !== null && y >= area.top && y < area.top + area.height;
}
