import { at, beside } from "@/lib/segments/seek";
import type { Span } from "@/lib/segments/types";
import { reveal } from "@/lib/timeline/view";
import type { Bench } from "./bench";
import { currentSegment } from "./editor/segments";
import { settings } from "./settings";

export const RATES = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;
export const REWINDS = [0, 0.5, 1, 1.5, 2] as const;
const LAST = 2;
const AROUND = 0.5;
const LOUDEST = 24;
const QUIETEST = -24;

/** What "the selection" is: the current segment, own or suggested, else the chosen span. */
export function selection({ editor }: Bench): Span | null {
  const own = currentSegment(editor);
  if (own) return own;
  const suggested = editor.suggestions.find(({ key }) => key === editor.state.current);
  if (suggested?.kind === "segment") return suggested.segment;
  const { span } = editor.state;
  return span && span.end > span.start ? span : null;
}

export function playSelection(bench: Bench): boolean {
  const span = selection(bench) ?? at(bench.editor.segments, bench.player.now())[0] ?? null;
  if (!span) {
    bench.player.toggle();
    return true;
  }
  bench.player.playSpan(span, { loop: bench.player.store.getState().loop });
  return true;
}

export function toggleLoop(bench: Bench): void {
  const { player } = bench;
  const on = !player.store.getState().loop;
  player.setLoop(on);
  const span = selection(bench);
  if (on && span) player.playSpan(span, { loop: true });
  bench.say({ kind: "loop", on });
}

/** Back (or forward, negative), as sounding. */
export function jump({ player, assignment }: Bench, seconds: number): void {
  player.seek(Math.min(assignment.record.seconds, Math.max(0, player.now() + seconds)));
}

export function setRate(bench: Bench, rate: number): void {
  bench.player.setRate(rate);
  settings.setState({ rate });
  bench.say({ kind: "rate", rate });
}

export function changeRate(bench: Bench, step: 1 | -1): void {
  const { rate } = bench.player.store.getState();
  const next = step === 1 ? RATES.find((one) => one > rate) : RATES.findLast((one) => one < rate);
  if (next !== undefined) setRate(bench, next);
}

export function setGain(bench: Bench, db: number): void {
  const gainDb = Math.min(LOUDEST, Math.max(QUIETEST, db));
  bench.player.setGain(gainDb);
  settings.setState({ gainDb });
  bench.say({ kind: "gain", db: gainDb });
}

export function setRewind(bench: Bench, rewind: number): void {
  bench.player.setRewind(rewind);
  settings.setState({ rewind });
  bench.say({ kind: "rewind", seconds: rewind });
}

export function changeRewind(bench: Bench): void {
  const { rewind } = bench.player.store.getState();
  setRewind(bench, REWINDS.find((one) => one > rewind) ?? REWINDS[0]);
}

/** The last seconds again, up to where the playhead stands. */
export function playLast({ player }: Bench): void {
  const end = player.now();
  if (end > 0) player.playSpan({ start: Math.max(0, end - LAST), end });
}

/** Around the active edge, or around the playhead. */
export function playAround({ player, editor, assignment }: Bench): void {
  const middle = currentSegment(editor)?.[editor.state.edge] ?? player.now();
  player.playSpan({
    start: Math.max(0, middle - AROUND),
    end: Math.min(assignment.record.seconds, middle + AROUND),
  });
}

/** Selects a segment, shows it and plays it. */
export function goTo(bench: Bench, id: string, span: Span, play: boolean): void {
  const { editor, view, player, focusSegment } = bench;
  const typing = document.activeElement?.matches("[data-segment-text]");
  editor.select(id);
  reveal(view, span);
  focusSegment(id, typing ? "text" : "row");
  if (play) player.playSpan(span, { loop: player.store.getState().loop });
  else player.seek(span.start);
}

export function step(bench: Bench, direction: 1 | -1): boolean {
  const { editor, player } = bench;
  const next = beside(editor.segments, editor.state.current, direction, player.now());
  if (!next) return false;
  goTo(bench, next.id, next, true);
  return true;
}
