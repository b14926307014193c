import type { Context } from "./scene";

/** A canvas that is as big as its element, in device pixels. */
export class Surface {
  readonly canvas: HTMLCanvasElement;
  readonly context: Context;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d")!;
  }

  /** True when the size changed: what was drawn is gone. */
  fit(width: number, height: number, ratio: number): boolean {
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    const changed = this.canvas.width !== w || this.canvas.height !== h;
    if (changed) {
      this.canvas.width = w;
      this.canvas.height = h;
    }
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return changed;
  }

  /** Gives the memory back at once, without waiting for the garbage collector. */
  release(): void {
    this.canvas.width = this.canvas.height = 0;
  }
}
