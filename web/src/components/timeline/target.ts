import { timeAt, within, xOf } from "@/lib/timeline/geometry";
import { GRAB, hitEdges, type Hit, hitLanes } from "@/lib/timeline/hit";
import { GUTTER, type Scene } from "./scene";
import type { TimelineSegment } from "./types";

/** What lies below the pointer. */
export type Target =
  | { kind: "ruler" }
  | { kind: "mark"; id: string }
  | { kind: "segment"; hit: Hit<TimelineSegment> }
  | { kind: "span-edge"; edge: "start" | "end" }
  | { kind: "empty"; lane: string | null; inLanes: boolean };

export function targetAt(scene: Scene, x: number, y: number): Target {
  const { areas, plot, props, strips, scrollTop } = scene;
  if (y < areas.ruler.height) return { kind: "ruler" };
  if (within(areas.marks, y)) {
    const [before, after] = [timeAt(plot, x - 3), timeAt(plot, x + 3)];
    const mark = props.marks?.findLast(({ start, end }) => start <= after && end >= before);
    return mark ? { kind: "mark", id: mark.id } : { kind: "empty", lane: null, inLanes: false };
  }
  if (within(areas.lanes, y)) {
    const found = hitLanes(strips, plot, x, y - areas.lanes.top + scrollTop, props.selected);
    if (found?.hit) return { kind: "segment", hit: found.hit };
    return { kind: "empty", lane: found?.lane ?? null, inLanes: true };
  }
  if (props.span)
    for (const edge of ["start", "end"] as const)
      if (Math.abs(xOf(plot, props.span[edge]) - x) <= GRAB / 2) return { kind: "span-edge", edge };
  if (areas.lanes) {
    const shown = props.segments.filter(
      ({ segment, kind }) => kind === "own" && props.selected.has(segment.id),
    );
    const hit = hitEdges(shown, plot, x);
    if (hit) return { kind: "segment", hit };
  }
  return { kind: "empty", lane: null, inLanes: false };
}

/** Whether dragging it changes it. */
export function editable(scene: Scene, item: TimelineSegment): boolean {
  return item.kind === "own" && !scene.props.readOnly;
}

export function cursorOf(scene: Scene, target: Target): string {
  switch (target.kind) {
    case "ruler":
      return "default";
    case "mark":
      return "pointer";
    case "span-edge":
      return "ew-resize";
    case "empty":
      return "crosshair";
    case "segment":
      if (!editable(scene, target.hit.item)) return "pointer";
      return target.hit.part === "body" ? "grab" : "ew-resize";
  }
}

/** Whether a point lies beside the plot, over the names at the left. */
export function overNames(x: number): boolean {
  return x < GUTTER;
}
