/** A stretch of time: seconds on the master's clock, start < end. */
export interface Span {
  start: number;
  end: number;
}

/** A value of a segments item, as the API takes and gives it. Times are never rounded to pixels or milliseconds. */
export interface Segment extends Span {
  /** Stable across rounds; made here. */
  id: string;
  /** Null or absent only in a draft. */
  label?: string | null;
  text?: string;
  speaker?: string;
  channel?: number;
  attributes?: Record<string, unknown>;
  /** The prediction it came from. */
  origin?: string;
  /** A model's confidence from 0 to 1, on what a prediction suggests. */
  score?: number;
  /** Word times, where the data has them: seconds on the master's clock. */
  words?: { word: string; start: number; end: number; score?: number }[];
}
