import type { Span } from "@/lib/segments/types";
import { createStore, type StoreApi } from "zustand/vanilla";

/** The shortest stretch a timeline shows, in seconds. */
export const SHORTEST_VIEW = 0.02;

export type ColorMap = "magma" | "viridis" | "grey";
export type LaneMode = "label" | "speaker" | "one";

/** What a timeline shows of a record: times in seconds on the master's clock. */
export interface TimelineView {
  readonly seconds: number;
  from: number;
  to: number;
  /** Keeps the playhead in sight while playing. */
  follow: boolean;
  spectrogram: boolean;
  colorMap: ColorMap;
  /** Of the spectrogram, in dB: what is drawn brightest, and how far below it is darkest. */
  spectrogramGainDb: number;
  spectrogramRangeDb: number;
  /** Factor on the waveform's height. */
  waveGain: number;
  lanes: LaneMode;
}

export type TimelineViewStore = StoreApi<TimelineView>;

export function createTimelineView(seconds: number, start: Partial<TimelineView> = {}): TimelineViewStore {
  return createStore<TimelineView>(() => ({
    from: 0,
    to: seconds,
    follow: true,
    spectrogram: true,
    colorMap: "magma",
    spectrogramGainDb: 0,
    spectrogramRangeDb: 80,
    waveGain: 1,
    lanes: "label",
    ...start,
    seconds,
  }));
}

/** The span nearest to `wanted` that lies in the record and is not too short. */
export function fitted(wanted: Span, seconds: number): Span {
  const length = Math.min(seconds, Math.max(SHORTEST_VIEW, wanted.end - wanted.start));
  const middle = (wanted.start + wanted.end) / 2;
  const start = Math.min(
    Math.max(0, wanted.end - wanted.start < SHORTEST_VIEW ? middle - length / 2 : wanted.start),
    seconds - length,
  );
  return { start, end: start + length };
}

function show(view: TimelineViewStore, wanted: Span): void {
  const { start, end } = fitted(wanted, view.getState().seconds);
  view.setState({ from: start, to: end });
}

/** Zooms by a factor (2: twice as much is shown) and keeps `at` where it is. */
export function zoom(view: TimelineViewStore, factor: number, at: number): void {
  const { from, to, seconds } = view.getState();
  const length = Math.min(seconds, Math.max(SHORTEST_VIEW, (to - from) * factor));
  const share = (at - from) / (to - from);
  show(view, { start: at - share * length, end: at + (1 - share) * length });
}

/** Moves by a share of what is shown; positive: later. */
export function pan(view: TimelineViewStore, share: number): void {
  const { from, to } = view.getState();
  const by = share * (to - from);
  show(view, { start: from + by, end: to + by });
}

/** Shows a span with some room at both sides. */
export function zoomTo(view: TimelineViewStore, span: Span, margin = 0.1): void {
  const room = (span.end - span.start) * margin;
  show(view, { start: span.start - room, end: span.end + room });
}

export function showAll(view: TimelineViewStore): void {
  show(view, { start: 0, end: view.getState().seconds });
}

/** Moves as little as needed so that a time (or a span's start) is in sight, with a little ahead of it. */
export function reveal(view: TimelineViewStore, span: Span): void {
  const { from, to } = view.getState();
  const length = to - from;
  if (span.start >= from && span.end <= to) return;
  const start =
    span.end - span.start > length * 0.9 ? span.start - length * 0.05 : (span.start + span.end - length) / 2;
  show(view, { start, end: start + length });
}

/** Turns pages while playing: when the playhead nears the right edge it continues near the left one. */
export function followPlayhead(view: TimelineViewStore, now: number): void {
  const { from, to, follow, seconds } = view.getState();
  if (!follow || (now >= from && now <= to - (to - from) * 0.05) || to - from >= seconds) return;
  show(view, { start: now - (to - from) * 0.1, end: now + (to - from) * 0.9 });
}
