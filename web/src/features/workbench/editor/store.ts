import type { Annotation, AnnotationSchema } from "@/lib/api/types";
import { inOrder, rulesOf, type Edge, type Rules, type Segments } from "@/lib/segments/edit";
import type { Span } from "@/lib/segments/types";
import * as undoing from "@/lib/undo/history";
import { createStore, type StoreApi } from "zustand/vanilla";
import { segmentsItems, segmentsOf, type Content, type Decisions, type SegmentsItem } from "./content";
import { faultsLeft, NO_FAULTS, type Faults } from "./faults";
import { decisionsIn, type Suggestion } from "./suggestions";

export interface EditorState {
  readonly history: undoing.History<Content>;
  /** Ids of segments, and keys of suggested ones. */
  readonly selected: ReadonlySet<string>;
  /** The one of them that keys speak of. */
  readonly current: string | null;
  /** Which edge of it arrows move. */
  readonly edge: Edge;
  /** A chosen stretch of time. */
  readonly span: Span | null;
  /** The segments item in work, where the schema has one. */
  readonly item: string | null;
  readonly faults: Faults;
  /** Items changed in this window: they hold no prefill any more. */
  readonly touched: ReadonlySet<string>;
  readonly readOnly: boolean;
}

const NOTHING: ReadonlySet<string> = new Set();

interface Options {
  schema: AnnotationSchema;
  /** Of the record. */
  seconds: number;
  annotation: Annotation;
  suggestions: readonly Suggestion[];
  /** Decisions that an annotation does not tell: what was rejected. */
  decisions?: Decisions;
  newId?: () => string;
}

/** One record's annotation while it is being made: every change is a step that can be undone. */
export class Editor {
  readonly store: StoreApi<EditorState>;
  readonly schema: AnnotationSchema;
  readonly items: readonly SegmentsItem[];
  readonly suggestions: readonly Suggestion[];
  readonly newId: () => string;
  private readonly seconds: number;

  constructor({ schema, seconds, annotation, suggestions, decisions, newId }: Options) {
    this.schema = schema;
    this.seconds = seconds;
    this.items = segmentsItems(schema);
    this.suggestions = suggestions;
    this.newId = newId ?? (() => crypto.randomUUID());
    this.store = createStore<EditorState>(() => ({
      history: undoing.createHistory(this.contentOf(annotation, decisions)),
      selected: NOTHING,
      current: null,
      edge: "end",
      span: null,
      item: this.items[0]?.name ?? null,
      faults: NO_FAULTS,
      touched: NOTHING,
      readOnly: false,
    }));
  }

  private contentOf(annotation: Annotation, decisions: Decisions = {}): Content {
    const ordered = { ...annotation };
    for (const { name } of this.items)
      if (Array.isArray(ordered[name])) ordered[name] = inOrder(segmentsOf(ordered, name));
    return { annotation: ordered, decisions: { ...decisions, ...decisionsIn(ordered, this.suggestions) } };
  }

  get state(): EditorState {
    return this.store.getState();
  }

  get content(): Content {
    return this.state.history.present;
  }

  get annotation(): Annotation {
    return this.content.annotation;
  }

  /** The segments item in work. */
  get item(): SegmentsItem | undefined {
    return this.items.find(({ name }) => name === this.state.item);
  }

  get segments(): Segments {
    return segmentsOf(this.annotation, this.state.item);
  }

  get rules(): Rules {
    return this.item
      ? rulesOf(this.item, this.seconds)
      : { seconds: this.seconds, minimum: 0, overlap: true };
  }

  /** Goes on to other content as one step. */
  change(content: Partial<Content>, step?: undoing.Step): void {
    const { history, readOnly, faults, touched } = this.state;
    if (readOnly) return;
    const next = { ...history.present, ...content };
    if (next.annotation === history.present.annotation && next.decisions === history.present.decisions)
      return;
    this.follow(undoing.commit(history, next, step), faults, touched);
  }

  /** Sets an item's value; typing in one field is one step. */
  setValue(item: string, value: unknown, step: undoing.Step = { key: `item ${item}` }): void {
    if (this.annotation[item] === value) return;
    this.change({ annotation: { ...this.annotation, [item]: value } }, step);
  }

  /** Sets the segments of the item in work. */
  setSegments(segments: Segments, step?: undoing.Step): void {
    const { item } = this.state;
    if (item !== null && segments !== this.segments) this.setValue(item, segments, step ?? {});
  }

  private follow(history: undoing.History<Content>, faults: Faults, touched: ReadonlySet<string>): void {
    const [before, after] = [this.annotation, history.present.annotation];
    const changed = this.schema.items.filter(({ name }) => before[name] !== after[name]);
    this.store.setState({
      history,
      faults: faultsLeft(faults, before, after),
      touched: changed.every(({ name }) => touched.has(name))
        ? touched
        : new Set([...touched, ...changed.map(({ name }) => name)]),
    });
  }

  undo(): boolean {
    return this.go(undoing.undo(this.state.history));
  }

  redo(): boolean {
    return this.go(undoing.redo(this.state.history));
  }

  private go(history: undoing.History<Content>): boolean {
    if (this.state.readOnly || history === this.state.history) return false;
    this.follow(history, this.state.faults, this.state.touched);
    return true;
  }

  /** What follows is a step of its own. */
  seal(): void {
    this.store.setState({ history: undoing.seal(this.state.history) });
  }

  /** Gives the drag up that is under way, as if it had not begun. */
  giveUp(): void {
    const { history } = this.state;
    if (history.joint?.lasting) this.follow(undoing.forget(history), this.state.faults, this.state.touched);
  }

  /** Begins again from what another window saved. */
  begin(annotation: Annotation): void {
    this.store.setState({
      history: undoing.createHistory(this.contentOf(annotation, this.content.decisions)),
      faults: NO_FAULTS,
    });
  }

  /** Puts a kept copy in the place of what is there; can be undone. */
  restore(annotation: Annotation): void {
    this.change(this.contentOf(annotation, this.content.decisions));
  }

  setReadOnly(readOnly: boolean): void {
    if (readOnly !== this.state.readOnly) this.store.setState({ readOnly });
  }

  setFaults(faults: Faults): void {
    this.store.setState({ faults });
  }

  /** Works on another segments item of the schema. */
  setItem(item: string): void {
    this.store.setState({ item, selected: NOTHING, current: null, span: null });
  }

  setSpan(span: Span | null): void {
    this.store.setState({ span });
  }

  setEdge(edge: Edge): void {
    this.store.setState({ edge });
  }

  select(id: string | null, add = false): void {
    const { selected, current } = this.state;
    if (id === null) {
      if (!add) this.store.setState({ selected: NOTHING, current: null, span: null });
      return;
    }
    if (current === id && selected.size === 1 && !add) return;
    const ids = new Set(add ? selected : []);
    if (add && ids.has(id) && ids.size > 1) ids.delete(id);
    else ids.add(id);
    const now = ids.has(id) ? id : [...ids].at(-1)!;
    this.store.setState({ selected: ids, current: now, span: null });
  }
}
