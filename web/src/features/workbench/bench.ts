import type { FocusItem } from "@/components/annotation";
import type { Assignment } from "@/lib/api/types";
import type { Player } from "@/lib/player/types";
import type { TimelineViewStore } from "@/lib/timeline/view";
import type { Editor } from "./editor/store";

export type Panel = "guideline" | "history";

/** What a key can ask of the page around the record. */
export interface PageActions {
  submit: () => void;
  putOff: () => void;
  save: () => void;
  openUnusable: () => void;
  openGoto: () => void;
  openHelp: () => void;
  togglePanel: (panel: Panel) => void;
  toggleQueue: () => void;
}

/** Everything that keys act on. */
export interface Bench {
  assignment: Assignment;
  editor: Editor;
  player: Player;
  view: TimelineViewStore;
  page: PageActions;
  focusItem: FocusItem;
  /** Puts the focus on a segment's text, or on its row. */
  focusSegment: (id: string, where: "text" | "row") => boolean;
  /** Says what happened, for people and screen readers. */
  say: (message: Message) => void;
}

/** Short messages about what a key did. */
export type Message =
  | { kind: "rate"; rate: number }
  | { kind: "loop"; on: boolean }
  | { kind: "rewind"; seconds: number }
  | { kind: "gain"; db: number }
  | { kind: "edge"; edge: "start" | "end" }
  | { kind: "accepted"; count: number }
  | { kind: "noRoom" | "nothingToMerge" | "allFinished" | "noScores" | "noSuggestion" | "noSamples" };
