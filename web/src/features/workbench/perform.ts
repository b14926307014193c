import type { ActionId } from "@/lib/keymap/actions";
import { nextLeastConfident, nextUnfinished } from "@/lib/segments/seek";
import { pan, showAll, zoom, zoomTo } from "@/lib/timeline/view";
import type { Bench } from "./bench";
import { unfinished } from "./editor/content";
import * as segments from "./editor/segments";
import { accept, acceptAll, currentSuggestion, reject, skip } from "./editor/suggesting";
import { caretOf, INSERTS, insertPiece, timePiece } from "./inserting";
import { chooseLabel, chooseSpeaker } from "./labeling";
import * as playing from "./playing";
import { settings } from "./settings";
import { snapEdge } from "./snapping";

const NUDGE = { fine: 0.001, plain: 0.01, far: 0.1 };
/** Seconds between what an ear hears and what a hand does. */
const DELAY = 0.1;
const ZOOM = 2;
const BRIGHTER_DB = 5;

/** What an action does; false where it has nothing to act on, so that the key keeps its own meaning. */
type Deed = (bench: Bench) => boolean | void;

const nudge =
  (by: number): Deed =>
  (bench) => {
    if (segments.nudgeEdge(bench.editor, by)) return;
    bench.player.seek(Math.min(bench.assignment.record.seconds, Math.max(0, bench.player.now() + by)));
  };

const zoomBy =
  (factor: number): Deed =>
  ({ view, player }) => {
    const { from, to } = view.getState();
    const now = player.now();
    zoom(view, factor, now >= from && now <= to ? now : (from + to) / 2);
  };

const merge =
  (direction: "next" | "previous"): Deed =>
  (bench) => {
    if (!segments.mergeCurrent(bench.editor, direction)) bench.say({ kind: "nothingToMerge" });
  };

const made = (bench: Bench, done: boolean) => {
  if (!done) bench.say({ kind: "noRoom" });
};

function showNext(bench: Bench, kind: "unlabelled" | "doubtful"): void {
  const { editor } = bench;
  const next =
    kind === "doubtful"
      ? nextLeastConfident(editor.segments, editor.state.current)
      : editor.item && nextUnfinished(editor.segments, editor.state.current, unfinished(editor.item));
  if (next) playing.goTo(bench, next.id, next, false);
  else bench.say({ kind: kind === "doubtful" ? "noScores" : "allFinished" });
}

/** The time of a boundary: while the sound plays a hand is later than the ear. */
function boundaryTime({ player }: Bench): number {
  const { playing } = player.store.getState();
  return Math.max(0, player.now() - (playing ? DELAY : 0));
}

/** Decides about a suggestion and shows and plays the next segment that one has to decide about. */
const decide =
  (deed: (editor: Bench["editor"]) => boolean): Deed =>
  (bench) => {
    const before = currentSuggestion(bench.editor);
    if (!before) return void bench.say({ kind: "noSuggestion" });
    if (!deed(bench.editor)) return void bench.say({ kind: "noRoom" });
    const next = currentSuggestion(bench.editor);
    if (next?.kind === "segment") playing.goTo(bench, next.key, next.segment, before.kind === "segment");
  };

function editText(bench: Bench): boolean {
  const segment = segments.currentSegment(bench.editor);
  if (segment && bench.focusSegment(segment.id, "text")) return true;
  const text = bench.editor.schema.items.find(({ kind }) => kind === "text");
  return text !== undefined && bench.focusItem(text.name);
}

const DEEDS: Partial<Record<ActionId, Deed>> = {
  "play.toggle": ({ player }) => player.toggle(),
  "play.selection": playing.playSelection,
  "play.loop": playing.toggleLoop,
  "play.back": (bench) => playing.jump(bench, -1),
  "play.forward": (bench) => playing.jump(bench, 1),
  "play.backFar": (bench) => playing.jump(bench, -4),
  "play.forwardFar": (bench) => playing.jump(bench, 4),
  "play.slower": (bench) => playing.changeRate(bench, -1),
  "play.faster": (bench) => playing.changeRate(bench, 1),
  "play.last": playing.playLast,
  "play.around": playing.playAround,
  "play.rewind": playing.changeRewind,
  "play.louder": (bench) => playing.setGain(bench, bench.player.store.getState().gainDb + 3),
  "play.quieter": (bench) => playing.setGain(bench, bench.player.store.getState().gainDb - 3),
  "view.in": zoomBy(1 / ZOOM),
  "view.out": zoomBy(ZOOM),
  "view.selection": (bench) => {
    const span = playing.selection(bench);
    if (span) zoomTo(bench.view, span);
  },
  "view.all": ({ view }) => showAll(view),
  "view.earlier": ({ view }) => pan(view, -0.5),
  "view.later": ({ view }) => pan(view, 0.5),
  "view.goto": ({ page }) => page.openGoto(),
  "view.spectrogram": ({ view }) => {
    const spectrogram = !view.getState().spectrogram;
    view.setState({ spectrogram });
    settings.setState({ spectrogram });
  },
  "view.brighter": ({ view }) =>
    view.setState(({ spectrogramGainDb }) => ({ spectrogramGainDb: spectrogramGainDb - BRIGHTER_DB })),
  "view.darker": ({ view }) =>
    view.setState(({ spectrogramGainDb }) => ({ spectrogramGainDb: spectrogramGainDb + BRIGHTER_DB })),
  "segment.previous": (bench) => void playing.step(bench, -1),
  "segment.next": (bench) => void playing.step(bench, 1),
  "segment.unlabelled": (bench) => showNext(bench, "unlabelled"),
  "segment.doubtful": (bench) => showNext(bench, "doubtful"),
  "segment.boundary": (bench) =>
    bench.editor.item ? made(bench, segments.dropBoundary(bench.editor, boundaryTime(bench))) : false,
  "segment.split": (bench) => {
    if (!bench.editor.item) return false;
    const caret = caretOf(segments.currentSegment(bench.editor)?.id);
    made(bench, segments.splitCurrent(bench.editor, bench.player.now(), caret));
  },
  "segment.mergeNext": merge("next"),
  "segment.mergePrevious": merge("previous"),
  "segment.delete": ({ editor }) => segments.deleteSelected(editor),
  "edge.start": (bench) => made(bench, segments.edgeAtPlayhead(bench.editor, "start", boundaryTime(bench))),
  "edge.end": (bench) => made(bench, segments.edgeAtPlayhead(bench.editor, "end", boundaryTime(bench))),
  "edge.other": ({ editor, say }) => {
    const edge = editor.state.edge === "start" ? "end" : "start";
    editor.setEdge(edge);
    say({ kind: "edge", edge });
  },
  "edge.earlier": nudge(-NUDGE.plain),
  "edge.later": nudge(NUDGE.plain),
  "edge.earlierFine": nudge(-NUDGE.fine),
  "edge.laterFine": nudge(NUDGE.fine),
  "edge.earlierFar": nudge(-NUDGE.far),
  "edge.laterFar": nudge(NUDGE.far),
  "edge.zero": (bench) => snapEdge(bench, "zero"),
  "edge.silence": (bench) => snapEdge(bench, "silence"),
  "edge.neighbour": (bench) => snapEdge(bench, "neighbour"),
  "label.same": ({ editor }) => segments.sameAsPrevious(editor),
  "text.edit": editText,
  "text.noise": (bench) => insertPiece(bench, INSERTS.noise),
  "text.inaudible": (bench) => insertPiece(bench, INSERTS.inaudible),
  "text.time": (bench) => insertPiece(bench, timePiece(bench.player.now())),
  "suggestion.accept": decide(accept),
  "suggestion.reject": decide(reject),
  "suggestion.skip": decide(skip),
  "suggestion.acceptAll": (bench) => bench.say({ kind: "accepted", count: acceptAll(bench.editor) }),
  "work.submit": ({ page }) => page.submit(),
  "work.putOff": ({ page }) => page.putOff(),
  "work.unusable": ({ page }) => page.openUnusable(),
  "work.undo": ({ editor }) => void editor.undo(),
  "work.redo": ({ editor }) => void editor.redo(),
  "work.save": ({ page }) => page.save(),
  "record.guideline": ({ page }) => page.togglePanel("guideline"),
  "record.history": ({ page }) => page.togglePanel("history"),
  "record.queue": ({ page }) => page.toggleQueue(),
  "record.help": ({ page }) => page.openHelp(),
};

/** Does what a key stands for. */
export function perform(bench: Bench, action: ActionId): boolean | void {
  const [kind, number] = action.split(".") as [string, string];
  if (kind === "label") {
    if (number !== "same") return chooseLabel(bench, Number(number));
  } else if (kind === "speaker") return chooseSpeaker(bench, Number(number));
  return DEEDS[action]?.(bench);
}
