import type { Span } from "@/lib/segments/types";
import { createStore } from "zustand/vanilla";
import { Address, endOf, SoundFault } from "./address";
import { Decks, type Deck } from "./elements";
import { Graph, mayWake } from "./graph";
import { LONGEST_SLICE, Slices } from "./slices";
import type { AudioSource, Player, PlayerState } from "./types";
import { BufferVoice, ElementVoice, type Voice } from "./voices";

const LOUDEST = 24;
const QUIETEST = -60;
/** So near to the end there is nothing left to play. */
const AT_END = 0.005;

/** The open record. */
interface Open {
  source: AudioSource;
  address: Address;
  slices: Slices;
  deck: Deck;
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** Something else was wanted in between. */
const isAbort = (error: unknown) => error instanceof DOMException && error.name === "AbortError";

/** A player of one record at a time; `dispose` it when its page goes. */
export function createPlayer(): Player {
  return new RecordPlayer();
}

class RecordPlayer implements Player {
  readonly store = createStore<PlayerState>(() => ({
    ready: false,
    playing: false,
    span: null,
    loop: false,
    rate: 1,
    gainDb: 0,
    rewind: 0,
    error: null,
  }));
  private readonly decks = new Decks();
  private graph: Graph | null = null;
  private record: Open | null = null;
  private voice: Voice | null = null;
  /** Speeds of spans other than 1 need an element of their own. */
  private spare: { deck: Deck; url: string } | null = null;
  /** The playhead while nothing sounds. */
  private rest = 0;
  /** What `toggle` takes up; null where nothing was paused. */
  private paused: { span: Span | null } | null = null;
  /** Grows with each command: what was begun for an earlier one gives up. */
  private turn = 0;
  private renewal: ReturnType<typeof setTimeout> | undefined;

  async open(source: AudioSource, at = 0): Promise<void> {
    this.leave();
    const turn = this.turn;
    const address = new Address(source);
    this.rest = clamp(at, 0, source.seconds);
    this.set({ ready: false, error: null });
    if (mayWake()) this.sound();
    try {
      await address.fresh();
    } catch {
      // The server may be away for the moment; loading will tell.
    }
    if (turn !== this.turn) return;
    const record = { source, address, slices: new Slices(address), deck: this.decks.take(address.url) };
    this.record = record;
    this.watchAddress();
    try {
      await this.load(record);
    } catch (error) {
      if (!isAbort(error)) this.fail(error, record);
    }
  }

  prefetch(source: AudioSource): void {
    this.decks.fetchAhead(source.audioUrl);
  }

  now(): number {
    return this.voice ? this.voice.position() : this.rest;
  }

  seek(to: number): void {
    if (!this.record) return;
    const { playing, span } = this.store.getState();
    const at = clamp(to, 0, this.record.source.seconds);
    this.paused = null;
    if (playing) this.begin(span && at >= span.start && at < span.end ? span : null, at);
    else this.rested(at);
  }

  play(): void {
    if (!this.record) return;
    const at = this.paused ? this.rest - this.store.getState().rewind : this.rest;
    const ended = at >= this.record.source.seconds - AT_END;
    this.begin(null, ended ? 0 : Math.max(0, at));
  }

  pause(): void {
    const { playing, span } = this.store.getState();
    if (!playing) return;
    this.rested(this.now());
    this.paused = { span };
  }

  toggle(): void {
    const span = this.paused?.span ?? null;
    if (this.store.getState().playing) this.pause();
    else if (span) this.begin(span, Math.max(span.start, this.rest - this.store.getState().rewind));
    else this.play();
  }

  playSpan(span: Span, { loop }: { loop?: boolean } = {}): void {
    if (!this.record) return;
    const cut = this.cut(span);
    if (loop !== undefined) this.set({ loop });
    if (cut) this.begin(cut, cut.start);
  }

  warm(span: Span): void {
    const cut = this.record && this.cut(span);
    if (!cut || cut.end - cut.start > LONGEST_SLICE) return;
    const { graph } = this;
    this.record!.slices.get(cut).then(
      (slice) => graph && slice.decoded(graph.context),
      () => undefined, // playSpan will say why
    );
  }

  setRate(rate: number): void {
    const wanted = clamp(rate, 0.5, 2);
    const { playing, span } = this.store.getState();
    this.set({ rate: wanted });
    if (!playing) return;
    // A span's own samples play at speed 1 alone; a fetched span is not left for the whole recording.
    if (span && (wanted === 1 || this.voice instanceof BufferVoice)) this.begin(span, this.now());
    else if (!this.voice?.setRate(wanted)) this.begin(span, this.now());
  }

  setGain(db: number): void {
    const gainDb = clamp(db, QUIETEST, LOUDEST);
    this.set({ gainDb });
    this.graph?.setLevel(gainDb);
  }

  setRewind(seconds: number): void {
    this.set({ rewind: Math.max(0, seconds) });
  }

  setLoop(loop: boolean): void {
    this.set({ loop });
    if (this.store.getState().span) this.voice?.setLoop(loop);
  }

  dispose(): void {
    this.leave();
    this.decks.dispose();
    this.graph?.dispose();
    this.graph = null;
  }

  private set(change: Partial<PlayerState>): void {
    this.store.setState(change);
  }

  /** The part of a span that lies in the record; null where there is none. */
  private cut({ start, end }: Span): Span | null {
    const seconds = this.record!.source.seconds;
    const cut = { start: clamp(start, 0, seconds), end: clamp(end, 0, seconds) };
    return cut.end > cut.start ? cut : null;
  }

  private sound(): Graph {
    if (!this.graph) {
      this.graph = new Graph();
      this.graph.setLevel(this.store.getState().gainDb);
    }
    return this.graph;
  }

  /** Nothing of what was open is left. */
  private leave(): void {
    this.silence();
    clearTimeout(this.renewal);
    this.paused = null;
    this.set({ ready: false, playing: false, span: null });
    const { record } = this;
    this.record = null;
    this.rest = 0;
    if (!record) return;
    record.slices.dispose();
    record.deck.element.onerror = null;
    this.decks.release(record.deck);
  }

  private silence(): void {
    this.turn += 1;
    this.voice?.stop();
    this.voice = null;
    if (this.spare) {
      this.decks.release(this.spare.deck);
      URL.revokeObjectURL(this.spare.url);
      this.spare = null;
    }
  }

  /** Stands still at a time. */
  private rested(at: number): void {
    this.silence();
    this.rest = at;
    this.set({ playing: false, span: null });
    this.graph?.rest();
    // The element goes there too, so that playing on needs no seek.
    if (this.record && this.record.deck.element.readyState > 0) this.record.deck.element.currentTime = at;
  }

  private begin(span: Span | null, at: number): void {
    const record = this.record;
    if (!record) return;
    this.silence();
    this.paused = null;
    this.rest = at;
    this.set({ playing: true, span, error: null });
    const turn = this.turn;
    const graph = this.sound();
    void (async () => {
      try {
        // Both at once: the waking has to begin within the gesture.
        const [awake, voice] = await Promise.all([graph.wake(), this.voiceOf(record, span, graph, turn)]);
        if (turn !== this.turn || !voice) return voice?.stop();
        if (!awake) throw new SoundFault("blocked");
        this.voice = voice;
        voice.start(at);
      } catch (error) {
        if (turn === this.turn && !isAbort(error)) this.fail(error, record);
      }
    })();
  }

  /** What plays it; null where another command came in between. */
  private async voiceOf(record: Open, span: Span | null, graph: Graph, turn: number): Promise<Voice | null> {
    const { rate, loop } = this.store.getState();
    if (span && span.end - span.start <= LONGEST_SLICE) {
      try {
        const slice = await record.slices.get(span);
        if (turn !== this.turn) return null;
        if (rate === 1) {
          const buffer = await slice.decoded(graph.context);
          return new BufferVoice(graph, buffer, span, this.store.getState().loop, () => this.ended(span));
        }
        const url = URL.createObjectURL(new Blob([slice.wav], { type: "audio/wav" }));
        this.spare = { url, deck: this.decks.take(url) };
        const { deck } = this.spare;
        await deck.ready();
        if (turn !== this.turn) return null;
        return new ElementVoice(graph, deck, span, { offset: span.start, rate, loop }, this.events(span));
      } catch {
        // The element may hold what the server does not give just now.
        if (turn !== this.turn) return null;
      }
    }
    if (record.deck.element.error || endOf(record.deck.url) * 1000 < Date.now() + 5000) {
      await record.address.fresh();
      record.deck.load(record.address.url);
    }
    await record.deck.ready();
    if (turn !== this.turn) return null;
    const stretch = span ?? { start: 0, end: record.source.seconds };
    const how = { offset: 0, rate, loop: span !== null && loop };
    return new ElementVoice(graph, record.deck, stretch, how, this.events(span));
  }

  private events(span: Span | null) {
    const { record } = this;
    return {
      onEnd: () => this.ended(span),
      onFail: (error: unknown) => this.fail(error, record!),
    };
  }

  private ended(span: Span | null): void {
    this.rested(span ? span.start : (this.record?.source.seconds ?? 0));
  }

  /** Makes the element ready at the playhead. */
  private async load(record: Open): Promise<void> {
    const { element } = record.deck;
    await record.deck.ready(this.rest);
    if (this.record !== record) return;
    element.onerror = () => this.fail(element.error, record);
    this.set({ ready: true, error: null });
  }

  /** Mends what a renewed address mends, where it stood; else says why there is no sound. */
  private fail(error: unknown, record: Open): void {
    if (this.record !== record) return;
    const { playing, span } = this.store.getState();
    const at = this.now();
    this.rested(at);
    const turn = this.turn;
    void (async () => {
      const fault =
        error instanceof SoundFault
          ? error.fault
          : error instanceof DOMException && error.name === "NotAllowedError"
            ? "blocked"
            : await record.address.diagnose();
      if (this.record !== record || turn !== this.turn) return;
      if (fault) {
        this.set({ error: fault });
        return;
      }
      record.deck.element.onerror = null;
      record.deck.load(record.address.url);
      if (playing) this.begin(span, at);
      await this.load(record).catch((again: unknown) => {
        if (!isAbort(again)) this.set({ error: "not-playable" });
      });
    })();
  }

  /** Renews the address before it ends, again and again, and hands it to the element while that stands still. */
  private watchAddress(): void {
    clearTimeout(this.renewal);
    const { record } = this;
    if (!record?.source.renew || record.address.left === Infinity) return;
    const wait = Math.min(Math.max(5, record.address.left), 2 ** 31 / 1000 - 1);
    this.renewal = setTimeout(() => void this.renewAddress(record), wait * 1000);
  }

  private async renewAddress(record: Open): Promise<void> {
    try {
      await record.address.fresh();
    } catch {
      // Tried again soon, and before the next sound.
    }
    if (this.record !== record) return;
    if (!this.store.getState().playing && record.deck.url !== record.address.url) {
      record.deck.element.onerror = null;
      record.deck.load(record.address.url);
      await this.load(record).catch((error: unknown) => {
        if (!isAbort(error)) this.fail(error, record);
      });
    }
    if (this.record === record) this.watchAddress();
  }
}
