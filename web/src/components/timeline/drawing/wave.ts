import { type Columns, createColumns } from "@/lib/peaks/columns";
import type { WaveSource } from "@/lib/peaks/source";
import { type Area, xOf } from "@/lib/timeline/geometry";
import { type Context, font, GUTTER, type Scene } from "../scene";

/** Fewer samples than this per device pixel are drawn as a line from sample to sample. */
const LINE_BELOW = 1.5;
const DOTS_FROM = 8;

/** The channels that have a place of their own; null: all in one. */
export function waveLanes(channels: number): (number | null)[] {
  return channels === 2 ? [0, 1] : [null];
}

/** Draws the waveform of what is shown. True: nothing finer is to come. */
export class WaveDrawing {
  #columns: Columns = createColumns(0);

  draw(context: Context, scene: Scene, source: WaveSource): boolean {
    const { areas, theme, props } = scene;
    context.fillStyle = theme.ground;
    context.fillRect(0, areas.wave.top, scene.width, areas.wave.height);
    const lanes = waveLanes(source.info?.channels ?? props.audio.channels);
    const height = areas.wave.height / lanes.length;
    let complete = source.info !== null;
    lanes.forEach((channel, i) => {
      const area = { top: areas.wave.top + i * height, height };
      if (!this.#lane(context, scene, source, channel, area)) complete = false;
      if (lanes.length > 1) nameChannel(context, scene, area, String(i + 1));
    });
    return complete;
  }

  #lane(context: Context, scene: Scene, source: WaveSource, channel: number | null, area: Area): boolean {
    const { plot, ratio, theme } = scene;
    const middle = area.top + area.height / 2;
    context.fillStyle = theme.line;
    context.fillRect(GUTTER, Math.round(middle), plot.width, 1);
    const count = Math.max(1, Math.round(plot.width * ratio));
    if (this.#columns.lowest.length !== count) this.#columns = createColumns(count);
    const rate = source.info?.sampleRate ?? scene.props.audio.sampleRate;
    const perColumn = ((plot.to - plot.from) * rate) / count;
    const complete = source.fill(channel, plot.from * rate, perColumn, this.#columns);
    context.fillStyle = theme.wave;
    if (perColumn < LINE_BELOW && drawLine(context, scene, source, channel, area)) return complete;
    drawColumns(context, scene, area, this.#columns);
    return complete;
  }
}

function drawColumns(context: Context, scene: Scene, area: Area, columns: Columns): void {
  const { ratio, view } = scene;
  const left = Math.round(GUTTER * ratio);
  const middle = (area.top + area.height / 2) * ratio;
  const reach = (area.height / 2 - 2) * ratio;
  const factor = view.waveGain * reach;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  const { lowest, highest } = columns;
  for (let i = 0; i < lowest.length; i++) {
    const high = highest[i]! * factor;
    if (high !== high) continue; // nothing there yet
    const top = middle - Math.min(reach, high);
    const bottom = middle - Math.max(-reach, lowest[i]! * factor);
    context.fillRect(left + i, top, 1, Math.max(1, bottom - top));
  }
  context.restore();
}

/** The samples themselves. False: they are not there. */
function drawLine(
  context: Context,
  scene: Scene,
  source: WaveSource,
  channel: number | null,
  area: Area,
): boolean {
  const { plot, theme, view } = scene;
  const { sampleRate, frames } = source.info!;
  const first = Math.max(0, Math.floor(plot.from * sampleRate) - 1);
  const last = Math.min(frames - 1, Math.ceil(plot.to * sampleRate) + 1);
  const middle = area.top + area.height / 2;
  const reach = area.height / 2 - 2;
  const dots = (plot.width / (plot.to - plot.from)) * (1 / sampleRate) >= DOTS_FROM;
  const path = new Path2D();
  const points = new Path2D();
  for (let sample = first; sample <= last; sample++) {
    const piece = source.samplesAt(sample);
    const at = piece ? (sample - piece.first) * piece.channels + (channel ?? 0) : 0;
    const value = piece?.values[at];
    if (value === undefined) return false;
    const x = xOf(plot, sample / sampleRate);
    const y = middle - Math.max(-reach, Math.min(reach, (value / 32768) * view.waveGain * reach));
    if (sample === first) path.moveTo(x, y);
    else path.lineTo(x, y);
    if (dots) points.rect(x - 1.5, y - 1.5, 3, 3);
  }
  context.save();
  context.beginPath();
  context.rect(GUTTER, area.top, plot.width, area.height);
  context.clip();
  context.strokeStyle = theme.wave;
  context.lineWidth = 1.25;
  context.stroke(path);
  context.fill(points);
  context.restore();
  return true;
}

function nameChannel(context: Context, scene: Scene, area: Area, name: string): void {
  context.font = font(scene, 11);
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.fillStyle = scene.theme.dim;
  context.fillText(name, GUTTER - 8, area.top + area.height / 2);
  context.textAlign = "left";
}
