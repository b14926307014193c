import type { Areas, Plot } from "@/lib/timeline/geometry";
import type { Strip } from "@/lib/timeline/rows";
import type { TimelineView } from "@/lib/timeline/view";
import type { Theme } from "./drawing/theme";
import type { TimelineProps, TimelineSegment } from "./types";

/** All that one frame is drawn from. Lengths are CSS pixels. */
export interface Scene {
  width: number;
  height: number;
  /** Device pixels per CSS pixel. */
  ratio: number;
  plot: Plot;
  areas: Areas;
  theme: Theme;
  view: TimelineView;
  props: TimelineProps;
  strips: readonly Strip<TimelineSegment>[];
  /** How far the lanes are scrolled. */
  scrollTop: number;
}

/** Room at the left for the names of lanes, channels and frequencies. */
export const GUTTER = 76;

export type Context = CanvasRenderingContext2D;

export function font(scene: Scene, pixels: number, weight = 400): string {
  return `${weight} ${pixels}px ${scene.theme.fontFamily}`;
}

/** Draws only into a part. */
export function clipped(
  context: Context,
  left: number,
  top: number,
  width: number,
  height: number,
  draw: () => void,
): void {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  draw();
  context.restore();
}

const widths = new Map<string, number>();
const MOST_WIDTHS = 5000;

/** The text, cut with an ellipsis where it is wider than the room; empty where not even that fits. */
export function fitText(context: Context, text: string, room: number): string {
  const key = `${context.font}\n${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size >= MOST_WIDTHS) widths.clear();
    width = context.measureText(text).width;
    widths.set(key, width);
  }
  if (width <= room) return text;
  const fitting = Math.floor((text.length * (room - 8)) / width);
  if (fitting < 1) return "";
  return `${text.slice(0, fitting).replace(/[\ud800-\udbff]$/, "")}…`;
}
