import type { AnnotationSchema } from "@/lib/api/types";
import type { Segment } from "@/lib/segments/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { itemChanges, sameValue, segmentChanges, wordChanges } from "./changes";

const segment = (id: string, start: number, more: Partial<Segment> = {}): Segment => ({
  id,
  start,
  end: start + 1,
  label: "speech",
  ...more,
});

describe("the differences between two rounds", () => {
  test("tell added, removed, changed and unchanged segments apart by their ids", () => {
    const before = [segment("a", 0), segment("b", 2), segment("c", 4, { text: "old" })];
    const after = [segment("a", 0), segment("c", 4, { text: "new", end: 6 }), segment("d", 1)];
    expect(
      segmentChanges(before, after).map(({ segment: { id }, change, fields }) => [id, change, fields]),
    ).toEqual([
      ["a", "same", []],
      ["d", "added", []],
      ["b", "removed", []],
      ["c", "changed", ["end", "text"]],
    ]);
  });

  test("are none where nothing was said twice", () => {
    expect(sameValue("", undefined)).toBe(true);
    expect(sameValue([], null)).toBe(true);
    expect(sameValue({ a: "" }, {})).toBe(true);
    expect(sameValue(["x", "y"], ["y", "x"])).toBe(true);
    expect(sameValue(0, null)).toBe(false);
  });

  test("name each item of the schema", () => {
    const schema = {
      items: [
        { name: "text", kind: "text" },
        { name: "quality", kind: "rating", from: 1, to: 5 },
        { name: "parts", kind: "segments", labels: ["speech"] },
        { name: "note", kind: "text" },
      ],
    } as unknown as AnnotationSchema;
    const changes = itemChanges(
      schema,
      { text: "one", quality: 3, parts: [segment("a", 0)] },
      { text: "two", quality: 3, parts: [segment("a", 0), segment("b", 3)], note: "new" },
    );
    expect(changes).toEqual([
      { item: "text", change: "changed", segments: 0 },
      { item: "quality", change: "same", segments: 0 },
      { item: "parts", change: "changed", segments: 1 },
      { item: "note", change: "added", segments: 0 },
    ]);
  });

  test("of words put together give both texts back", () => {
    fc.assert(
      fc.property(fc.lorem(), fc.lorem(), (before, after) => {
        const parts = wordChanges(before, after);
        const without = (gone: string) =>
          parts.filter(({ change }) => change !== gone).map(({ text }) => text);
        expect(without("removed").join("")).toBe(after);
        expect(without("added").join("")).toBe(before);
      }),
    );
  });
});
