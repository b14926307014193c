import { nameOf } from "./address";
import { loaded } from "./loading";

/** Records fetched ahead, beside the open one. */
export const AHEAD_RECORDS = 3;

/** A media element and its way into the audio graph, made once: an element can be led into a graph only once. */
export class Deck {
  readonly element = new Audio();
  node: MediaElementAudioSourceNode | null = null;
  url = "";
  private changes = new AbortController();

  constructor() {
    this.element.preload = "auto";
    // Where the API redirects to an object store, the sound may only enter the graph with its consent.
    this.element.crossOrigin = "anonymous";
    this.element.preservesPitch = true;
  }

  load(url: string): void {
    this.changes.abort();
    this.changes = new AbortController();
    this.url = url;
    this.element.src = url;
  }

  /** Resolves when it can play from `at` (null: from where it stands); AbortError when it got another address. */
  ready(at: number | null = null): Promise<void> {
    return loaded(this.element, this.changes.signal, at);
  }

  /** Lets the file and its decoder go; the element stays for another one. */
  unload(): void {
    this.changes.abort();
    this.element.pause();
    this.node?.disconnect();
    if (!this.element.src) return;
    this.element.removeAttribute("src");
    this.element.load();
  }

  /** Leads the sound into `target`. */
  connect(context: AudioContext, target: AudioNode): void {
    this.node ??= context.createMediaElementSource(this.element);
    this.node.disconnect();
    this.node.connect(target);
  }
}

/** The elements of a player: a few, used again and again, the oldest first. */
export class Decks {
  private readonly free: Deck[] = [];
  private readonly ahead = new Map<string, Deck>();

  /** A deck that has or gets this address; one fetched ahead where there is one. */
  take(url: string): Deck {
    const name = nameOf(url);
    const fetched = this.ahead.get(name);
    this.ahead.delete(name);
    if (fetched && !fetched.element.error) return fetched;
    const deck = fetched ?? this.free.pop() ?? new Deck();
    deck.load(url);
    return deck;
  }

  fetchAhead(url: string): void {
    const name = nameOf(url);
    if (this.ahead.has(name)) return;
    while (this.ahead.size >= AHEAD_RECORDS) {
      const [oldest, deck] = this.ahead.entries().next().value!;
      this.ahead.delete(oldest);
      this.release(deck);
    }
    const deck = this.free.pop() ?? new Deck();
    deck.load(url);
    this.ahead.set(name, deck);
  }

  release(deck: Deck): void {
    deck.unload();
    this.free.push(deck);
  }

  dispose(): void {
    for (const deck of this.ahead.values()) deck.unload();
    this.ahead.clear();
    this.free.length = 0;
  }
}
