import type { AnnotationItem } from "@/lib/api/types";
import { describe, expect, test } from "vitest";
import { keyFor, keysOf } from "./keys";
import { isColor, optionList } from "./options";

const choice = (name: string, options: unknown[], more = {}) =>
  ({ kind: "choice", name, options, multiple: false, required: true, ...more }) as AnnotationItem;

describe("the keys of a schema", () => {
  test("are the digits in order where the schema names none", () => {
    const keys = keysOf({ items: [choice("a", ["x", "y"]), choice("b", ["z"])] });
    expect(keys).toEqual([
      { key: "1", item: "a", target: "x" },
      { key: "2", item: "a", target: "y" },
    ]);
  });

  test("are the schema's own before digits, which never stand for two things", () => {
    const keys = keysOf({
      items: [
        choice("a", ["w", { value: "x", hotkey: "1" }, "y"]),
        choice("b", ["z"], { hotkeys: { z: "2" } }),
      ],
    });
    expect(keyFor(keys, "a", "x")).toBe("1");
    expect(keyFor(keys, "b", "z")).toBe("2");
    expect(keyFor(keys, "a", "w")).toBe("3");
    expect(keyFor(keys, "a", "y")).toBe("4");
  });

  test("belong to the first item where two name one, in either case", () => {
    const keys = keysOf({
      items: [choice("a", [{ value: "x", hotkey: "q" }]), choice("b", [{ value: "y", hotkey: "Q" }])],
    });
    expect(keys).toEqual([{ key: "q", item: "a", target: "x" }]);
  });

  test("are at most nine digits", () => {
    const many = Array.from({ length: 12 }, (_, i) => `v${i}`);
    expect(keysOf({ items: [choice("a", many)] })).toHaveLength(9);
  });

  test("stand for the steps of a rating where nothing else is to be chosen", () => {
    const rating = { kind: "rating", name: "r", from: 0, to: 3, required: true } as AnnotationItem;
    expect(keysOf({ items: [rating] }).map(({ key, target }) => [key, target])).toEqual([
      ["1", "1"],
      ["2", "2"],
      ["3", "3"],
    ]);
    expect(keysOf({ items: [rating, choice("a", ["x"])] })).toEqual([{ key: "1", item: "a", target: "x" }]);
  });

  test("put the focus on a text where it names one", () => {
    const text = { kind: "text", name: "t", required: true, hotkeys: { focus: "t" } } as AnnotationItem;
    expect(keysOf({ items: [text] })).toEqual([{ key: "t", item: "t", target: "focus" }]);
  });
});

describe("the options of an item", () => {
  test("have a label and a color, whatever the schema left out", () => {
    const [plain, full] = optionList(["dog", { value: "cat", label: "Cat", color: "#123456", hotkey: "c" }]);
    expect(plain).toMatchObject({ value: "dog", label: "dog", hotkey: null });
    expect(isColor(plain!.color)).toBe(true);
    expect(full).toEqual({ value: "cat", label: "Cat", color: "#123456", colored: true, hotkey: "c" });
  });

  test("take no color that is none", () => {
    for (const bad of ["url(https://x.example/a.png)", "var(--x)", "red;background:blue", "#12", ""])
      expect(isColor(bad), bad).toBe(false);
    for (const good of ["#abc", "rebeccapurple", "rgb(1 2 3 / 50%)", "hsl(120deg, 50%, 50%)"])
      expect(isColor(good), good).toBe(true);
    expect(optionList([{ value: "x", color: "url(//x.example)" }])[0]!.color).toBe(
      optionList(["x"])[0]!.color,
    );
  });
});
