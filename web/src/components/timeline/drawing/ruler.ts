import { xOf } from "@/lib/timeline/geometry";
import { ticks } from "@/lib/timeline/ticks";
import { type Context, fitText, font, GUTTER, type Scene } from "../scene";

const ROOM = 84;

/** The ruler, and faint lines below its written marks. */
export function drawRuler(context: Context, scene: Scene): void {
  const { areas, plot, theme } = scene;
  context.fillStyle = theme.raised;
  context.fillRect(0, 0, scene.width, areas.ruler.height);
  context.font = font(scene, 11);
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const { at, text } of ticks(plot.from, plot.to, plot.width, ROOM)) {
    const x = Math.round(xOf(plot, at)) + 0.5;
    context.fillStyle = theme.line;
    const length = text ? 8 : 4;
    context.fillRect(x - 0.5, areas.ruler.height - length, 1, length);
    if (text === null) continue;
    context.fillStyle = theme.dim;
    if (x + 4 < scene.width - 24) context.fillText(text, x + 4, areas.ruler.height / 2 - 1);
  }
  context.fillStyle = theme.line;
  context.fillRect(0, areas.ruler.height - 1, scene.width, 1);
}

/** Reviewers' comments on stretches of time, below the ruler. */
export function drawMarks(context: Context, scene: Scene): void {
  const { areas, plot, theme, props } = scene;
  if (!areas.marks) return;
  const { top, height } = areas.marks;
  context.fillStyle = theme.ground;
  context.fillRect(0, top, scene.width, height);
  context.font = font(scene, 11);
  context.textBaseline = "middle";
  for (const mark of props.marks ?? []) {
    const left = Math.max(GUTTER - 2, xOf(plot, mark.start));
    const right = Math.min(scene.width + 2, xOf(plot, mark.end));
    if (right < GUTTER || left > scene.width) continue;
    context.globalAlpha = 0.22;
    context.fillStyle = theme.mark;
    context.fillRect(left, top + 2, Math.max(3, right - left), height - 4);
    context.globalAlpha = 1;
    context.fillRect(left, top + 2, 3, height - 4);
    context.fillStyle = theme.text;
    if (right - left > 30)
      context.fillText(fitText(context, mark.comment, right - left - 12), left + 8, top + height / 2);
  }
  context.fillStyle = theme.line;
  context.fillRect(0, top + height - 1, scene.width, 1);
}
