import type { AnnotationItem } from "@/lib/api/types";
import { describe, expect, test } from "vitest";
import { checkItems } from "./check";
import { duplicate, fromItem, toItem, withoutKeys } from "./convert";
import { freeName, nameOf, newItem, newOption } from "./edited";

const EVERY_KIND = [
  {
    kind: "choice", name: "place", title: "Place", required: false, help: "Where?", prefill: "place", multiple: true,
    options: ["indoors", { value: "outdoors", label: "Outside", hotkey: "o", color: "#123456" }],
  },
  { kind: "text", name: "caption", required: true, hotkeys: { focus: "t" }, language: "zh-TW", max_length: 20, pattern: "\\w+" },
  { kind: "rating", name: "quality", required: true, hotkeys: { "1": "q" }, from: 1, to: 5 },
  { kind: "number", name: "level", required: true, whole: true, minimum: -60, maximum: 0, unit: "dB" },
  {
    kind: "segments", name: "turns", required: true, labels: ["speech", "noise"], text: "required", language: "en",
    speakers: ["Ann", "Bob"], overlap: false, minimum_seconds: 0.05,
    attributes: [{ kind: "rating", name: "clarity", required: false, from: 1, to: 3 }],
  },
] as unknown as AnnotationItem[]; // prettier-ignore

describe("an item that is edited", () => {
  test("says the same as before where nothing was changed, for every field of every kind", () => {
    for (const item of EVERY_KIND) expect(toItem(fromItem(item))).toEqual(item);
  });

  test("has the keys of an item's own map at its options", () => {
    const item = { ...EVERY_KIND[0], hotkeys: { indoors: "i" } } as AnnotationItem;
    expect(toItem(fromItem(item))).toMatchObject({
      options: [
        { value: "indoors", hotkey: "i" },
        { value: "outdoors", hotkey: "o" },
      ],
    });
  });

  test("keeps what another kind needs, and sends what its own kind has", () => {
    const text = { ...fromItem(EVERY_KIND[0]!), kind: "text" as const };
    expect(toItem(text)).not.toHaveProperty("options");
    expect(toItem({ ...text, kind: "choice" })).toEqual(EVERY_KIND[0]);
  });

  test("has no keys for steps that its scale lost", () => {
    const rating = { ...fromItem(EVERY_KIND[2]!), from: 2 };
    expect(toItem(rating)).not.toHaveProperty("hotkeys");
  });

  test("copied or added from a preset takes no key from another", () => {
    const copy = duplicate(fromItem(EVERY_KIND[0]!), "place_2");
    expect(copy.options.map(({ hotkey }) => hotkey)).toEqual(["", ""]);
    expect(withoutKeys(fromItem(EVERY_KIND[0]!), ["O"]).options[1]!.hotkey).toBe("");
    expect(withoutKeys(fromItem(EVERY_KIND[2]!), ["x"]).hotkeys).toEqual({ "1": "q" });
  });

  test("gets a name from its title that programs can use", () => {
    expect(nameOf("What is heard?")).toBe("what_is_heard");
    expect(nameOf("3 words")).toBe("_3_words");
    expect(nameOf("声音 类别")).toBe("声音_类别");
    expect(nameOf("???")).toBe("");
    expect(freeName("a", ["a", "a_2"])).toBe("a_3");
  });
});

describe("the check of a schema", () => {
  const rules = (...items: ReturnType<typeof newItem>[]) =>
    checkItems(items).map(({ pointer, rule }) => `${pointer} ${rule}`);

  test("finds nothing wrong with what the API accepts", () => {
    expect(checkItems(EVERY_KIND.map(fromItem))).toEqual([]);
  });

  test("points at what the API would refuse", () => {
    expect(rules()).toEqual(["/schema/items items"]);
    expect(
      rules(newItem("text", { name: "1x" }), newItem("text", { name: "a", language: "not a tag" })),
    ).toEqual(["/schema/items/0/name name", "/schema/items/1/language language"]);
    expect(
      rules(newItem("text", { name: "a" }), newItem("number", { name: "a", minimum: 2, maximum: 1 })),
    ).toEqual(["/schema/items/1/maximum range", "/schema/items/1/name nameTwice"]);
    expect(rules(newItem("rating", { name: "r", from: 3, to: 3 }))).toEqual(["/schema/items/0/to scale"]);
    expect(rules(newItem("rating", { name: "r", from: NaN, to: 200 }))).toEqual([
      "/schema/items/0/from scaleEnds",
    ]);
    const options = [newOption({ value: "x", color: "url(//e)" }), newOption({ value: "x" }), newOption()];
    expect(rules(newItem("choice", { name: "c", options }))).toEqual([
      "/schema/items/0/options/0/color color",
      "/schema/items/0/options/1/value optionTwice",
      "/schema/items/0/options/2/value optionEmpty",
    ]);
    const attribute = newItem("choice", { name: "c", options: [] });
    const labels = [newOption({ value: "a" })];
    expect(
      rules(newItem("segments", { name: "s", options: labels, speakers: "list", attributes: [attribute] })),
    ).toEqual(["/schema/items/0/speakers speakers", "/schema/items/0/attributes/0/options options"]);
  });

  test("lets a key stand for one thing in the whole form", () => {
    const one = newItem("choice", { name: "a", options: [newOption({ value: "x", hotkey: "q" })] });
    const other = newItem("text", { name: "b", hotkeys: { focus: "Q" } });
    expect(rules(one, other)).toEqual(["/schema/items/1/hotkeys/focus keyTwice"]);
  });
});
