/** Without a sign of life for so long nobody works, in milliseconds. */
const IDLE_AFTER = 60_000;

/** Counts the time somebody works: not while they are idle or elsewhere. */
export class Activity {
  private counted: number;
  private since: number | null = null;
  private lastSign = 0;
  private readonly clock: () => number;

  /** `seconds`: worked before; `clock`: milliseconds that never go back. */
  constructor(seconds = 0, clock: () => number = () => performance.now()) {
    this.counted = seconds * 1000;
    this.clock = clock;
  }

  /** A key, the mouse, or sound that plays. */
  sign(): void {
    const now = this.clock();
    if (this.since !== null && now - this.lastSign > IDLE_AFTER) this.settle();
    this.since ??= now;
    this.lastSign = now;
  }

  /** The page is hidden, or the record is left. */
  pause(): void {
    this.settle();
  }

  private settle(): void {
    if (this.since !== null) this.counted += Math.min(this.clock(), this.lastSign + IDLE_AFTER) - this.since;
    this.since = null;
  }

  /** Takes up what was worked elsewhere, where that is more. */
  atLeast(seconds: number): void {
    this.counted = Math.max(this.counted, seconds * 1000);
  }

  /** Seconds worked so far. */
  get seconds(): number {
    const running = this.since === null ? 0 : Math.min(this.clock(), this.lastSign + IDLE_AFTER) - this.since;
    return (this.counted + running) / 1000;
  }
}

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

/** Watches the page for signs of life; `playing` tells whether sound plays. */
export function watch(activity: Activity, playing: () => boolean): () => void {
  const sign = () => !document.hidden && activity.sign();
  const onVisibility = () => (document.hidden ? activity.pause() : activity.sign());
  const timer = setInterval(() => playing() && sign(), 5000);
  for (const kind of SIGNS) window.addEventListener(kind, sign, { passive: true, capture: true });
  document.addEventListener("visibilitychange", onVisibility);
  if (!document.hidden) activity.sign();
  return () => {
    activity.pause();
    clearInterval(timer);
    for (const kind of SIGNS) window.removeEventListener(kind, sign, { capture: true });
    document.removeEventListener("visibilitychange", onVisibility);
  };
}
