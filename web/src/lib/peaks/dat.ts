/** Minima and maxima of a stretch of a recording, as audiowaveform's `.dat` version 2 holds them. */
export interface Peaks {
  sampleRate: number;
  samplesPerPoint: number;
  channels: number;
  count: number;
  /** For each point and channel its minimum and its maximum, -128 to 127. */
  values: Int8Array;
}

const HEADER_BYTES = 24;

/** Reads a `.dat` version 2. Raises RangeError where it is none, or cut off. */
export function parsePeaks(buffer: ArrayBuffer): Peaks {
  if (buffer.byteLength < HEADER_BYTES) throw new RangeError("Peaks without a header");
  const head = new DataView(buffer);
  const [version, flags, sampleRate, samplesPerPoint] = [0, 4, 8, 12].map((at) => head.getInt32(at, true));
  const count = head.getUint32(16, true);
  const channels = head.getInt32(20, true);
  if (version !== 2 || !sampleRate || !samplesPerPoint || channels < 1) throw new RangeError("Not peaks");
  const size = count * channels * 2;
  const narrow = (flags! & 1) === 1;
  if (buffer.byteLength < HEADER_BYTES + size * (narrow ? 1 : 2)) throw new RangeError("Peaks are cut off");
  const values = narrow
    ? new Int8Array(buffer, HEADER_BYTES, size)
    : Int8Array.from(new Int16Array(buffer, HEADER_BYTES, size), (value) => value >> 8);
  return { sampleRate, samplesPerPoint, channels, count, values };
}

/** One resolution of a recording's peaks. */
export interface PeaksLevel {
  level: number;
  samplesPerPoint: number;
  points: number;
}

/** What the API tells of a recording's peaks (`info=1`). */
export interface PeaksInfo {
  sampleRate: number;
  channels: number;
  /** Samples per channel. */
  frames: number;
  /** Finest first. */
  levels: PeaksLevel[];
}

/** The coarsest level that still has a point for each pixel, or the finest there is. `levels` are finest first. */
export function levelFor(levels: readonly PeaksLevel[], samplesPerPixel: number): PeaksLevel {
  return levels.findLast((level) => level.samplesPerPoint <= samplesPerPixel) ?? levels[0]!;
}

/** The coarsest level with at least so many points in all (or the finest): loaded whole, as what is always there. */
export function overviewLevel(levels: readonly PeaksLevel[], points: number): PeaksLevel {
  return levels.findLast((level) => level.points >= points) ?? levels[0]!;
}
