import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { ACTIONS } from "./actions";
import { ariaKeys, comboOf, comboText, partsOf, types } from "./combos";
import { actionFor, bindingsOf, lookupOf, objection } from "./map";
import { isReserved } from "./reserved";
import { followKeymapOf, keymap, remap, resetKeymap } from "./store";

const event = (key: string, code: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  code,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...more,
});

describe("what is pressed", () => {
  test.each([
    ["a letter in either case", event("A", "KeyA", { shiftKey: true }), "Shift+A"],
    ["a letter of another layout by what it prints", event("a", "KeyQ"), "A"],
    ["a letter of another script by its place", event("ф", "KeyA", { altKey: true }), "Alt+A"],
    ["Alt on a Mac by its place", event("å", "KeyA", { altKey: true }), "Alt+A"],
    ["a dead key by its place", event("Dead", "KeyN", { altKey: true }), "Alt+N"],
    ["Cmd as Ctrl", event("Enter", "Enter", { metaKey: true }), "Ctrl+Enter"],
    ["a digit by its place, where the layout prints signs there", event("&", "Digit1"), "1"],
    ["a digit with Shift", event("!", "Digit1", { shiftKey: true }), "Shift+1"],
    ["a digit of the number pad", event("4", "Numpad4"), "4"],
    ["a sign without the Shift it takes", event("?", "Slash", { shiftKey: true }), "?"],
    ["a sign with Alt", event("[", "BracketLeft", { altKey: true }), "Alt+["],
    ["Space", event(" ", "Space", { ctrlKey: true }), "Ctrl+Space"],
    ["a foot pedal", event("F14", "F14"), "F14"],
    [
      "a sign behind AltGr as the sign",
      event("[", "Digit8", { ctrlKey: true, altKey: true, getModifierState: () => true }),
      "[",
    ],
  ])("is read: %s", (_, pressed, combo) => {
    expect(comboOf(pressed)).toBe(combo);
  });

  test("is nothing while an input method composes, nor for a modifier alone", () => {
    expect(comboOf(event("Enter", "Enter", { isComposing: true }))).toBeNull();
    expect(comboOf(event("Process", "KeyA", { keyCode: 229 }))).toBeNull();
    expect(comboOf(event("Alt", "AltLeft", { altKey: true }))).toBeNull();
  });

  test("is written as keycaps", () => {
    expect(partsOf("Alt++")).toEqual(["Alt", "+"]);
    expect(partsOf("+")).toEqual(["+"]);
    expect(comboText("Alt+Shift+ArrowLeft")).toBe("Alt+Shift+←");
  });

  test("is told to assistive technology in its own names", () => {
    expect(ariaKeys("Ctrl+Shift+Enter")).toBe("Control+Shift+Enter");
    expect(ariaKeys("Alt++")).toBe("Alt+Plus");
  });
});

describe("the default keys", () => {
  const bindings = ACTIONS.flatMap(({ id, keys }) => keys.map((binding) => ({ id, ...binding })));

  test("are none that a browser reserves", () => {
    expect(bindings.filter(({ combo }) => isReserved(combo))).toEqual([]);
  });

  test("stand in the guide", () => {
    const guide = readFileSync("../docs/guide/workbench.md", "utf8").replaceAll("\\\\", "\\");
    const missing = bindings.filter(
      ({ id, combo }) => !/\.[1-9]$/.test(id) && !guide.includes(`\`${comboText(combo)}\``),
    );
    expect(missing).toEqual([]);
  });

  test("leave Tab alone", () => {
    expect(bindings.filter(({ combo }) => combo.endsWith("Tab"))).toEqual([]);
  });

  test("type nothing where they work while text is written", () => {
    expect(bindings.filter(({ combo, context }) => context === "always" && types(combo))).toEqual([]);
  });

  test("stand for one action each", () => {
    for (const { id, keys } of ACTIONS)
      for (const { combo, context } of keys) {
        expect(objection({}, id, combo, context), `${id} ${combo}`).toBeNull();
      }
  });

  test("offer everything that playing needs while text is written", () => {
    const lookup = lookupOf({}, "workbench");
    for (const { id } of ACTIONS.filter(({ group }) => group === "playing"))
      expect([...lookup.always.values()], id).toContain(id);
  });
});

test("a key that types is a command only while no text is written", () => {
  const lookup = lookupOf({}, "workbench");
  expect(actionFor(lookup, "Space", false)).toBe("play.toggle");
  expect(actionFor(lookup, "Space", true)).toBeUndefined();
  expect(actionFor(lookup, "Escape", true)).toBe("play.toggle");
});

describe("another key", () => {
  beforeEach(() => localStorage.clear());

  test("is refused where a browser needs it, another action has it, or it types", () => {
    expect(objection({}, "play.toggle", "Ctrl+T", "always")).toEqual({ kind: "reserved" });
    expect(objection({}, "play.toggle", "Alt+L", "always")).toEqual({ kind: "taken", by: "play.loop" });
    expect(objection({}, "play.toggle", "P", "always")).toEqual({ kind: "types" });
    expect(objection({}, "play.toggle", "P", "outside")).toBeNull();
  });

  test("stands for its action, is kept for this person alone, and goes again", () => {
    const stop = followKeymapOf("ana");
    remap("play.toggle", [{ combo: "F16", context: "always" }]);
    expect(actionFor(keymap.getState().lookups.workbench, "F16", true)).toBe("play.toggle");
    expect(actionFor(keymap.getState().lookups.workbench, "Escape", true)).toBeUndefined();
    stop();
    followKeymapOf("bo")();
    expect(keymap.getState().remapped).toEqual({});
    followKeymapOf("ana")();
    expect(bindingsOf("play.toggle", keymap.getState().remapped)[0]!.combo).toBe("F16");
    resetKeymap();
    followKeymapOf("ana")();
    expect(keymap.getState().remapped).toEqual({});
  });

  test("stands for one action in the workbench and another on My work", () => {
    expect(objection({}, "play.toggle", "C", "outside")).toBeNull();
    expect(objection({}, "myWork.continue", "Escape", "always")).toBeNull();
    followKeymapOf("ana")();
    remap("play.toggle", [{ combo: "C", context: "outside" }]);
    const { workbench, myWork } = keymap.getState().lookups;
    expect(actionFor(workbench, "C", false)).toBe("play.toggle");
    expect(actionFor(myWork, "C", false)).toBe("myWork.continue");
    expect(actionFor(myWork, "Space", false)).toBeUndefined();
  });

  test("goes on from My work instead of C", () => {
    followKeymapOf("ana")();
    remap("myWork.continue", [{ combo: "F9", context: "always" }]);
    const { myWork } = keymap.getState().lookups;
    expect(actionFor(myWork, "F9", true)).toBe("myWork.continue");
    expect(actionFor(myWork, "C", false)).toBeUndefined();
  });

  test("that is kept in a broken way is forgotten", () => {
    localStorage.setItem("earmark.keymap.ana", '{"play.toggle":[{"combo":1}],"gone":[]}');
    followKeymapOf("ana")();
    expect(keymap.getState().remapped).toEqual({});
  });
});
