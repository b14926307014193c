import { create } from "@/lib/segments/edit";
import { segmentsOf } from "./content";
import type { Editor } from "./store";
import { asOwn, type Suggestion } from "./suggestions";

/** Those nobody has decided about yet, in the order of time; of the item in work and of all that are no segments. */
export function waiting(editor: Editor): Suggestion[] {
  const { decisions } = editor.content;
  const { item } = editor.state;
  const left = editor.suggestions.filter(
    ({ key, kind, item: its }) => decisions[key] === undefined && (kind === "value" || its === item),
  );
  const when = (one: Suggestion) => (one.kind === "segment" ? one.segment.start : -1);
  return left.sort((a, b) => when(a) - when(b));
}

/** The one that keys speak of: the selected one, else the first that waits. */
export function currentSuggestion(editor: Editor): Suggestion | undefined {
  const left = waiting(editor);
  return left.find(({ key }) => key === editor.state.current) ?? left[0];
}

/** Selects the suggestion after another, from the first again after the last. */
function goOn(editor: Editor, from: Suggestion, before: readonly Suggestion[]): void {
  const index = before.indexOf(from);
  const left = waiting(editor);
  const rest = [...before.slice(index + 1), ...before.slice(0, index)];
  const next = rest.find((one) => left.includes(one));
  if (next?.kind === "segment") editor.select(next.key);
}

/** Takes suggestions over as one step; returns how many found room. */
function take(editor: Editor, suggestions: readonly Suggestion[]): number {
  const { annotation, decisions } = editor.content;
  const after = { ...annotation };
  const decided = { ...decisions };
  let taken = 0;
  for (const suggestion of suggestions) {
    if (suggestion.kind === "value") after[suggestion.item] = suggestion.value;
    else {
      const item = editor.items.find(({ name }) => name === suggestion.item)!;
      const own = segmentsOf(after, item.name);
      const { segment } = suggestion;
      const free = segment.id && own.every(({ id }) => id !== segment.id);
      const fields = asOwn(suggestion, item, free ? segment.id : editor.newId());
      const rules = { ...editor.rules, overlap: item.overlap ?? true, minimum: item.minimum_seconds ?? 0 };
      const placed = create(own, segment, rules, fields);
      if (placed === null) continue;
      after[item.name] = placed;
    }
    decided[suggestion.key] = "accepted";
    taken += 1;
  }
  if (taken) editor.change({ annotation: after, decisions: decided });
  return taken;
}

/** Accepts a suggestion and goes on to the next. */
export function accept(editor: Editor, suggestion = currentSuggestion(editor)): boolean {
  if (!suggestion || editor.state.readOnly) return false;
  const before = waiting(editor);
  if (take(editor, [suggestion]) === 0) return false;
  goOn(editor, suggestion, before);
  return true;
}

/** Rejects a suggestion and goes on to the next. */
export function reject(editor: Editor, suggestion = currentSuggestion(editor)): boolean {
  if (!suggestion || editor.state.readOnly) return false;
  const before = waiting(editor);
  editor.change({ decisions: { ...editor.content.decisions, [suggestion.key]: "rejected" } });
  goOn(editor, suggestion, before);
  return true;
}

/** Leaves a suggestion undecided and goes on to the next. */
export function skip(editor: Editor): boolean {
  const suggestion = currentSuggestion(editor);
  if (!suggestion) return false;
  const before = waiting(editor);
  const selected = suggestion.kind === "segment" && editor.state.current !== suggestion.key;
  if (selected) editor.select(suggestion.key);
  else goOn(editor, suggestion, before);
  return true;
}

/** Accepts all that wait; of several models for one value the first. Returns how many. */
export function acceptAll(editor: Editor): number {
  if (editor.state.readOnly) return 0;
  const filled = new Set<string>();
  const wanted = waiting(editor).filter(({ kind, item }) => {
    if (kind === "segment") return true;
    const first = !filled.has(item);
    filled.add(item);
    return first;
  });
  return take(editor, wanted);
}
