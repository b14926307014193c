import { optionList, type ItemKey } from "@/components/annotation";
import type { Bench } from "./bench";
import type { Editor } from "./editor/store";
import { patchSelected, currentSegment } from "./editor/segments";
import { segmentsOf } from "./editor/content";

/** Sets a choice, or takes one of several back. */
export function choose(editor: Editor, name: string, value: string): boolean {
  const item = editor.schema.items.find((one) => one.name === name);
  if (item?.kind === "rating") {
    editor.setValue(name, Number(value), {});
    return true;
  }
  if (item?.kind !== "choice") return false;
  const now = editor.annotation[name];
  const chosen = Array.isArray(now) ? (now as string[]) : [];
  const on = chosen.includes(value);
  if (item.multiple) {
    const order = optionList(item.options).map((option) => option.value);
    const next = on ? chosen.filter((one) => one !== value) : [...chosen, value];
    editor.setValue(
      name,
      next.sort((a, b) => order.indexOf(a) - order.indexOf(b)),
      {},
    );
  } else editor.setValue(name, on && item.required === false ? null : [value], {});
  return true;
}

/** What a key of the schema stands for. */
export function pressItemKey(bench: Bench, { item, target }: ItemKey): boolean {
  const { editor } = bench;
  if (editor.state.readOnly) return false;
  if (target === "focus") return bench.focusItem(item);
  if (editor.items.some(({ name }) => name === item)) {
    if (item !== editor.state.item) return false;
    return patchSelected(editor, { label: target });
  }
  return choose(editor, item, target);
}

/** The n-th label for the selected segments; without segments, the n-th option of the first choice. */
export function chooseLabel({ editor }: Bench, n: number): boolean {
  if (editor.item) {
    const label = optionList(editor.item.labels)[n - 1]?.value;
    return label !== undefined && currentSegment(editor) !== undefined && patchSelected(editor, { label });
  }
  const item = editor.schema.items.find(({ kind }) => kind === "choice");
  const option = item?.kind === "choice" ? optionList(item.options)[n - 1]?.value : undefined;
  return option !== undefined && choose(editor, item!.name, option);
}

/** The speakers of a closed list, else those that were named so far. */
export function speakersOf(editor: Editor): string[] {
  const speakers = editor.item?.speakers;
  if (!speakers) return [];
  if (Array.isArray(speakers)) return speakers;
  const named = segmentsOf(editor.annotation, editor.state.item).flatMap(({ speaker }) => speaker || []);
  return [...new Set(named)].sort();
}

/** The n-th speaker for the selected segments; where any name is allowed, also one that nobody has yet. */
export function chooseSpeaker({ editor }: Bench, n: number): boolean {
  const speakers = speakersOf(editor);
  const free = editor.item?.speakers === true && n === speakers.length + 1;
  const speaker = speakers[n - 1] ?? (free ? `S${n}` : undefined);
  return speaker !== undefined && patchSelected(editor, { speaker });
}
