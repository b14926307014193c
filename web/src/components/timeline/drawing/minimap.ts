import { createColumns, type Columns } from "@/lib/peaks/columns";
import type { WaveSource } from "@/lib/peaks/source";
import { type Context, GUTTER, type Scene } from "../scene";

export const MINIMAP_HEIGHT = 36;
const LEAST_WINDOW = 4;

/** Left and right edge of the window of what is shown, in CSS pixels; never too small to be seen. */
export function minimapWindow(scene: Scene): { left: number; right: number } {
  const { plot, view } = scene;
  const left = GUTTER + (view.from / view.seconds) * plot.width;
  const width = Math.max(LEAST_WINDOW, ((view.to - view.from) / view.seconds) * plot.width);
  return { left, right: left + width };
}

/** The whole record small, and the window of what is shown. */
export class MinimapDrawing {
  #picture: OffscreenCanvas | null = null;
  #columns: Columns = createColumns(0);
  #complete = false;

  /** The record's picture is drawn anew with the next frame. */
  forget(): void {
    this.#picture = null;
  }

  /** More of the waveform is loaded. */
  arrived(): void {
    if (!this.#complete) this.forget();
  }

  draw(context: Context, scene: Scene, source: WaveSource, now: number): void {
    const { theme, width, ratio, plot, view } = scene;
    this.#picture ??= this.#paint(scene, source);
    context.clearRect(0, 0, width, MINIMAP_HEIGHT);
    context.drawImage(this.#picture, 0, 0, width, MINIMAP_HEIGHT);
    const { left, right } = minimapWindow(scene);
    context.fillStyle = theme.ground;
    context.globalAlpha = 0.55;
    context.fillRect(GUTTER, 0, left - GUTTER, MINIMAP_HEIGHT);
    context.fillRect(right, 0, width - right, MINIMAP_HEIGHT);
    context.globalAlpha = 1;
    context.strokeStyle = theme.span;
    context.lineWidth = 2;
    context.strokeRect(left, 1, right - left, MINIMAP_HEIGHT - 2);
    const x = GUTTER + (now / view.seconds) * plot.width;
    context.fillStyle = theme.playhead;
    context.fillRect(Math.round(x * ratio) / ratio - 0.75, 0, 1.5, MINIMAP_HEIGHT);
  }

  #paint(scene: Scene, source: WaveSource): OffscreenCanvas {
    const { theme, width, ratio, plot, view, props } = scene;
    const picture = new OffscreenCanvas(
      Math.max(1, Math.round(width * ratio)),
      Math.round(MINIMAP_HEIGHT * ratio),
    );
    const context = picture.getContext("2d")!;
    context.fillStyle = theme.raised;
    context.fillRect(GUTTER * ratio, 0, picture.width, picture.height);
    const count = Math.max(1, Math.round(plot.width * ratio));
    if (this.#columns.lowest.length !== count) this.#columns = createColumns(count);
    const rate = source.info?.sampleRate ?? props.audio.sampleRate;
    this.#complete = source.fill(null, 0, (view.seconds * rate) / count, this.#columns);
    context.fillStyle = theme.wave;
    const middle = (MINIMAP_HEIGHT / 2 - 1) * ratio;
    const reach = middle - 2 * ratio;
    for (let i = 0; i < count; i++) {
      const high = Math.min(reach, this.#columns.highest[i]! * reach * view.waveGain);
      if (high !== high) continue;
      const low = Math.max(-reach, this.#columns.lowest[i]! * reach * view.waveGain);
      context.fillRect(GUTTER * ratio + i, middle - high, 1, Math.max(1, high - low));
    }
    const scale = (plot.width / view.seconds) * ratio;
    for (const { segment, color, kind } of props.segments) {
      if (kind === "earlier") continue;
      context.fillStyle = color;
      const left = GUTTER * ratio + segment.start * scale;
      const length = Math.max(1, (segment.end - segment.start) * scale);
      context.fillRect(left, (MINIMAP_HEIGHT - 4) * ratio, length, 3 * ratio);
    }
    return picture;
  }
}
