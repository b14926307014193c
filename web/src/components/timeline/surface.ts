import type { Area } from "@/lib/timeline/geometry";
import type { Context } from "./scene";

/** A canvas over a stretch of the timeline, in device pixels. Coordinates are the timeline's CSS pixels. */
export class Surface {
  readonly canvas: HTMLCanvasElement;
  readonly context: Context;

  /** `opaque`: every pixel is painted, which is cheaper to lay over others. */
  constructor(canvas: HTMLCanvasElement, opaque: boolean) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { alpha: !opaque })!;
  }

  /** True when the size or the place changed: what was drawn is gone. */
  fit(width: number, { top, height }: Area, ratio: number): boolean {
    const { style } = this.canvas;
    const [shownTop, shownHeight] = [`${top}px`, `${height}px`];
    const moved = style.top !== shownTop || style.height !== shownHeight;
    if (moved) {
      style.top = shownTop;
      style.height = shownHeight;
    }
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    const changed = this.canvas.width !== w || this.canvas.height !== h;
    if (changed) {
      this.canvas.width = w;
      this.canvas.height = h;
    }
    this.context.setTransform(ratio, 0, 0, ratio, 0, -top * ratio);
    return changed || moved;
  }

  /** Gives the memory back at once, without waiting for the garbage collector. */
  release(): void {
    this.canvas.width = this.canvas.height = 0;
  }
}
