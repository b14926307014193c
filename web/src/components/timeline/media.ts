import { Addresses } from "@/lib/peaks/addresses";
import { type WaveKind, WaveSource } from "@/lib/peaks/source";
import { SpectrogramSource } from "@/lib/timeline/spectrogram";
import type { Scene } from "./scene";
import type { TimelineAudio } from "./types";

// Tiles are made by the server when first asked for: not for what one only zooms through.
const TILES_WAIT_MS = 120;

type Kind = WaveKind | "spectrogram";

/** What one record's pictures are made of, and the asking for it. */
export class Media {
  readonly wave: WaveSource;
  readonly spectrogram: SpectrogramSource;
  readonly #addresses: Addresses<Kind>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tilesFor = "";

  constructor(audio: TimelineAudio, onChange: () => void) {
    this.#addresses = new Addresses<Kind>(urlsOf(audio), renewal(audio));
    this.wave = new WaveSource(this.#addresses, onChange);
    this.spectrogram = new SpectrogramSource(this.#addresses, onChange);
  }

  get failing(): boolean {
    return this.wave.failing || this.spectrogram.failing;
  }

  /** Takes over fresh addresses of the same record. */
  readdress(audio: TimelineAudio): void {
    this.#addresses.replace(urlsOf(audio), renewal(audio));
  }

  /** Asks for what a scene shows. */
  want(scene: Scene): void {
    const { plot, ratio, view } = scene;
    const columns = Math.round(plot.width * ratio);
    const rate = this.wave.info?.sampleRate ?? scene.props.audio.sampleRate;
    this.wave.want(plot.from * rate, ((plot.to - plot.from) * rate) / columns, columns);
    const known = this.spectrogram.info !== null;
    const tilesFor = view.spectrogram && known ? `${plot.from} ${plot.to} ${plot.width}` : "";
    if (tilesFor === this.#tilesFor) return;
    const first = this.#tilesFor === "";
    this.#tilesFor = tilesFor;
    clearTimeout(this.#timer);
    const want = () => this.spectrogram.want(plot.from, plot.to, plot.width);
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
  const path = ({ peaksUrl }: TimelineAudio) => new URL(peaksUrl, location.origin).pathname;
  return path(a) === path(b);
}

type Signed = Pick<TimelineAudio, "peaksUrl" | "spectrogramUrl" | "audioUrl">;

function urlsOf({ peaksUrl, spectrogramUrl, audioUrl }: Signed): Partial<Record<Kind, string>> {
  return { peaks: peaksUrl, spectrogram: spectrogramUrl, ...(audioUrl ? { audio: audioUrl } : {}) };
}

function renewal({ renew }: TimelineAudio) {
  return renew && (async () => urlsOf(await renew()));
}
