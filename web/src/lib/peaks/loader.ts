import { Problem } from "@/lib/api/problems";

export interface LoaderOptions<V> {
  load: (key: string, signal: AbortSignal) => Promise<V>;
  /** Requests at the same time. */
  atOnce: number;
  /** What is kept at most, in the unit of `weigh`. What is wanted now is kept in any case. */
  limit: number;
  weigh: (value: V) => number;
  /** Lets go of a value that is no longer kept. */
  drop?: (value: V) => void;
  /** Something arrived, or could not be loaded. */
  onChange: () => void;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/**
 * Loads pieces of something big by need: only what is wanted now, the most urgent first, with a bounded memory of what
 * was. What nobody wants any more is not begun and broken off. A piece that failed is tried again, ever more rarely.
 */
export class Loader<V> {
  readonly #options: LoaderOptions<V>;
  readonly #kept = new Map<string, V>();
  readonly #loading = new Map<string, AbortController>();
  readonly #failures = new Map<string, { times: number; again: number }>();
  #wanted: readonly string[] = [];
  #weight = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(options: LoaderOptions<V>) {
    this.#options = options;
  }

  /** A loaded piece; it becomes the one that was used last. */
  get(key: string): V | undefined {
    const value = this.#kept.get(key);
    if (value !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, value);
    }
    return value;
  }

  /** Whether something that is wanted could not be loaded at the last try. */
  get failing(): boolean {
    return this.#wanted.some((key) => this.#failures.has(key));
  }

  /** Whether all that is wanted is there. */
  get complete(): boolean {
    return this.#wanted.every((key) => this.#kept.has(key));
  }

  /** Says what is needed from now on, the most urgent first. Replaces what was said before. */
  want(keys: readonly string[]): void {
    if (this.#disposed) return;
    this.#wanted = keys;
    const wanted = new Set(keys);
    for (const [key, request] of this.#loading) {
      if (wanted.has(key)) continue;
      this.#loading.delete(key);
      request.abort();
    }
    this.#start();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#retry);
    for (const request of this.#loading.values()) request.abort();
    for (const value of this.#kept.values()) this.#options.drop?.(value);
    this.#loading.clear();
    this.#kept.clear();
    this.#failures.clear();
  }

  #start(): void {
    const now = Date.now();
    let next = Infinity;
    for (const key of this.#wanted) {
      if (this.#loading.size >= this.#options.atOnce) break;
      if (this.#kept.has(key) || this.#loading.has(key)) continue;
      const again = this.#failures.get(key)?.again ?? 0;
      if (again <= now) void this.#load(key);
      else next = Math.min(next, again);
    }
    clearTimeout(this.#retry);
    if (next < Infinity) this.#retry = setTimeout(() => this.#start(), next - now);
  }

  async #load(key: string): Promise<void> {
    const request = new AbortController();
    this.#loading.set(key, request);
    try {
      const value = await this.#options.load(key, request.signal);
      if (request.signal.aborted) this.#options.drop?.(value);
      else this.#keep(key, value);
    } catch (error) {
      if (!request.signal.aborted) this.#failed(key, error);
    }
    if (this.#loading.get(key) === request) this.#loading.delete(key);
    if (this.#disposed || request.signal.aborted) return;
    this.#start();
    this.#options.onChange();
  }

  #keep(key: string, value: V): void {
    this.#failures.delete(key);
    this.#kept.set(key, value);
    this.#weight += this.#options.weigh(value);
    if (this.#weight <= this.#options.limit) return;
    const wanted = new Set(this.#wanted);
    for (const [old, piece] of this.#kept) {
      if (this.#weight <= this.#options.limit) break;
      if (wanted.has(old)) continue;
      this.#kept.delete(old);
      this.#weight -= this.#options.weigh(piece);
      this.#options.drop?.(piece);
    }
  }

  #failed(key: string, error: unknown): void {
    const times = (this.#failures.get(key)?.times ?? 0) + 1;
    const forGood = error instanceof Problem && error.status < 500 && error.status !== 429;
    const wait = forGood ? LONGEST_RETRY_MS : Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (times - 1));
    this.#failures.set(key, { times, again: Date.now() + wait });
  }
}
