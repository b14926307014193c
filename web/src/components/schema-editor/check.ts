import { isColor } from "@/components/annotation/options";
import { sameKey } from "@/components/annotation/keys";
import type { EditedItem } from "./edited";

/** What a schema must keep, as `contracts/schema.py` refuses it; `key` is a text of the namespace `create`. */
export type SchemaRule =
  | "items"
  | "tooManyItems"
  | "name"
  | "nameTwice"
  | "tooLong"
  | "options"
  | "optionEmpty"
  | "optionTwice"
  | "color"
  | "keyTwice"
  | "language"
  | "maxLength"
  | "scale"
  | "scaleEnds"
  | "scaleSteps"
  | "range"
  | "speakers"
  | "speakerTwice"
  | "minimumSeconds"
  | "number";

export interface Fault {
  /** Where, in the body of the request. */
  pointer: string;
  /** A text of this console's. */
  rule?: string;
  /** For the text. */
  fields?: Record<string, string | number>;
  /** The API's own words. */
  message?: string;
}

const MAX_ITEMS = 50;
const MAX_OPTIONS = 200;
const LANGUAGE = /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/;
const NAME = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

const length = (text: string) => Array.from(text).length;

/** What is wrong with the items of a schema; pointers begin at `at`. */
export function checkItems(items: readonly EditedItem[], at = "/schema/items"): Fault[] {
  if (items.length === 0) return [{ pointer: at, rule: "items" }];
  const faults: Fault[] = [];
  if (items.length > MAX_ITEMS)
    faults.push({ pointer: at, rule: "tooManyItems", fields: { most: MAX_ITEMS } });
  items.forEach((item, index) => {
    faults.push(...checkItem(item, `${at}/${index}`));
    if (items.findIndex(({ name }) => name.trim() === item.name.trim()) < index && item.name.trim())
      faults.push({ pointer: `${at}/${index}/name`, rule: "nameTwice", fields: { name: item.name.trim() } });
  });
  return [...faults, ...checkKeys(items, at)];
}

function checkItem(item: EditedItem, at: string): Fault[] {
  const faults: Fault[] = [];
  const add = (field: string, rule: SchemaRule, fields?: Fault["fields"]) =>
    faults.push({ pointer: `${at}/${field}`, rule, fields });
  const limit = (field: string, text: string, most: number) => {
    if (length(text) > most) add(field, "tooLong", { most });
  };
  const name = item.name.trim();
  if (!NAME.test(name) || name !== name.normalize("NFC")) add("name", "name");
  limit("name", name, 64);
  limit("title", item.title, 200);
  limit("help", item.help, 5000);
  limit("prefill", item.prefill, 255);
  const checkLanguage = () => {
    if (item.language.trim() && !LANGUAGE.test(item.language)) add("language", "language");
  };
  switch (item.kind) {
    case "choice":
      faults.push(...checkOptions(item, `${at}/options`));
      break;
    case "text":
      checkLanguage();
      limit("pattern", item.pattern, 500);
      if (item.maxLength !== null && !(Number.isInteger(item.maxLength) && item.maxLength >= 1 && item.maxLength <= 100_000))
        add("max_length", "maxLength"); // prettier-ignore
      break;
    case "rating":
      checkScale(item, add);
      break;
    case "number":
      for (const [field, end] of [
        ["minimum", item.minimum],
        ["maximum", item.maximum],
      ] as const)
        // prettier-ignore
        if (Number.isNaN(end)) add(field, "number");
      if (item.minimum !== null && item.maximum !== null && item.minimum > item.maximum)
        add("maximum", "range");
      limit("unit", item.unit, 32);
      break;
    case "segments":
      faults.push(...checkOptions(item, `${at}/labels`));
      if (item.text !== "no") checkLanguage();
      if (item.minimumSeconds !== null && !(item.minimumSeconds >= 0))
        add("minimum_seconds", "minimumSeconds");
      if (item.speakers === "list") {
        if (item.speakerNames.length === 0) add("speakers", "speakers");
        if (new Set(item.speakerNames).size < item.speakerNames.length) add("speakers", "speakerTwice");
        if (item.speakerNames.some((speaker) => length(speaker) > 200))
          add("speakers", "tooLong", { most: 200 });
      }
      if (item.attributes.length > 0) faults.push(...checkItems(item.attributes, `${at}/attributes`));
      if (item.attributes.length > 20) add("attributes", "tooManyItems", { most: 20 });
      break;
  }
  return faults;
}

function checkScale(item: EditedItem, add: (field: string, rule: SchemaRule) => void): void {
  for (const [field, end] of [
    ["from", item.from],
    ["to", item.to],
  ] as const)
    // prettier-ignore
    if (end === null || !Number.isInteger(end) || Math.abs(end) > 1000) add(field, "scaleEnds");
  if (item.from === null || item.to === null) return;
  if (item.from >= item.to) add("to", "scale");
  else if (item.to - item.from > 100) add("to", "scaleSteps");
}

function checkOptions({ options }: EditedItem, at: string): Fault[] {
  if (options.length === 0) return [{ pointer: at, rule: "options", fields: { most: MAX_OPTIONS } }];
  const faults: Fault[] = [];
  if (options.length > MAX_OPTIONS)
    faults.push({ pointer: at, rule: "options", fields: { most: MAX_OPTIONS } });
  options.forEach(({ value, label, color }, index) => {
    if (!value.trim()) faults.push({ pointer: `${at}/${index}/value`, rule: "optionEmpty" });
    else if (options.findIndex((other) => other.value === value) < index)
      faults.push({ pointer: `${at}/${index}/value`, rule: "optionTwice", fields: { value } });
    for (const [field, text] of [
      ["value", value],
      ["label", label],
    ] as const)
      // prettier-ignore
      if (length(text) > 200) faults.push({ pointer: `${at}/${index}/${field}`, rule: "tooLong", fields: { most: 200 } });
    if (color.trim() && (!isColor(color) || length(color) > 32))
      faults.push({ pointer: `${at}/${index}/color`, rule: "color" });
  });
  return faults;
}

/** Keys with their places: a key stands for one thing in the whole form. */
function checkKeys(items: readonly EditedItem[], at: string): Fault[] {
  const given = items.flatMap((item, index) => {
    const list = item.kind === "segments" ? "labels" : "options";
    if (item.kind === "choice" || item.kind === "segments")
      return item.options.map(({ hotkey }, place) => ({
        key: hotkey.trim(),
        pointer: `${at}/${index}/${list}/${place}/hotkey`,
      }));
    return Object.entries(item.hotkeys).map(([target, key]) => ({
      key: key.trim(),
      pointer: `${at}/${index}/hotkeys/${target}`,
    }));
  });
  return given
    .filter(({ key }, index) => key && given.findIndex((other) => sameKey(other.key, key)) < index)
    .map(({ key, pointer }) => ({ pointer, rule: "keyTwice", fields: { key } }));
}
