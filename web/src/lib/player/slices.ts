import type { Span } from "@/lib/segments/types";
import type { Address } from "./address";

/** Spans up to so many seconds are played from their own samples; longer ones would fill the memory. */
export const LONGEST_SLICE = 60;
const MOST = 6;
const MOST_BYTES = 48 * 1024 * 1024;

/** The exact samples of one span. */
export interface Slice {
  readonly span: Span;
  readonly wav: ArrayBuffer;
  /** Decoded once, at the context's own rate. */
  decoded(context: AudioContext): Promise<AudioBuffer>;
}

interface Entry {
  control: AbortController;
  slice: Promise<Slice>;
  bytes: number;
}

/** The latest slices of one recording, fetched once each. */
export class Slices {
  private readonly entries = new Map<string, Entry>();
  private readonly address: Address;

  constructor(address: Address) {
    this.address = address;
  }

  /** Raises SoundFault; AbortError where it was given up in between. */
  get(span: Span): Promise<Slice> {
    const key = `${span.start}-${span.end}`;
    const known = this.entries.get(key);
    if (known) {
      this.entries.delete(key);
      this.entries.set(key, known);
      return known.slice;
    }
    const control = new AbortController();
    const entry: Entry = { control, bytes: 0, slice: this.fetch(span, control.signal) };
    this.entries.set(key, entry);
    entry.slice.then(
      (slice) => {
        // As WAV of 16 bit, and decoded to 32.
        entry.bytes = slice.wav.byteLength * 3;
        this.trim();
      },
      () => this.entries.get(key) === entry && this.entries.delete(key),
    );
    this.trim();
    return entry.slice;
  }

  dispose(): void {
    for (const { control } of this.entries.values()) control.abort();
    this.entries.clear();
  }

  private async fetch(span: Span, signal: AbortSignal): Promise<Slice> {
    const wav = await this.address.fetchSpan(span.start, span.end, signal);
    let buffer: Promise<AudioBuffer> | undefined;
    return {
      span,
      wav,
      // Decoding takes the bytes away, so it gets its own.
      decoded: (context) => (buffer ??= context.decodeAudioData(wav.slice(0))),
    };
  }

  private trim(): void {
    let bytes = 0;
    for (const entry of this.entries.values()) bytes += entry.bytes;
    for (const [key, entry] of this.entries) {
      if (this.entries.size <= 1 || (this.entries.size <= MOST && bytes <= MOST_BYTES)) return;
      entry.control.abort();
      bytes -= entry.bytes;
      this.entries.delete(key);
    }
  }
}
