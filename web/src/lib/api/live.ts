import { createParser } from "eventsource-parser";
import { send } from "./client";
import { isProblem } from "./problems";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

export interface LiveOptions<T> {
  /** The whole current state, with each change. */
  onState: (state: T) => void;
  /** Whether the stream is up; while it is not, what is shown may be old. */
  onConnected?: (connected: boolean) => void;
  /** The thing is gone or no longer ours: the stream will not come back. */
  onGone?: (error: unknown) => void;
}

/**
 * Follows a resource's `/live` stream until the returned function is called; comes back by itself after a cut.
 * A hidden page lets go of its stream: a browser has six connections to a host, for all tabs together.
 */
export function follow<T>(path: string, { onState, onConnected, onGone }: LiveOptions<T>): () => void {
  let over = false;
  let current: AbortController | null = null;
  let lastId: string | undefined;
  let wait = FIRST_WAIT;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function read(control: AbortController): Promise<void> {
    const request = new Request(new URL(path, location.origin), {
      headers: { Accept: "text/event-stream", ...(lastId ? { "Last-Event-ID": lastId } : {}) },
      signal: control.signal,
    });
    const response = await send(request);
    onConnected?.(true);
    wait = FIRST_WAIT;
    const parser = createParser({
      onEvent: (event) => {
        lastId = event.id ?? lastId;
        onState(JSON.parse(event.data) as T);
      },
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(value);
    }
  }

  function start(): void {
    clearTimeout(timer);
    if (over || current || document.hidden) return;
    const control = (current = new AbortController());
    read(control)
      .catch((error: unknown) => {
        if (isProblem(error, "not-found", "forbidden")) {
          over = true;
          onGone?.(error);
        }
      })
      .finally(() => {
        if (current === control) current = null;
        if (control.signal.aborted || over) return;
        onConnected?.(false);
        timer = setTimeout(start, wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      });
  }

  function pause(): void {
    clearTimeout(timer);
    current?.abort();
    current = null;
  }

  const onVisibility = () => (document.hidden ? pause() : start());
  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("online", start);
  start();
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("online", start);
    pause();
  };
}
