import type { ItemFault } from "@/components/annotation";
import type { ItemOf } from "@/lib/api/types";
import type { Player } from "@/lib/player/types";
import type { Segment } from "@/lib/segments/types";
import type { Ref } from "react";

/** A segment as the table shows it. */
export interface SegmentRow {
  /** The segment's, or the suggestion's key. */
  id: string;
  segment: Segment;
  color: string;
  /** A model's suggestion can be taken or left, not edited. */
  kind: "own" | "suggestion";
  /** The model behind a suggestion, or behind an own segment that was one. */
  model?: string;
  /** Word times, where there are some for exactly this text. */
  words?: Segment["words"];
  /** A reviewer's comment on it. */
  mark?: string;
  faults?: readonly ItemFault[];
}

export type FocusSegment = (id: string, where: "text" | "row") => boolean;

export interface SegmentsTableProps {
  item: ItemOf<"segments">;
  /** In the order of time. */
  rows: readonly SegmentRow[];
  selected: ReadonlySet<string>;
  current: string | null;
  /** Which edge arrows move. */
  edge: "start" | "end";
  player: Player;
  /** Speakers to choose from, or names used so far. */
  speakers: readonly string[];
  readOnly?: boolean;
  onSelect: (id: string, add: boolean) => void;
  /** `typed`: one of many small changes to the same field. */
  onPatch: (id: string, change: Partial<Segment>, typed: boolean) => void;
  onEdge: (id: string, edge: "start" | "end", to: number) => void;
  onPlay: (id: string) => void;
  onDelete: (id: string) => void;
  onAccept: (id: string) => void;
  onReject: (id: string) => void;
  focusSegment?: Ref<FocusSegment>;
}
