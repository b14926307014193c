import type { Player } from "@/lib/player/types";
import type { Segment, Span } from "@/lib/segments/types";
import type { TimelineViewStore } from "@/lib/timeline/view";

/** What the timeline draws of a record; addresses are the API's signed ones. */
export interface TimelineAudio {
  seconds: number;
  sampleRate: number;
  channels: number;
  peaksUrl: string;
  spectrogramUrl: string;
  /** The record's `audio_url`: with it the closest views show the samples themselves. */
  audioUrl?: string;
  /** Asks for fresh signed addresses when these have ended. */
  renew?: () => Promise<{ peaksUrl: string; spectrogramUrl: string; audioUrl?: string }>;
}

/** A label that has a lane even when nothing carries it yet. */
export interface TimelineLabel {
  value: string;
  title: string;
}

/** A segment and how it is drawn. */
export interface TimelineSegment {
  segment: Segment;
  /** CSS color. */
  color: string;
  /** Its text or label, drawn inside where there is room. */
  title: string;
  /** `own` can be edited; `suggestion` is a model's; `earlier` is an earlier round's, drawn behind. */
  kind: "own" | "suggestion" | "earlier";
  /** The difference to another round, drawn as such. */
  change?: "added" | "removed" | "changed";
  /** A reviewer's comment on it. */
  mark?: string;
  /** It has an error to be mended. */
  faulty?: boolean;
}

/** A reviewer's comment on a stretch of time. */
export interface TimelineMark extends Span {
  id: string;
  comment: string;
}

/** What somebody wants by mouse or touch. The timeline changes nothing by itself. */
export type TimelineIntent =
  | { kind: "seek"; to: number }
  /** Pressed on a segment (null: beside all). `add`: keep what was selected. */
  | { kind: "select"; id: string | null; add: boolean }
  /** A stretch of time is being chosen on empty ground; `done` at release. A host with segments may create one of it. */
  | { kind: "span"; span: Span; lane: string | null; done: boolean }
  /** An own segment's edge is dragged; `done` at release. `free`: no snapping (Alt held). */
  | { kind: "edge"; id: string; edge: "start" | "end"; to: number; free: boolean; done: boolean }
  /** An own segment is dragged as a whole. */
  | { kind: "move"; id: string; start: number; free: boolean; done: boolean }
  /** Esc during a drag: as if it had not begun. */
  | { kind: "cancel" }
  | { kind: "play"; id: string }
  | { kind: "open-mark"; id: string };

export interface TimelineProps {
  audio: TimelineAudio;
  player: Player;
  view: TimelineViewStore;
  /** Sorted by start. Lanes follow `view.lanes`; overlapping ones of a lane get rows. */
  segments: readonly TimelineSegment[];
  marks?: readonly TimelineMark[];
  /** Ids of selected segments. */
  selected: ReadonlySet<string>;
  /** A chosen stretch of time. */
  span: Span | null;
  /** No lanes where the task has no segments item. */
  withLanes: boolean;
  /** In their order, for lanes by label; others follow as they occur. */
  labels?: readonly TimelineLabel[];
  readOnly?: boolean;
  onIntent: (intent: TimelineIntent) => void;
}
