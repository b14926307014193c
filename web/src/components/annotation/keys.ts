import type { AnnotationItem } from "@/lib/api/types";
import { optionList, steps } from "./options";

/** What a key does in an item: chooses a value (an option, a label, a rating's step), or puts the focus there. */
export interface ItemKey {
  /** As the schema writes it, else a digit from 1 to 9. */
  key: string;
  item: string;
  /** A value of the item; `focus` for text and number. */
  target: string;
}

/** How the targets of an item are reached by key, in their order. */
function targets(item: AnnotationItem): { target: string; hotkey: string | null }[] {
  switch (item.kind) {
    case "choice":
      return optionList(item.options).map(({ value, hotkey }) => ({ target: value, hotkey }));
    case "segments":
      return optionList(item.labels).map(({ value, hotkey }) => ({ target: value, hotkey }));
    case "rating":
      return steps(item).map((step) => ({ target: String(step), hotkey: null }));
    case "text":
    case "number":
      return [{ target: "focus", hotkey: null }];
  }
}

/** Keys are compared as they are pressed: letters in either case are one key. */
export function sameKey(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * Which key stands for what. Keys that the schema names come first (an item's `hotkeys` before an option's own; the
 * first item wins where two name one key). Then the first choice or segments item gets the digits from 1 to 9 that
 * are left, in the order of its options without a key; where there is none, a rating's steps from 1 to 9 their own.
 */
export function keysOf(schema: { items: readonly AnnotationItem[] }): ItemKey[] {
  const keys: ItemKey[] = [];
  const taken = (key: string) => keys.some((other) => sameKey(other.key, key));
  const missing = new Map<string, string[]>();
  for (const item of schema.items) {
    for (const { target, hotkey } of targets(item)) {
      const key = item.hotkeys?.[target] ?? hotkey;
      if (key && !taken(key)) keys.push({ key, item: item.name, target });
      else if (!key) missing.set(item.name, [...(missing.get(item.name) ?? []), target]);
    }
  }
  const first =
    schema.items.find(({ kind }) => kind === "choice" || kind === "segments") ??
    schema.items.find(({ kind }) => kind === "rating");
  if (!first) return keys;
  const free = Array.from("123456789").filter((digit) => !taken(digit));
  for (const target of missing.get(first.name) ?? []) {
    const digit = first.kind === "rating" ? free.find((key) => key === target) : free.shift();
    if (digit) keys.push({ key: digit, item: first.name, target });
  }
  return keys;
}

/** The key that stands for a target of an item, if there is one. */
export function keyFor(keys: readonly ItemKey[], item: string, target: string): string | undefined {
  return keys.find((key) => key.item === item && key.target === target)?.key;
}
