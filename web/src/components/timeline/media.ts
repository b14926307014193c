import { Addresses } from "@/lib/peaks/addresses";
import { type WaveKind, WaveSource } from "@/lib/peaks/source";
import { SpectrogramSource } from "@/lib/timeline/spectrogram";
import type { TimelineAudio } from "./types";

// Tiles are made by the server when first asked for: not for what one only zooms through.
const TILES_WAIT_MS = 120;

type Kind = WaveKind | "spectrogram";

/** A stretch of a record in seconds, the CSS pixels that it is drawn on and the device pixels of each. */
export interface Wanted {
  from: number;
  to: number;
  width: number;
  ratio: number;
  spectrogram: boolean;
}

/** What one record's pictures are made of, and the asking for it. */
export class Media {
  readonly wave: WaveSource;
  readonly spectrogram: SpectrogramSource;
  /** Called when something arrived, or could not be loaded. */
  onChange: () => void = () => undefined;
  readonly #addresses: Addresses<Kind>;
  readonly #sampleRate: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tilesFor = "";

  constructor(audio: TimelineAudio) {
    const onChange = () => this.onChange();
    this.#sampleRate = audio.sampleRate;
    this.#addresses = new Addresses<Kind>(urlsOf(audio), renewal(audio));
    this.wave = new WaveSource(this.#addresses, onChange);
    this.spectrogram = new SpectrogramSource(this.#addresses, onChange);
  }

  get failing(): boolean {
    return this.wave.failing || this.spectrogram.failing;
  }

  /** Whether all that is wanted is there. */
  get complete(): boolean {
    return this.wave.complete && this.spectrogram.complete;
  }

  /** Takes over fresh addresses of the same record. */
  readdress(audio: TimelineAudio): void {
    this.#addresses.replace(urlsOf(audio), renewal(audio));
  }

  /** Asks for what is to be drawn. */
  want({ from, to, width, ratio, spectrogram }: Wanted): void {
    const columns = Math.round(width * ratio);
    const rate = this.wave.info?.sampleRate ?? this.#sampleRate;
    this.wave.want(from * rate, ((to - from) * rate) / columns, columns);
    const known = this.spectrogram.info !== null;
    const tilesFor = spectrogram && known ? `${from} ${to} ${width}` : "";
    if (tilesFor === this.#tilesFor) return;
    const first = this.#tilesFor === "";
    this.#tilesFor = tilesFor;
    clearTimeout(this.#timer);
    const want = () => this.spectrogram.want(from, to, width);
    if (!tilesFor) this.spectrogram.rest();
    else if (first) want();
    else this.#timer = setTimeout(want, TILES_WAIT_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.wave.dispose();
    this.spectrogram.dispose();
  }
}

/** Whether two addresses are of the same record: what stays when they are signed anew. */
export function sameRecord(a: TimelineAudio, b: TimelineAudio): boolean {
  return pathOf(a) === pathOf(b);
}

/** What of its address stays the same for a record. */
export function pathOf({ peaksUrl }: TimelineAudio): string {
  return new URL(peaksUrl, location.origin).pathname;
}

type Signed = Pick<TimelineAudio, "peaksUrl" | "spectrogramUrl" | "audioUrl">;

function urlsOf({ peaksUrl, spectrogramUrl, audioUrl }: Signed): Partial<Record<Kind, string>> {
  return { peaks: peaksUrl, spectrogram: spectrogramUrl, ...(audioUrl ? { audio: audioUrl } : {}) };
}

function renewal({ renew }: TimelineAudio) {
  return renew && (async () => urlsOf(await renew()));
}
