import { timeAt } from "@/lib/timeline/geometry";
import { zoomTo } from "@/lib/timeline/view";
import { minimapWindow } from "./drawing/minimap";
import type { Stage } from "./stage";

/** Dragging the minimap's window, or pressing beside it, moves what is shown. Returns how to stop. */
export function listenToMinimap(stage: Stage): () => void {
  const canvas = stage.elements.minimap;
  let held: { pointer: number; offset: number } | null = null;

  const timeOf = (event: PointerEvent) => {
    const { plot, view } = stage.scene();
    const x = event.clientX - canvas.getBoundingClientRect().left;
    return { x, time: timeAt({ ...plot, from: 0, to: view.seconds }, x) };
  };
  const move = (event: PointerEvent) => {
    if (held?.pointer !== event.pointerId) return;
    const { from, to } = stage.props.view.getState();
    const middle = timeOf(event).time - held.offset;
    zoomTo(stage.props.view, { start: middle - (to - from) / 2, end: middle + (to - from) / 2 }, 0);
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const { x, time } = timeOf(event);
    const { left, right } = minimapWindow(stage.scene());
    const { from, to } = stage.props.view.getState();
    // Inside it the window is taken where it was pressed; beside it, it comes there.
    const inside = x >= left - 2 && x <= right + 2;
    held = { pointer: event.pointerId, offset: inside ? time - (from + to) / 2 : 0 };
    stage.dragging = true;
    canvas.setPointerCapture(event.pointerId);
    move(event);
  };
  const up = () => {
    held = null;
    stage.dragging = false;
  };

  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  return () => {
    canvas.removeEventListener("pointerdown", down);
    canvas.removeEventListener("pointermove", move);
    canvas.removeEventListener("pointerup", up);
    canvas.removeEventListener("pointercancel", up);
  };
}
