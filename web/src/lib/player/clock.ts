/** Older stamps of the output say nothing about now: the context slept. */
const FRESH_STAMP = 0.25;

/**
 * The context time that leaves the loudspeaker at this moment: behind `currentTime`, which is what is being rendered,
 * by the output's latency.
 */
export function heardContextTime(context: AudioContext): number {
  const rendered = context.currentTime;
  const { contextTime, performanceTime } = context.getOutputTimestamp();
  if (contextTime && performanceTime) {
    const age = (performance.now() - performanceTime) / 1000;
    if (age < FRESH_STAMP) return Math.min(rendered, Math.max(0, contextTime + age));
  }
  return Math.max(0, rendered - (context.outputLatency || context.baseLatency));
}

const WINDOW = 15;

/**
 * Where in the recording a media element is when the context renders a given time. An element tells its time in steps
 * and sometimes late; against the context's clock the difference is constant, so the median of some readings is exact.
 */
export class MediaClock {
  private readonly differences: number[] = [];
  private readonly rate: number;
  private read = -1;

  constructor(rate: number) {
    this.rate = rate;
  }

  /** A reading: the element's time while the context rendered `contextTime`. One per rendered time counts. */
  add(contextTime: number, mediaTime: number): void {
    if (contextTime === this.read) return;
    this.read = contextTime;
    this.differences.push(mediaTime - contextTime * this.rate);
    if (this.differences.length > WINDOW) this.differences.shift();
  }

  /** Enough readings to tell a late one from a good one. */
  get settled(): boolean {
    return this.differences.length >= 5;
  }

  /** The media time at a context time; null before the first reading. */
  mediaTime(contextTime: number): number | null {
    const difference = this.median();
    return difference === null ? null : contextTime * this.rate + difference;
  }

  /** The context time at which a media time is rendered; null before the first reading. */
  contextTime(mediaTime: number): number | null {
    const difference = this.median();
    return difference === null ? null : (mediaTime - difference) / this.rate;
  }

  private median(): number | null {
    if (this.differences.length === 0) return null;
    const sorted = [...this.differences].sort((a, b) => a - b);
    return sorted[sorted.length >> 1]!;
  }
}
