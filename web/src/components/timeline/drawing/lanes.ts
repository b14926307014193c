import { xOf } from "@/lib/timeline/geometry";
import { EARLIER_HEIGHT, firstEndingAfter, LANE_PADDING, type Row, ROW_HEIGHT } from "@/lib/timeline/rows";
import { clipped, type Context, fitText, font, GUTTER, type Scene } from "../scene";
import type { TimelineSegment } from "../types";
import { drawEarlier, drawSegment } from "./segment";

/** What is written where segments have no label or no speaker. */
export type Unnamed = Record<"label" | "speaker", string>;

/** Draws the lanes and what lies in them. */
export function drawLanes(context: Context, scene: Scene, unnamed: Unnamed): void {
  const { areas, theme, width } = scene;
  if (!areas.lanes) return;
  const { top, height } = areas.lanes;
  context.fillStyle = theme.ground;
  context.fillRect(0, top, width, height);
  clipped(context, 0, top, width, height, () => {
    scene.strips.forEach((strip, i) => {
      const y = top + strip.top - scene.scrollTop;
      if (y > top + height || y + strip.height < top) return;
      if (i % 2 === 1) {
        context.fillStyle = theme.faint;
        context.fillRect(GUTTER, y, width - GUTTER, strip.height);
      }
      drawLaneName(context, scene, laneName(scene, strip.lane.key, unnamed), y, strip.height);
      strip.lane.rows.forEach((row, r) => {
        const rowTop = y + LANE_PADDING + r * strip.rowHeight;
        drawRow(context, scene, row, rowTop, ROW_HEIGHT - 2);
        const earlier = strip.lane.earlier[r];
        if (earlier) drawRow(context, scene, earlier, rowTop + ROW_HEIGHT - 1, EARLIER_HEIGHT - 2);
      });
      context.fillStyle = theme.line;
      context.fillRect(0, y + strip.height - 1, width, 1);
    });
  });
  context.fillStyle = theme.line;
  context.fillRect(0, top - 1, width, 1);
  context.fillRect(GUTTER - 1, top, 1, height);
  drawScrollbar(context, scene);
}

function laneName(scene: Scene, key: string | null, unnamed: Unnamed): string {
  if (key === null) return scene.view.lanes === "one" ? "" : unnamed[scene.view.lanes];
  const label = scene.view.lanes === "label" && scene.props.labels?.find(({ value }) => value === key);
  return label ? label.title : key;
}

function drawLaneName(context: Context, scene: Scene, name: string, top: number, height: number): void {
  context.font = font(scene, 12);
  context.textBaseline = "middle";
  context.fillStyle = scene.theme.dim;
  const text = fitText(context, name, GUTTER - 14);
  context.fillText(text, 8, top + Math.min(height / 2, ROW_HEIGHT / 2 + LANE_PADDING));
}

function drawRow(
  context: Context,
  scene: Scene,
  row: Row<TimelineSegment>,
  top: number,
  height: number,
): void {
  const { plot, width, props } = scene;
  context.save();
  context.beginPath();
  context.rect(GUTTER, top - 1, width - GUTTER, height + 2);
  context.clip();
  context.font = font(scene, 12);
  for (let i = firstEndingAfter(row, plot.from); i < row.length; i++) {
    const item = row[i]!;
    if (item.segment.start > plot.to) break;
    const left = Math.max(GUTTER - 20, xOf(plot, item.segment.start));
    const right = Math.min(width + 20, xOf(plot, item.segment.end));
    const box = { left, right, top, height };
    if (item.kind === "earlier") drawEarlier(context, scene, item, box);
    else drawSegment(context, scene, item, box, props.selected.has(item.segment.id));
  }
  context.restore();
}

function drawScrollbar(context: Context, scene: Scene): void {
  const { top, height } = scene.areas.lanes!;
  const content = lanesHeight(scene);
  if (content <= height) return;
  context.fillStyle = scene.theme.dim;
  context.globalAlpha = 0.5;
  const length = Math.max(16, (height / content) * height);
  const at = (scene.scrollTop / (content - height)) * (height - length);
  context.fillRect(scene.width - 5, top + at, 4, length);
  context.globalAlpha = 1;
}

/** Height of all lanes. */
export function lanesHeight({ strips }: Pick<Scene, "strips">): number {
  const last = strips.at(-1);
  return last ? last.top + last.height : 0;
}
