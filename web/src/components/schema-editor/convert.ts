import { sameKey } from "@/components/annotation/keys";
import type { AnnotationItem, ItemOf, Schemas } from "@/lib/api/types";
import { freshId, newItem, newOption, type EditedItem, type EditedOption } from "./edited";

type Options = ItemOf<"choice">["options"];
type Attribute = ItemOf<"segments">["attributes"][number];

const some = (text: string): string | null => (text.trim() ? text : null);

function toOption({ value, label, hotkey, color }: EditedOption): string | Schemas["Option"] {
  const more = { label: some(label), hotkey: some(hotkey), color: some(color) };
  if (Object.values(more).every((part) => part === null)) return value;
  return { value, ...Object.fromEntries(Object.entries(more).filter(([, part]) => part !== null)) };
}

function fromOptions(options: Options, hotkeys: Record<string, string>): EditedOption[] {
  return options.map((option) => {
    const { value, label, hotkey, color } = typeof option === "string" ? { value: option } : option;
    return newOption({
      value,
      label: label ?? "",
      hotkey: hotkeys[value] ?? hotkey ?? "",
      color: color ?? "",
    });
  });
}

/** Keys of what the item has: a scale may have shrunk, or a kind changed, since they were given. */
function keysOfItem(item: EditedItem): Record<string, string> | null {
  const has = (target: string) =>
    item.kind === "rating"
      ? Number(target) >= (item.from ?? 0) && Number(target) <= (item.to ?? -1)
      : (item.kind === "text" || item.kind === "number") && target === "focus";
  const kept = Object.entries(item.hotkeys).filter(([target, key]) => key.trim() && has(target));
  return kept.length ? Object.fromEntries(kept) : null;
}

/** An edited item as the API takes it; what is left empty is left out. */
export function toItem(item: EditedItem): AnnotationItem {
  const shared = {
    name: item.name.trim(),
    required: item.required,
    ...set("title", some(item.title)),
    ...set("help", some(item.help)),
    ...set("prefill", some(item.prefill)),
    ...set("hotkeys", keysOfItem(item)),
  };
  switch (item.kind) {
    case "choice":
      return { kind: "choice", ...shared, options: item.options.map(toOption), multiple: item.multiple };
    case "text":
      return {
        kind: "text",
        ...shared,
        ...set("language", some(item.language)),
        ...set("max_length", item.maxLength),
        ...set("pattern", some(item.pattern)),
      };
    case "rating":
      return { kind: "rating", ...shared, from: item.from ?? 0, to: item.to ?? 0 };
    case "number":
      return {
        kind: "number",
        ...shared,
        whole: item.whole,
        ...set("minimum", item.minimum),
        ...set("maximum", item.maximum),
        ...set("unit", some(item.unit)),
      };
    case "segments":
      return {
        kind: "segments",
        ...shared,
        labels: item.options.map(toOption),
        text: item.text === "must" ? "required" : item.text === "may",
        ...set("language", item.text === "no" ? null : some(item.language)),
        speakers: item.speakers === "list" ? item.speakerNames : item.speakers === "any",
        overlap: item.overlap,
        ...set("minimum_seconds", item.minimumSeconds),
        attributes: item.attributes.map(
          (attribute) => toItem({ ...attribute, prefill: "" }) as Exclude<Attribute, undefined>,
        ),
      };
  }
}

function set<K extends string, V>(key: K, value: V | null): { [P in K]?: V } {
  return value === null ? {} : ({ [key]: value } as { [P in K]?: V });
}

/** An item of the API to go on editing. */
export function fromItem(item: AnnotationItem): EditedItem {
  const { hotkeys } = item;
  const edited = newItem(item.kind, {
    name: item.name,
    nameFollows: false,
    title: item.title ?? "",
    help: item.help ?? "",
    required: item.required ?? true,
    prefill: item.prefill ?? "",
  });
  switch (item.kind) {
    case "choice":
      return {
        ...edited,
        options: fromOptions(item.options, hotkeys ?? {}),
        multiple: item.multiple ?? false,
      };
    case "text":
      return {
        ...edited,
        hotkeys: hotkeys ?? {},
        language: item.language ?? "",
        maxLength: item.max_length ?? null,
        pattern: item.pattern ?? "",
      };
    case "rating":
      return { ...edited, hotkeys: hotkeys ?? {}, from: item.from, to: item.to };
    case "number":
      return {
        ...edited,
        hotkeys: hotkeys ?? {},
        minimum: item.minimum ?? null,
        maximum: item.maximum ?? null,
        unit: item.unit ?? "",
        whole: item.whole ?? false,
      };
    case "segments":
      return {
        ...edited,
        options: fromOptions(item.labels, hotkeys ?? {}),
        text: item.text === "required" ? "must" : item.text ? "may" : "no",
        language: item.language ?? "",
        speakers: Array.isArray(item.speakers) ? "list" : item.speakers ? "any" : "no",
        speakerNames: Array.isArray(item.speakers) ? item.speakers : [],
        overlap: item.overlap ?? true,
        minimumSeconds: item.minimum_seconds ?? null,
        attributes: (item.attributes ?? []).map(fromItem),
      };
  }
}

/** A copy with ids of its own, and without keys: one key stands for one thing. */
export function duplicate(item: EditedItem, name: string): EditedItem {
  return {
    ...item,
    nameFollows: false,
    hotkeys: {},
    id: freshId(),
    name,
    options: item.options.map((option) => ({ ...option, id: freshId(), hotkey: "" })),
    attributes: item.attributes.map((attribute) => duplicate(attribute, attribute.name)),
  };
}

/** The item without those of its keys that something else has. */
export function withoutKeys(item: EditedItem, taken: readonly string[]): EditedItem {
  const free = (key: string) => !taken.some((other) => sameKey(other, key));
  return {
    ...item,
    hotkeys: Object.fromEntries(Object.entries(item.hotkeys).filter(([, key]) => free(key))),
    options: item.options.map((option) => (free(option.hotkey) ? option : { ...option, hotkey: "" })),
  };
}
