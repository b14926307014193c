import type { Combo } from "./combos";

/** `always`: also while text is written; `outside`: only where no text is written. */
export type Context = "always" | "outside";

export interface Binding {
  combo: Combo;
  context: Context;
}

interface Action {
  id: string;
  group: Group;
  keys: readonly Binding[];
}

export type Group =
  | "record"
  | "playing"
  | "view"
  | "segments"
  | "edges"
  | "labels"
  | "text"
  | "suggestions"
  | "work"
  | "myWork";

/** Where keys act. The same key can stand for one action in each place. */
export type Place = "workbench" | "myWork";

const always = (...combos: Combo[]): Binding[] => combos.map((combo) => ({ combo, context: "always" }));
const outside = (...combos: Combo[]): Binding[] => combos.map((combo) => ({ combo, context: "outside" }));

function numbered<P extends string>(prefix: P, group: Group, keys: (n: number) => Binding[]) {
  return [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => ({
    id: `${prefix}.${n as 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` as const,
    group,
    keys: keys(n),
  }));
}

/**
 * Everything that a key does, with its defaults. Where the customary key of other tools belongs to a browser
 * (Ctrl+L, Ctrl+J, Ctrl+K, Ctrl+N, Alt+D, Alt+arrows, F1, F3 ...) another one stands here. F13 to F15 are
 * what foot pedals of three switches send.
 */
export const ACTIONS = [
  {
    id: "play.toggle",
    group: "playing",
    keys: [...always("Escape", "F2", "Ctrl+Space", "F14"), ...outside("Space")],
  },
  { id: "play.selection", group: "playing", keys: [...always("Alt+Enter"), ...outside("Shift+Space")] },
  { id: "play.loop", group: "playing", keys: always("Alt+L") },
  { id: "play.back", group: "playing", keys: always("Alt+J", "F13") },
  { id: "play.forward", group: "playing", keys: always("Alt+K", "F15") },
  { id: "play.backFar", group: "playing", keys: always("Alt+Shift+J") },
  { id: "play.forwardFar", group: "playing", keys: always("Alt+Shift+K") },
  { id: "play.slower", group: "playing", keys: always("Alt+,") },
  { id: "play.faster", group: "playing", keys: always("Alt+.") },
  { id: "play.last", group: "playing", keys: always("Alt+Q") },
  { id: "play.around", group: "playing", keys: always("Alt+W") },
  { id: "play.rewind", group: "playing", keys: always("Alt+R") },
  { id: "play.louder", group: "playing", keys: always("Alt+PageUp") },
  { id: "play.quieter", group: "playing", keys: always("Alt+PageDown") },
  { id: "view.in", group: "view", keys: [...always("Alt+="), ...outside("=", "+")] },
  { id: "view.out", group: "view", keys: [...always("Alt+-"), ...outside("-")] },
  { id: "view.selection", group: "view", keys: always("Alt+N") },
  { id: "view.all", group: "view", keys: always("Alt+Shift+N") },
  { id: "view.earlier", group: "view", keys: always("Alt+Shift+ArrowLeft") },
  { id: "view.later", group: "view", keys: always("Alt+Shift+ArrowRight") },
  { id: "view.goto", group: "view", keys: [...always("Alt+G"), ...outside("T")] },
  { id: "view.spectrogram", group: "view", keys: [...always("Alt+Shift+G"), ...outside("G")] },
  { id: "view.brighter", group: "view", keys: always("Ctrl+ArrowUp") },
  { id: "view.darker", group: "view", keys: always("Ctrl+ArrowDown") },
  { id: "segment.previous", group: "segments", keys: always("Alt+ArrowUp") },
  { id: "segment.next", group: "segments", keys: always("Alt+ArrowDown") },
  { id: "segment.unlabelled", group: "segments", keys: always("Alt+U") },
  { id: "segment.doubtful", group: "segments", keys: always("Alt+I") },
  { id: "segment.boundary", group: "segments", keys: [...always("Alt+M"), ...outside("Enter")] },
  { id: "segment.split", group: "segments", keys: [...always("Alt+C"), ...outside("S")] },
  { id: "segment.mergeNext", group: "segments", keys: always("Alt+Shift+ArrowDown") },
  { id: "segment.mergePrevious", group: "segments", keys: always("Alt+Shift+ArrowUp") },
  {
    id: "segment.delete",
    group: "segments",
    keys: [...always("Alt+Delete"), ...outside("Delete", "Backspace")],
  },
  { id: "edge.start", group: "edges", keys: [...always("Alt+["), ...outside("[")] },
  { id: "edge.end", group: "edges", keys: [...always("Alt+]"), ...outside("]")] },
  { id: "edge.other", group: "edges", keys: [...always("Alt+O"), ...outside("E")] },
  { id: "edge.earlier", group: "edges", keys: outside("ArrowLeft") },
  { id: "edge.later", group: "edges", keys: outside("ArrowRight") },
  { id: "edge.earlierFine", group: "edges", keys: outside("Ctrl+ArrowLeft") },
  { id: "edge.laterFine", group: "edges", keys: outside("Ctrl+ArrowRight") },
  { id: "edge.earlierFar", group: "edges", keys: outside("Shift+ArrowLeft") },
  { id: "edge.laterFar", group: "edges", keys: outside("Shift+ArrowRight") },
  { id: "edge.zero", group: "edges", keys: [...always("Alt+Z"), ...outside("Z")] },
  { id: "edge.silence", group: "edges", keys: [...always("Alt+Shift+Z"), ...outside("Q")] },
  { id: "edge.neighbour", group: "edges", keys: [...always("Alt+Shift+B"), ...outside("N")] },
  { id: "label.same", group: "labels", keys: [...always("Alt+0"), ...outside("0")] },
  ...numbered("label", "labels", (n) => [...outside(`${n}`), ...always(`Alt+Shift+${n}`)]),
  ...numbered("speaker", "labels", (n) => [...outside(`Shift+${n}`), ...always(`Ctrl+Shift+${n}`)]),
  { id: "text.edit", group: "text", keys: [...always("Alt+Shift+Enter"), ...outside("I")] },
  { id: "text.noise", group: "text", keys: always("Alt+;") },
  { id: "text.inaudible", group: "text", keys: always("Alt+'") },
  { id: "text.time", group: "text", keys: always("Alt+\\") },
  { id: "suggestion.accept", group: "suggestions", keys: [...always("Alt+A"), ...outside("A")] },
  { id: "suggestion.reject", group: "suggestions", keys: [...always("Alt+X"), ...outside("X")] },
  { id: "suggestion.skip", group: "suggestions", keys: [...always("Alt+Shift+X"), ...outside("K")] },
  { id: "suggestion.acceptAll", group: "suggestions", keys: [...always("Alt+Y"), ...outside("Shift+A")] },
  { id: "work.submit", group: "work", keys: always("Ctrl+Enter") },
  { id: "work.putOff", group: "work", keys: always("Alt+P") },
  { id: "work.unusable", group: "work", keys: always("Alt+Shift+U") },
  { id: "work.undo", group: "work", keys: always("Ctrl+Z") },
  { id: "work.redo", group: "work", keys: always("Ctrl+Shift+Z", "Ctrl+Y") },
  { id: "work.save", group: "work", keys: always("Ctrl+S") },
  { id: "record.guideline", group: "record", keys: always("Alt+/") },
  { id: "record.history", group: "record", keys: always("Alt+Shift+Y") },
  { id: "record.queue", group: "record", keys: always("Alt+Shift+Q") },
  { id: "record.help", group: "record", keys: [...always("Ctrl+/"), ...outside("?")] },
  { id: "myWork.continue", group: "myWork", keys: outside("C") },
] as const satisfies readonly Action[];

export type ActionId = (typeof ACTIONS)[number]["id"];

/** The groups of the workbench and of the review. */
export const WORKBENCH_GROUPS = [
  "playing", "view", "segments", "edges", "labels", "text", "suggestions", "work", "record",
] as const satisfies readonly Group[]; // prettier-ignore

export const GROUPS = [...WORKBENCH_GROUPS, "myWork"] as const satisfies readonly Group[];

/** Where an action's keys act. */
export function placeOf(action: ActionId): Place {
  return action.startsWith("myWork.") ? "myWork" : "workbench";
}
