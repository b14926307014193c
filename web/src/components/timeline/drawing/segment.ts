import { type Context, fitText, type Scene } from "../scene";
import type { TimelineSegment } from "../types";

interface Box {
  left: number;
  right: number;
  top: number;
  height: number;
}

const SIGNS = { added: "+", removed: "−", changed: "≠" } as const;

/** Draws one segment. What it is shows by border, pattern and signs too, never by color alone. */
export function drawSegment(
  context: Context,
  scene: Scene,
  item: TimelineSegment,
  box: Box,
  selected: boolean,
): void {
  const { theme } = scene;
  const width = Math.max(1, box.right - box.left);
  const own = item.kind === "own";
  context.globalAlpha = (own ? 0.3 : 0.1) + (selected ? 0.25 : 0) + (theme.dark ? 0.08 : 0);
  context.fillStyle = item.color;
  context.fillRect(box.left, box.top, width, box.height);
  context.globalAlpha = 1;
  if (width < 3) {
    context.fillRect(box.left, box.top, width, box.height);
    return;
  }
  drawBorder(context, scene, item, box, width, selected);
  if (width < 12) return;
  if (selected && own) drawHandles(context, scene, box);
  drawTitle(context, scene, item, box);
}

function drawBorder(
  context: Context,
  scene: Scene,
  item: TimelineSegment,
  box: Box,
  width: number,
  selected: boolean,
): void {
  const strong = selected || item.faulty || item.change !== undefined;
  context.strokeStyle = item.faulty ? scene.theme.fault : selected ? scene.theme.text : item.color;
  context.lineWidth = strong ? 2 : 1;
  context.setLineDash(item.kind === "suggestion" ? [5, 3] : item.change === "removed" ? [2, 2] : []);
  context.strokeRect(box.left + 0.5, box.top + 0.5, width - 1, box.height - 1);
  context.setLineDash([]);
  if (item.kind === "own") {
    context.fillStyle = item.color;
    context.fillRect(box.left, box.top, 3, box.height);
  }
  if (item.change === "removed") {
    context.beginPath();
    context.moveTo(box.left, box.top + box.height / 2);
    context.lineTo(box.right, box.top + box.height / 2);
    context.stroke();
  }
}

function drawHandles(context: Context, scene: Scene, box: Box): void {
  context.fillStyle = scene.theme.text;
  for (const x of [box.left + 3, box.right - 5]) context.fillRect(x, box.top + box.height / 2 - 5, 2, 10);
}

function drawTitle(context: Context, scene: Scene, item: TimelineSegment, box: Box): void {
  const { theme, plot } = scene;
  // The title of a long segment stays in sight while its start is not.
  let left = Math.max(box.left, plot.left) + 8;
  const right = Math.min(box.right, scene.width) - 6;
  const middle = box.top + box.height / 2 + 0.5;
  const sign = (text: string, color: string) => {
    if (right - left < 8) return;
    context.fillStyle = color;
    context.fillText(text, left, middle);
    left += context.measureText(text).width + 4;
  };
  if (item.faulty) sign("!", theme.fault);
  if (item.change) sign(SIGNS[item.change], theme.text);
  if (item.kind === "suggestion") sign("?", theme.dim);
  if (item.mark) {
    context.fillStyle = theme.mark;
    context.beginPath();
    context.moveTo(box.right, box.top);
    context.lineTo(box.right - 9, box.top);
    context.lineTo(box.right, box.top + 9);
    context.fill();
  }
  if (right - left < 10) return;
  context.fillStyle = theme.text;
  const text = fitText(context, item.title, right - left);
  if (text) context.fillText(text, left, middle);
}

let hatched: { color: string; pattern: CanvasPattern | null } | null = null;

/** Draws a segment of an earlier round: a hatched strip below the row. */
export function drawEarlier(context: Context, scene: Scene, item: TimelineSegment, box: Box): void {
  const width = Math.max(1, box.right - box.left);
  context.globalAlpha = 0.35;
  context.fillStyle = item.color;
  context.fillRect(box.left, box.top, width, box.height);
  context.globalAlpha = 1;
  const pattern = hatch(context, scene.theme.text);
  if (pattern && width >= 3) {
    context.fillStyle = pattern;
    context.fillRect(box.left, box.top, width, box.height);
  }
  context.strokeStyle = item.change ? scene.theme.text : item.color;
  context.lineWidth = 1;
  context.setLineDash([1, 2]);
  if (width >= 3) context.strokeRect(box.left + 0.5, box.top + 0.5, width - 1, box.height - 1);
  context.setLineDash([]);
}

function hatch(context: Context, color: string): CanvasPattern | null {
  if (hatched?.color === color) return hatched.pattern;
  const tile = new OffscreenCanvas(6, 6);
  const drawing = tile.getContext("2d")!;
  drawing.strokeStyle = color;
  drawing.globalAlpha = 0.5;
  drawing.beginPath();
  for (const shift of [-6, 0, 6]) {
    drawing.moveTo(shift, 6);
    drawing.lineTo(shift + 6, 0);
  }
  drawing.stroke();
  hatched = { color, pattern: context.createPattern(tile, "repeat") };
  return hatched.pattern;
}
