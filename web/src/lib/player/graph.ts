/** Seconds after which an idle context lets the sound device go. */
const IDLE = 60;

let context: AudioContext | null = null;
let users = 0;

/** The way of one player's sound: voices -> level -> loudspeaker. All players of a page share one context. */
export class Graph {
  readonly context: AudioContext;
  /** What voices connect to. */
  readonly level: GainNode;
  private idle: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    context ??= new AudioContext({ latencyHint: "interactive" });
    users += 1;
    this.context = context;
    this.level = new GainNode(context);
    this.level.connect(context.destination);
  }

  /** Wakes the context; false where the browser wants a key or a click first. */
  async wake(): Promise<boolean> {
    clearTimeout(this.idle);
    if (this.context.state === "running") return true;
    // Without a gesture the promise of resume() stays open.
    const refused = new Promise<void>((done) => setTimeout(done, 1000));
    await Promise.race([this.context.resume().catch(() => undefined), refused]);
    // Read anew: the state changes while it is awaited.
    return (this.context.state as AudioContextState) === "running";
  }

  /** Nothing sounds; the device is let go after a while, unless another player of the page is heard. */
  rest(): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      if (users === 1) void this.context.suspend();
    }, IDLE * 1000);
  }

  /** Decibels; without a click. */
  setLevel(db: number): void {
    this.level.gain.setTargetAtTime(10 ** (db / 20), this.context.currentTime, 0.01);
  }

  dispose(): void {
    clearTimeout(this.idle);
    this.level.disconnect();
    users -= 1;
    if (users === 0) {
      void context?.close();
      context = null;
    }
  }
}

/** Whether a context may sound at once, because somebody has pressed a key or clicked on this page before. */
export function mayWake(): boolean {
  return navigator.userActivation?.hasBeenActive ?? false;
}
