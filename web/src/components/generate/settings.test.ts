import { describe, expect, test } from "vitest";
import { DEFAULT_SPLIT, faultsOf, generationOf, isRight, splitSum, startingSettings } from "./settings";

const settings = startingSettings(true);

describe("the settings of a generation", () => {
  test("start right, over all of a completed task or what is done of another", () => {
    expect(isRight(faultsOf(settings))).toBe(true);
    expect(settings.scope).toBe("all");
    expect(startingSettings(false).scope).toBe("done");
  });

  test("need a format", () => {
    expect(faultsOf({ ...settings, formats: [] }).formats).toBe("none");
  });

  test("need shares that sum up to 100 percent, also where halves of percents are not exact", () => {
    expect(isRight(faultsOf({ ...settings, split: DEFAULT_SPLIT }))).toBe(true);
    const thirds = [33.3, 33.3, 33.4].map((percent, index) => ({ name: `part${index}`, percent }));
    expect(splitSum(thirds)).toBe(100);
    expect(isRight(faultsOf({ ...settings, split: thirds }))).toBe(true);
    expect(faultsOf({ ...settings, split: [{ name: "train", percent: 80 }] }).split).toBe("sum");
  });

  test("say which row of a split is not right", () => {
    const split = [
      { name: "train set", percent: 40 },
      { name: "test", percent: 60 },
      { name: " test ", percent: "" as const },
      { name: "more", percent: "" as const },
    ];
    expect(faultsOf({ ...settings, split }).rows).toEqual(["name", null, "twice", "share"]);
  });

  test("take a license by its short name only", () => {
    expect(faultsOf({ ...settings, license: "cc-by-4.0" }).license).toBeUndefined();
    expect(faultsOf({ ...settings, license: "All rights reserved" }).license).toBe("spelling");
  });

  test("become the request of the API", () => {
    expect(generationOf("t", { ...settings, split: DEFAULT_SPLIT, seed: 7, license: " mit " })).toEqual({
      task: "t",
      scope: "all",
      formats: ["jsonl"],
      options: { audio: false, unusable: false, split: { train: 0.8, test: 0.2 }, seed: 7, license: "mit" },
    });
    expect(generationOf("t", settings).options).toMatchObject({ split: null, license: null });
  });
});
