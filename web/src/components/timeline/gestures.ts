import type { Span } from "@/lib/segments/types";
import { timeAt } from "@/lib/timeline/geometry";
import { pan, zoom } from "@/lib/timeline/view";
import type { Scene } from "./scene";
import type { Stage } from "./stage";
import { cursorOf, editable, overNames, type Target, targetAt } from "./target";

/** A press becomes a drag after so many pixels. */
const THRESHOLD = 3;
const WHEEL_ZOOM = 0.004;
const LINE = 16;
/** Seconds of view per second that a drag beyond the edge scrolls, as a share of what is shown. */
const EDGE_PAN = 0.02;

interface Press {
  pointer: number;
  target: Target;
  x: number;
  y: number;
  /** The time that was pressed. */
  at: number;
  moved: boolean;
  /** What the dragged thing was at first. */
  original: Span | null;
  last: PointerEvent;
}

/** Turns mouse, pen and touch on the timeline into intents and into moves of the view. */
export class Gestures {
  readonly #stage: Stage;
  readonly #area: HTMLElement;
  readonly #stops: (() => void)[] = [];
  #press: Press | null = null;
  #frame = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#area = stage.elements.overlay;
    this.#listen("pointerdown", (event) => this.#down(event));
    this.#listen("pointermove", (event) => this.#move(event));
    this.#listen("pointerup", (event) => this.#up(event));
    this.#listen("pointercancel", () => this.#cancel());
    this.#listen("pointerleave", () => this.#leave());
    this.#listen("dblclick", (event) => this.#double(event));
    this.#listen("wheel", (event) => this.#wheel(event), { passive: false });
  }

  dispose(): void {
    this.#end();
    for (const stop of this.#stops) stop();
  }

  #listen<K extends keyof HTMLElementEventMap>(
    type: K,
    call: (event: HTMLElementEventMap[K]) => void,
    options?: AddEventListenerOptions,
  ): void {
    this.#area.addEventListener(type, call, options);
    this.#stops.push(() => this.#area.removeEventListener(type, call, options));
  }

  #point(event: MouseEvent): { x: number; y: number } {
    const box = this.#area.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #time(scene: Scene, x: number): number {
    return Math.min(scene.view.seconds, Math.max(0, timeAt(scene.plot, x)));
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0 || this.#press) return;
    const scene = this.#stage.scene();
    const { x, y } = this.#point(event);
    if (overNames(x)) return;
    const target = targetAt(scene, x, y);
    const original = originalOf(scene, target);
    const at = this.#time(scene, x);
    this.#press = { pointer: event.pointerId, target, x, y, at, moved: false, original, last: event };
    this.#area.setPointerCapture(event.pointerId);
    window.addEventListener("keydown", this.#key, { capture: true });
    const { onIntent } = this.#stage.props;
    if (target.kind === "segment")
      onIntent({ kind: "select", id: target.hit.item.segment.id, add: adding(event) });
    if (target.kind === "ruler") onIntent({ kind: "seek", to: at });
  }

  #move(event: PointerEvent): void {
    const scene = this.#stage.scene();
    const { x, y } = this.#point(event);
    this.#stage.pointer = overNames(x) ? null : this.#time(scene, x);
    this.#stage.stale("overlay");
    const press = this.#press;
    if (!press) return this.#hover(scene, x, y);
    if (press.pointer !== event.pointerId) return;
    press.last = event;
    if (!press.moved && Math.hypot(x - press.x, y - press.y) < THRESHOLD) return;
    press.moved = true;
    this.#stage.dragging = true;
    this.#drag(press, false);
    this.#panAtEdge();
  }

  #up(event: PointerEvent): void {
    const press = this.#press;
    if (press?.pointer !== event.pointerId) return;
    press.last = event;
    if (press.moved) this.#drag(press, true);
    else this.#click(press);
    this.#end();
  }

  #click({ target, at }: Press): void {
    const { onIntent } = this.#stage.props;
    if (target.kind === "mark") return onIntent({ kind: "open-mark", id: target.id });
    if (target.kind === "ruler") return;
    if (target.kind === "empty" && target.inLanes) onIntent({ kind: "select", id: null, add: false });
    onIntent({ kind: "seek", to: at });
  }

  #drag(press: Press, done: boolean): void {
    const scene = this.#stage.scene();
    const { onIntent } = this.#stage.props;
    const { target, at, original, last } = press;
    const now = this.#time(scene, this.#point(last).x);
    const free = last.altKey;
    if (target.kind === "ruler") return onIntent({ kind: "seek", to: now });
    if (target.kind === "empty" || target.kind === "mark") {
      const lane = target.kind === "empty" ? target.lane : null;
      return this.#span(at, now, lane, done);
    }
    if (!original) return;
    if (target.kind === "span-edge")
      return this.#span(target.edge === "start" ? original.end : original.start, now, null, done);
    const { item, part } = target.hit;
    if (!editable(scene, item)) return;
    const { id } = item.segment;
    const { seconds } = scene.view;
    if (part === "body") {
      const start = clamp(original.start + now - at, 0, seconds - (original.end - original.start));
      return onIntent({ kind: "move", id, start, free, done });
    }
    const to = clamp(original[part] + now - at, 0, seconds);
    onIntent({ kind: "edge", id, edge: part, to, free, done });
  }

  #span(a: number, b: number, lane: string | null, done: boolean): void {
    const span = { start: Math.min(a, b), end: Math.max(a, b) };
    // An empty stretch is none: pulled back to where it began, nothing is chosen.
    if (span.start < span.end) this.#stage.props.onIntent({ kind: "span", span, lane, done });
    else if (done) this.#stage.props.onIntent({ kind: "cancel" });
  }

  /** Goes on scrolling while the pointer is held beyond the edge. */
  #panAtEdge(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const press = this.#press;
      if (!press?.moved) return;
      const { plot } = this.#stage.scene();
      const { x } = this.#point(press.last);
      const beyond = x > plot.left + plot.width ? 1 : x < plot.left ? -1 : 0;
      if (!beyond) return;
      pan(this.#stage.props.view, beyond * EDGE_PAN);
      this.#drag(press, false);
      this.#panAtEdge();
    });
  }

  #hover(scene: Scene, x: number, y: number): void {
    if (overNames(x)) {
      this.#area.style.cursor = "default";
      this.#area.title = "";
      return;
    }
    const target = targetAt(scene, x, y);
    this.#area.style.cursor = cursorOf(scene, target);
    const title = titleOf(scene, target);
    if (this.#area.title !== title) this.#area.title = title;
  }

  #leave(): void {
    if (this.#press) return;
    this.#stage.pointer = null;
    this.#stage.stale("overlay");
  }

  #double(event: MouseEvent): void {
    const { x, y } = this.#point(event);
    if (overNames(x)) return;
    const target = targetAt(this.#stage.scene(), x, y);
    if (target.kind === "segment")
      this.#stage.props.onIntent({ kind: "play", id: target.hit.item.segment.id });
  }

  #wheel(event: WheelEvent): void {
    const scene = this.#stage.scene();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1;
    const [across, down] = [event.deltaX * unit, event.deltaY * unit];
    const { view } = this.#stage.props;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const at = this.#time(scene, Math.max(scene.plot.left, this.#point(event).x));
      zoom(view, Math.exp(clamp(down, -120, 120) * WHEEL_ZOOM), at);
    } else if (event.shiftKey || Math.abs(across) > Math.abs(down)) {
      event.preventDefault();
      pan(view, (across || down) / scene.plot.width);
    } else if (this.#stage.scrollLanes(down)) event.preventDefault();
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.#press) return;
    event.preventDefault();
    event.stopPropagation();
    this.#cancel();
  };

  #cancel(): void {
    const moved = this.#press?.moved;
    this.#end();
    if (moved) this.#stage.props.onIntent({ kind: "cancel" });
  }

  #end(): void {
    const press = this.#press;
    this.#press = null;
    this.#stage.dragging = false;
    cancelAnimationFrame(this.#frame);
    window.removeEventListener("keydown", this.#key, { capture: true });
    if (press && this.#area.hasPointerCapture(press.pointer)) this.#area.releasePointerCapture(press.pointer);
  }
}

function originalOf(scene: Scene, target: Target): Span | null {
  if (target.kind === "span-edge") return scene.props.span;
  if (target.kind !== "segment") return null;
  const { start, end } = target.hit.item.segment;
  return { start, end };
}

function titleOf(scene: Scene, target: Target): string {
  if (target.kind === "mark") return scene.props.marks?.find(({ id }) => id === target.id)?.comment ?? "";
  if (target.kind !== "segment") return "";
  const { title, mark } = target.hit.item;
  return mark ? `${title}\n${mark}` : title;
}

function adding(event: PointerEvent): boolean {
  return event.shiftKey || event.ctrlKey || event.metaKey;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
