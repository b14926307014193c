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
  /** The stretch that plays; null while it plays on to the end, and while nothing plays. */
  span: Span | null;
  /** Whether a stretch is played again and again. Playing on to the end never loops. */
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
  /** Moves the playhead; what plays goes on from there: in its stretch where `to` lies in it, else to the end. */
  seek(to: number): void;
  /** From the playhead to the end (at the end: from the beginning); in a key or click handler the first time. */
  play(): void;
  /** The playhead stays where it was heard. */
  pause(): void;
  /** Pauses, or takes up what was paused: a stretch goes on to its own end. */
  toggle(): void;
  /**
   * Exactly this stretch: starts on its start and ends on its end, where the playhead goes back to its start.
   * `loop` is remembered; by default it is as it was.
   */
  playSpan(span: Span, options?: { loop?: boolean }): void;
  /** Fetches the samples of a stretch, so that a later `playSpan` of it sounds at once. */
  warm(span: Span): void;
  setRate(rate: number): void;
  setGain(db: number): void;
  setRewind(seconds: number): void;
  setLoop(loop: boolean): void;
  /** Lets go of everything: elements, buffers, audio graph. */
  dispose(): void;
}
