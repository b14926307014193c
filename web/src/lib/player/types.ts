import type { Span } from "@/lib/segments/types";
import type { StoreApi } from "zustand/vanilla";

/** Audio behind a signed address that a browser can seek exactly (the API's `audio_url`). */
export interface AudioSource {
  audioUrl: string;
  seconds: number;
  sampleRate: number;
  channels: number;
  /** Asks for a fresh signed address when this one has ended. */
  renew?: () => Promise<string>;
}

export interface PlayerState {
  /** Can be played at once. */
  ready: boolean;
  playing: boolean;
  /** The stretch that plays, or null while it plays on to the end. */
  span: Span | null;
  loop: boolean;
  /** 0.5 to 2; the pitch stays. */
  rate: number;
  /** Decibels above or below the recording's own level. */
  gainDb: number;
  /** Seconds that resuming after a pause goes back; 0 for none. */
  rewind: number;
  error: "not-found" | "unreachable" | "not-playable" | "blocked" | null;
}

/** Plays one record. What sounds when `now()` is t is sample t of the master, within 5 ms. */
export interface Player {
  readonly store: StoreApi<PlayerState>;
  /** Replaces what is open; resolves when it can be played from `at` (seconds). */
  open(source: AudioSource, at?: number): Promise<void>;
  /** Fetches ahead, so that a later `open` of it is ready at once. */
  prefetch(source: AudioSource): void;
  /** The playhead as heard, in seconds. */
  now(): number;
  seek(to: number): void;
  /** From the playhead to the end; to be called in a key or click handler the first time. */
  play(): void;
  pause(): void;
  toggle(): void;
  /** Exactly this stretch: starts on its start and ends on its end. */
  playSpan(span: Span, options?: { loop?: boolean }): void;
  setRate(rate: number): void;
  setGain(db: number): void;
  setRewind(seconds: number): void;
  setLoop(loop: boolean): void;
  /** Lets go of everything: elements, buffers, audio graph. */
  dispose(): void;
}
