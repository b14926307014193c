import type { SpectrogramSource } from "@/lib/timeline/spectrogram";
import { melShare } from "@/lib/timeline/tiles";
import { xOf } from "@/lib/timeline/geometry";
import { clipped, type Context, font, GUTTER, type Scene } from "../scene";

const MARKS_HZ = [500, 1000, 2000, 4000];

export interface SpectrogramHints {
  /** It is too long for one. */
  tooLong: string;
  /** There is nothing of it yet: the server draws it when it is first asked for. */
  drawing: string;
}

/** Draws the spectrogram of what is shown, or why there is none. */
export function drawSpectrogram(
  context: Context,
  scene: Scene,
  source: SpectrogramSource,
  hints: SpectrogramHints,
): void {
  const { areas, plot, theme } = scene;
  if (!areas.spectrogram) return;
  const { top, height } = areas.spectrogram;
  context.fillStyle = theme.ground;
  context.fillRect(0, top - 1, scene.width, height + 1);
  context.fillStyle = theme.raised;
  context.fillRect(GUTTER, top, plot.width, height);
  if (source.tooLong(plot.to - plot.from)) return write(hints.tooLong, context, scene, top + height / 2);
  const pictures = source.pictures(plot.from, plot.to, plot.width);
  if (!pictures.length && !source.complete) write(hints.drawing, context, scene, top + height / 2);
  clipped(context, GUTTER, top, plot.width, height, () => {
    for (const { image, start, end } of pictures) {
      // Only the part that is seen: far outside, coordinates lose their exactness.
      const seenFrom = Math.max(start, plot.from - (plot.to - plot.from) * 0.1);
      const seenTo = Math.min(end, plot.to + (plot.to - plot.from) * 0.1);
      if (seenTo <= seenFrom) continue;
      const perSecond = image.width / (end - start);
      const left = xOf(plot, seenFrom);
      const right = xOf(plot, seenTo);
      const from = (seenFrom - start) * perSecond;
      const width = (seenTo - seenFrom) * perSecond;
      context.drawImage(image, from, 0, width, image.height, left, top, right - left, height);
    }
  });
  if (source.info && height >= 60) drawFrequencies(context, scene, source.info.highestHz, top, height);
}

function write(hint: string, context: Context, scene: Scene, y: number): void {
  context.font = font(scene, 12);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = scene.theme.dim;
  context.fillText(hint, GUTTER + scene.plot.width / 2, y);
  context.textAlign = "left";
}

function drawFrequencies(context: Context, scene: Scene, highest: number, top: number, height: number): void {
  context.font = font(scene, 10);
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillStyle = scene.theme.dim;
  for (const hz of MARKS_HZ) {
    const y = top + height * (1 - melShare(hz, highest));
    context.fillText(hz < 1000 ? `${hz} Hz` : `${hz / 1000} kHz`, GUTTER - 8, y);
    context.fillRect(GUTTER - 5, Math.round(y), 4, 1);
  }
  context.textAlign = "left";
}
