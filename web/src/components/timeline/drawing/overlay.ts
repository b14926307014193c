import { xOf } from "@/lib/timeline/geometry";
import { tickText } from "@/lib/timeline/ticks";
import { clipped, type Context, font, GUTTER, type Scene } from "../scene";

/** What lies over everything: chosen span, edges of the selected segments, the pointer's time, the playhead. */
export function drawOverlay(context: Context, scene: Scene, now: number, pointer: number | null): void {
  context.clearRect(0, 0, scene.width, scene.height);
  clipped(context, GUTTER, 0, scene.plot.width, scene.height, () => {
    drawSpan(context, scene);
    drawSelected(context, scene);
    if (pointer !== null) drawPointer(context, scene, pointer);
    drawPlayhead(context, scene, now);
  });
}

function drawSpan(context: Context, scene: Scene): void {
  const { plot, theme, props, areas } = scene;
  if (!props.span) return;
  const left = xOf(plot, props.span.start);
  const right = xOf(plot, props.span.end);
  if (right < plot.left || left > scene.width) return;
  context.fillStyle = theme.span;
  context.globalAlpha = 0.22;
  const top = areas.ruler.height;
  context.fillRect(left, top, right - left, scene.height - top);
  context.globalAlpha = 1;
  context.fillRect(left, top, 1, scene.height - top);
  context.fillRect(right - 1, top, 1, scene.height - top);
  context.fillRect(left, areas.ruler.height - 4, right - left, 3);
}

/** The selected segments' edges reach up into the pictures, where they can be set exactly. */
function drawSelected(context: Context, scene: Scene): void {
  const { plot, theme, props, areas } = scene;
  if (!props.selected.size || !areas.lanes) return;
  const top = areas.wave.top;
  const bottom = areas.lanes.top;
  for (const { segment, kind, color } of props.segments) {
    if (!props.selected.has(segment.id) || kind === "earlier") continue;
    if (segment.end < plot.from || segment.start > plot.to) continue;
    const left = Math.max(plot.left - 2, xOf(plot, segment.start));
    const right = Math.min(scene.width + 2, xOf(plot, segment.end));
    context.globalAlpha = 0.14;
    context.fillStyle = color;
    context.fillRect(left, top, right - left, bottom - top);
    context.globalAlpha = 1;
    context.fillStyle = theme.text;
    context.fillRect(left - 0.5, top, 1, bottom - top);
    context.fillRect(right - 0.5, top, 1, bottom - top);
  }
}

function drawPointer(context: Context, scene: Scene, pointer: number): void {
  const { plot, theme, areas } = scene;
  const x = Math.round(xOf(plot, pointer));
  context.fillStyle = theme.dim;
  context.globalAlpha = 0.5;
  context.fillRect(x, areas.ruler.height, 1, scene.height - areas.ruler.height);
  context.globalAlpha = 1;
  flag(context, scene, x, tickText(pointer, 0.001), theme.raised, theme.text);
}

function drawPlayhead(context: Context, scene: Scene, now: number): void {
  const { plot, theme } = scene;
  const x = xOf(plot, now);
  if (x < plot.left - 6 || x > scene.width + 6) return;
  context.fillStyle = theme.playhead;
  context.fillRect(Math.round(x * scene.ratio) / scene.ratio - 0.75, 0, 1.5, scene.height);
  context.beginPath();
  context.moveTo(x - 5, 0);
  context.lineTo(x + 5, 0);
  context.lineTo(x, 8);
  context.fill();
}

function flag(context: Context, scene: Scene, x: number, text: string, ground: string, color: string): void {
  context.font = font(scene, 11, 600);
  context.textBaseline = "middle";
  const width = context.measureText(text).width + 10;
  const left = Math.min(scene.width - width, Math.max(GUTTER, x - width / 2));
  const { height } = scene.areas.ruler;
  context.fillStyle = ground;
  context.fillRect(left, 1, width, height - 2);
  context.strokeStyle = scene.theme.line;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, 1.5, width - 1, height - 3);
  context.fillStyle = color;
  context.fillText(text, left + 5, height / 2);
}
