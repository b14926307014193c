import type { TimelineIntent } from "@/components/timeline/types";
import type { Bench } from "./bench";
import { createSegment, dragEdge, dragWhole } from "./editor/segments";

/** How near an edge snaps, as a share of what is shown. */
const REACH = 0.006;

/** Does what somebody wants by mouse or touch. */
export function follow(bench: Bench, intent: TimelineIntent, onMark: (id: string) => void): void {
  const { editor, player, view } = bench;
  const { from, to, lanes } = view.getState();
  const reach = (free: boolean) => (free ? 0 : (to - from) * REACH);
  switch (intent.kind) {
    case "seek":
      player.seek(intent.to);
      break;
    case "select":
      editor.select(intent.id, intent.add);
      break;
    case "span":
      editor.setSpan(intent.span);
      if (!intent.done || editor.state.readOnly || !editor.item) break;
      if (createSegment(editor, intent.span, laneFields(lanes, intent.lane))) editor.setSpan(null);
      else bench.say({ kind: "noRoom" });
      break;
    case "edge":
      if (editor.state.current !== intent.id) editor.select(intent.id);
      dragEdge(editor, intent.id, intent.edge, intent.to, reach(intent.free));
      if (intent.done) editor.seal();
      break;
    case "move":
      if (editor.state.current !== intent.id) editor.select(intent.id);
      dragWhole(editor, intent.id, intent.start, reach(intent.free));
      if (intent.done) editor.seal();
      break;
    case "cancel":
      editor.giveUp();
      editor.setSpan(null);
      break;
    case "play": {
      const span =
        editor.segments.find(({ id }) => id === intent.id) ??
        editor.suggestions.flatMap((one) =>
          one.kind === "segment" && one.key === intent.id ? one.segment : [],
        )[0];
      if (span) player.playSpan(span, { loop: player.store.getState().loop });
      break;
    }
    case "open-mark":
      onMark(intent.id);
      break;
  }
}

/** What a lane that something was drawn in says of it. */
function laneFields(mode: "label" | "speaker" | "one", lane: string | null) {
  if (lane === null || mode === "one") return {};
  return mode === "label" ? { label: lane } : { speaker: lane };
}
