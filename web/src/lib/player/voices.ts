import type { Span } from "@/lib/segments/types";
import { heardContextTime, MediaClock } from "./clock";
import type { Deck } from "./elements";
import type { Graph } from "./graph";

/** Something that sounds. Times are seconds of the recording. */
export interface Voice {
  start(at: number): void;
  /** What is heard now; never goes back but in a loop. */
  position(): number;
  setLoop(loop: boolean): void;
  /** Whether it could change its speed without a break. */
  setRate(rate: number): boolean;
  stop(): void;
}

export interface VoiceEvents {
  onEnd: () => void;
  /** The element failed, or waits for data for seconds. */
  onFail: (error: unknown) => void;
}

/** Calls when the context time `at` has been heard. */
function whenHeard(context: AudioContext, at: number, then: () => void): ReturnType<typeof setTimeout> {
  return setTimeout(then, Math.max(0, at - heardContextTime(context)) * 1000);
}

/** A span's own samples, at their own speed: exact, and without a gap in a loop. */
export class BufferVoice implements Voice {
  private node: AudioBufferSourceNode | null = null;
  private ending: ReturnType<typeof setTimeout> | undefined;
  /** Context time at which the buffer's first sample of the present turn is rendered. */
  private origin = 0;
  private floor = 0;
  private readonly graph: Graph;
  private readonly buffer: AudioBuffer;
  private readonly span: Span;
  private readonly onEnd: () => void;
  private loop: boolean;

  constructor(graph: Graph, buffer: AudioBuffer, span: Span, loop: boolean, onEnd: () => void) {
    this.graph = graph;
    this.buffer = buffer;
    this.span = span;
    this.loop = loop;
    this.onEnd = onEnd;
  }

  start(at: number): void {
    const { context, level } = this.graph;
    const offset = Math.min(Math.max(0, at - this.span.start), this.buffer.duration);
    const node = new AudioBufferSourceNode(context, {
      buffer: this.buffer,
      loop: this.loop,
      loopEnd: this.buffer.duration,
    });
    this.node = node;
    node.connect(level);
    node.onended = () => {
      this.ending = whenHeard(context, this.origin + this.buffer.duration, this.onEnd);
    };
    // A little later than now: what was already being rendered would make it late by an unknown bit.
    const when = context.currentTime + context.baseLatency + 0.01;
    this.origin = when - offset;
    this.floor = at;
    node.start(when, offset);
  }

  position(): number {
    const played = heardContextTime(this.graph.context) - this.origin;
    const length = this.buffer.duration;
    if (this.loop && played >= length) return this.span.start + (played % length);
    return Math.min(this.span.end, Math.max(this.floor, this.span.start + played));
  }

  setLoop(loop: boolean): void {
    const length = this.buffer.duration;
    const turns = Math.floor((this.graph.context.currentTime - this.origin) / length);
    if (this.loop && !loop && turns > 0) {
      this.origin += turns * length;
      this.floor = this.span.start;
    }
    this.loop = loop;
    if (this.node) this.node.loop = loop;
  }

  setRate(): boolean {
    return false;
  }

  stop(): void {
    clearTimeout(this.ending);
    if (!this.node) return;
    this.node.onended = null;
    this.node.stop();
    this.node.disconnect();
    this.node = null;
  }
}

const READ_EVERY = 25;
/** Seconds without data after which somebody should look why. */
const PATIENCE = 4;

/** A media element: any length, any speed, its pitch kept. */
export class ElementVoice implements Voice {
  private readonly graph: Graph;
  private readonly deck: Deck;
  private readonly gate: GainNode;
  private readonly events: VoiceEvents;
  private readonly span: Span;
  /** Time of the recording at the element's time 0. */
  private readonly offset: number;
  private rate: number;
  private loop: boolean;
  private clock: MediaClock;
  private floor = 0;
  private last = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private ending: ReturnType<typeof setTimeout> | undefined;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private readonly listening = new AbortController();

  /** `span`: where to begin and end; what lies outside of it in the element is not heard. */
  constructor(
    graph: Graph,
    deck: Deck,
    span: Span,
    how: { offset: number; rate: number; loop: boolean },
    events: VoiceEvents,
  ) {
    this.graph = graph;
    this.deck = deck;
    this.span = span;
    this.offset = how.offset;
    this.rate = how.rate;
    this.loop = how.loop;
    this.events = events;
    this.clock = new MediaClock(how.rate);
    this.gate = new GainNode(graph.context);
    this.gate.connect(graph.level);
    deck.connect(graph.context, this.gate);
  }

  start(at: number): void {
    const { element } = this.deck;
    const { signal } = this.listening;
    element.addEventListener("ended", () => this.end(this.graph.context.currentTime), { signal });
    element.addEventListener("waiting", () => this.stalled(), { signal });
    element.addEventListener("playing", () => clearTimeout(this.waiting), { signal });
    element.playbackRate = this.rate;
    this.go(at);
    this.timer = setInterval(() => this.read(), READ_EVERY);
  }

  position(): number {
    this.read();
    const heard = this.clock.mediaTime(heardContextTime(this.graph.context));
    if (heard !== null) this.floor = Math.min(this.span.end, Math.max(this.floor, heard + this.offset));
    return this.floor;
  }

  setLoop(loop: boolean): void {
    this.loop = loop;
    this.open();
  }

  setRate(rate: number): boolean {
    this.position();
    this.rate = rate;
    this.clock = new MediaClock(rate);
    this.deck.element.playbackRate = rate;
    this.open();
    return true;
  }

  stop(): void {
    clearInterval(this.timer);
    clearTimeout(this.ending);
    clearTimeout(this.waiting);
    this.listening.abort();
    this.deck.element.pause();
    this.deck.node?.disconnect();
    this.gate.disconnect();
  }

  private go(at: number): void {
    const { element } = this.deck;
    const local = at - this.offset;
    this.clock = new MediaClock(this.rate);
    this.floor = at;
    this.last = local;
    this.open();
    if (Math.abs(element.currentTime - local) > 1e-6) element.currentTime = local;
    element.play().catch((error: unknown) => {
      if (!this.listening.signal.aborted && !(error instanceof DOMException && error.name === "AbortError"))
        this.events.onFail(error);
    });
  }

  private open(): void {
    this.gate.gain.cancelScheduledValues(0);
    this.gate.gain.setValueAtTime(1, this.graph.context.currentTime);
  }

  private stalled(): void {
    this.clock = new MediaClock(this.rate);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.events.onFail(new Error("no data")), PATIENCE * 1000);
  }

  private read(): void {
    const { element } = this.deck;
    if (element.paused || element.seeking || element.readyState < 3) return;
    const local = element.currentTime;
    if (local <= this.last) return;
    this.last = local;
    this.clock.add(this.graph.context.currentTime, local);
    this.closeInTime();
  }

  /** Shuts the gate on the span's end, where the element itself goes on beyond it. */
  private closeInTime(): void {
    const end = this.span.end - this.offset;
    if (end >= this.deck.element.duration || !this.clock.settled) return;
    const { context } = this.graph;
    const at = this.clock.contextTime(end)!;
    if (at - context.currentTime > 0.25) return;
    this.gate.gain.cancelScheduledValues(0);
    this.gate.gain.setValueAtTime(0, Math.max(context.currentTime, at));
    if (at <= context.currentTime) this.end(at);
  }

  private end(at: number): void {
    if (this.loop) {
      this.go(this.span.start);
      return;
    }
    clearInterval(this.timer);
    this.deck.element.pause();
    this.ending = whenHeard(this.graph.context, at, this.events.onEnd);
  }
}
