import { type Addresses } from "./addresses";
import { type Columns, fillColumns, type Loaded, type Step } from "./columns";
import { levelFor, overviewLevel, parsePeaks, type PeaksInfo, type PeaksLevel } from "./dat";
import { Pieces } from "./pieces";
import { parseWav } from "./wav";

/** Points of one request of peaks. */
export const CHUNK = 8192;
/** Samples of one request of samples. */
export const SAMPLES_CHUNK = 65536;
/** Below so many samples per pixel the samples themselves are drawn, where they can be had. */
const SAMPLES_BELOW = 64;
/** Enough for the minimap on any screen. */
const OVERVIEW_POINTS = 4096;
const KEPT_BYTES = 8 << 20;

export type WaveKind = "peaks" | "audio";

/** The waveform of one recording: peaks from the server in pieces, by need, in the resolution that is drawn. */
export class WaveSource {
  readonly #addresses: Pick<Addresses<WaveKind>, "fetch" | "has">;
  readonly #pieces: Pieces<PeaksInfo, Loaded>;
  #overview: string[] = [];

  constructor(addresses: Pick<Addresses<WaveKind>, "fetch" | "has">, onChange: () => void) {
    this.#addresses = addresses;
    this.#pieces = new Pieces<PeaksInfo, Loaded>({
      about: (signal) => this.#loadInfo(signal),
      load: (key, signal) => this.#load(key, signal),
      atOnce: 4,
      limit: KEPT_BYTES,
      weigh: (piece) => piece.values.byteLength,
      onChange,
    });
  }

  /** Null until the server has answered. */
  get info(): PeaksInfo | null {
    return this.#pieces.info;
  }

  /** Whether all that is wanted is there. */
  get complete(): boolean {
    return this.#pieces.complete;
  }

  get failing(): boolean {
    return this.#pieces.failing;
  }

  /** Asks for what the columns from `first` sample on need: them, then a little beside, then the overview. */
  want(first: number, samplesPerColumn: number, columns: number): void {
    if (!this.info) return;
    const length = samplesPerColumn * columns;
    const near = this.#keys(samplesPerColumn, first, first + length);
    const beside = this.#keys(samplesPerColumn, first - length / 2, first + length * 1.5);
    this.#pieces.want([...new Set([...near, ...this.#overview, ...beside])]);
  }

  /** Fills the columns from what is loaded; true: as exact as it can be. `channel` null: all in one. */
  fill(channel: number | null, first: number, samplesPerColumn: number, out: Columns): boolean {
    const info = this.info;
    if (!info) {
      out.lowest.fill(NaN);
      out.highest.fill(NaN);
      return false;
    }
    const wanted = levelFor(info.levels, samplesPerColumn);
    const steps = info.levels
      .filter((level) => level.level >= wanted.level)
      .map((level) => this.#step(level));
    if (this.#bySamples(samplesPerColumn)) steps.unshift(this.#samplesStep());
    return fillColumns(steps, channel, first, samplesPerColumn, out);
  }

  /** The loaded samples around a sample, where single ones are to be seen; else null. */
  samplesAt(sample: number): Loaded | null {
    return this.#piece("s", SAMPLES_CHUNK, sample);
  }

  dispose(): void {
    this.#pieces.dispose();
  }

  #bySamples(samplesPerColumn: number): boolean {
    return samplesPerColumn < SAMPLES_BELOW && this.#addresses.has("audio");
  }

  #keys(samplesPerColumn: number, from: number, to: number): string[] {
    const info = this.info!;
    const level = levelFor(info.levels, samplesPerColumn);
    const bySamples = this.#bySamples(samplesPerColumn);
    const name = bySamples ? "s" : String(level.level);
    const size = bySamples ? SAMPLES_CHUNK : CHUNK * level.samplesPerPoint;
    const last = Math.floor(Math.min(to, info.frames - 1) / size);
    const keys = [];
    for (let chunk = Math.max(0, Math.floor(from / size)); chunk <= last; chunk++)
      keys.push(`${name}/${chunk}`);
    return keys;
  }

  #step(level: PeaksLevel): Step {
    const name = String(level.level);
    return cached(level.samplesPerPoint, level.points, (point) => this.#piece(name, CHUNK, point));
  }

  #samplesStep(): Step {
    return cached(1, this.info!.frames, (sample) => this.samplesAt(sample));
  }

  #piece(name: string, size: number, point: number): Loaded | null {
    return this.#pieces.get(`${name}/${Math.floor(point / size)}`) ?? null;
  }

  async #loadInfo(signal: AbortSignal): Promise<PeaksInfo> {
    const response = await this.#addresses.fetch("peaks", { info: 1 }, signal);
    const told = (await response.json()) as {
      sample_rate: number;
      channels: number;
      frames: number;
      levels: { level: number; samples_per_pixel: number; points: number }[];
    };
    const levels = told.levels.map(({ level, samples_per_pixel, points }) => ({
      level,
      samplesPerPoint: samples_per_pixel,
      points,
    }));
    const whole = overviewLevel(levels, OVERVIEW_POINTS);
    this.#overview = Array.from({ length: Math.ceil(whole.points / CHUNK) }, (_, i) => `${whole.level}/${i}`);
    this.#pieces.want(this.#overview);
    return { sampleRate: told.sample_rate, channels: told.channels, frames: told.frames, levels };
  }

  async #load(key: string, signal: AbortSignal): Promise<Loaded> {
    const [name, chunk] = key.split("/") as [string, string];
    if (name === "s") return await this.#loadSamples(Number(chunk) * SAMPLES_CHUNK, signal);
    const first = Number(chunk) * CHUNK;
    const query = { level: name, from: first, to: first + CHUNK, bits: 8 };
    const response = await this.#addresses.fetch("peaks", query, signal);
    const peaks = parsePeaks(await response.arrayBuffer());
    return { first, count: peaks.count, channels: peaks.channels, values: peaks.values, kind: "peaks" };
  }

  async #loadSamples(first: number, signal: AbortSignal): Promise<Loaded> {
    const rate = this.info!.sampleRate;
    const query = { from: first / rate, to: (first + SAMPLES_CHUNK) / rate };
    const response = await this.#addresses.fetch("audio", query, signal);
    const { channels, values } = parseWav(await response.arrayBuffer());
    return { first, count: Math.floor(values.length / channels), channels, values, kind: "samples" };
  }
}

/** Neighbouring points mostly lie in one piece: it is looked up once. */
function cached(samplesPerPoint: number, points: number, find: (point: number) => Loaded | null): Step {
  let last: Loaded | null = null;
  const at = (point: number) => {
    if (!last || point < last.first || point >= last.first + last.count) last = find(point);
    return last;
  };
  return { samplesPerPoint, points, at };
}
