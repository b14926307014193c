import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { divideText, joinTexts, merge, split, timeOfCaret } from "./divide";
import {
  create,
  find,
  move,
  nudge,
  patch,
  remove,
  setEdge,
  SHORTEST,
  type Rules,
  type Segments,
} from "./edit";
import type { Segment } from "./types";

const SECONDS = 10;
const free: Rules = { seconds: SECONDS, minimum: 0, overlap: true };
const strict: Rules = { seconds: SECONDS, minimum: 0.2, overlap: false };

const seg = (id: string, start: number, end: number, more: Partial<Segment> = {}): Segment => ({
  id,
  start,
  end,
  label: "speech",
  ...more,
});

describe("a new segment", () => {
  test("takes the span as it was drawn, to the last digit, whichever way it was drawn", () => {
    const [made] = create([], { start: 2.123456789, end: 1.000000001 }, free, { id: "a" })!;
    expect(made).toEqual({ id: "a", start: 1.000000001, end: 2.123456789 });
  });

  test("stays in the record", () => {
    expect(create([], { start: -1, end: 99 }, free, { id: "a" })![0]).toMatchObject({
      start: 0,
      end: SECONDS,
    });
  });

  test("takes the free ground where segments may not overlap", () => {
    const all = create([seg("a", 0, 2), seg("b", 5, 6)], { start: 1.5, end: 5.5 }, strict, { id: "n" })!;
    expect(find(all, "n")).toMatchObject({ start: 2, end: 5 });
  });

  test("is refused where the shortest one has no room", () => {
    expect(
      create([seg("a", 0, 2), seg("b", 2.1, 6)], { start: 2, end: 2.1 }, strict, { id: "n" }),
    ).toBeNull();
  });

  test("may overlap another channel's where the rule is per channel", () => {
    const all = create([seg("a", 0, 4, { channel: 0 })], { start: 1, end: 2 }, strict, {
      id: "n",
      channel: 1,
    })!;
    expect(find(all, "n")).toMatchObject({ start: 1, end: 2 });
  });
});

describe("an edge", () => {
  test("goes exactly where it is put", () => {
    expect(setEdge([seg("a", 1, 2)], "a", "end", 2.7182818284, free)[0]!.end).toBe(2.7182818284);
  });

  test("stops at the neighbour where segments may not overlap, and passes it where they may", () => {
    const two = [seg("a", 1, 2), seg("b", 3, 4)];
    expect(setEdge(two, "a", "end", 3.5, strict)[0]!.end).toBe(3);
    expect(setEdge(two, "a", "end", 3.5, free)[0]!.end).toBe(3.5);
  });

  test("keeps the shortest length", () => {
    expect(setEdge([seg("a", 1, 2)], "a", "start", 5, strict)[0]!.start).toBeCloseTo(1.8, 12);
  });

  test("moves by exactly one nudge", () => {
    expect(nudge([seg("a", 1, 2)], "a", "end", 0.01, free)[0]!.end).toBe(2 + 0.01);
  });
});

test("a moved segment keeps its length and stops at its neighbours", () => {
  const moved = move([seg("a", 0, 1), seg("b", 2, 3), seg("c", 5, 6)], "b", 4.7, strict);
  expect(find(moved, "b")).toMatchObject({ start: 4, end: 5 });
});

describe("splitting", () => {
  test("divides the text at the caret and keeps every character but the space", () => {
    const [one, two] = split([seg("a", 0, 4, { text: "good morning all" })], "a", 1.25, "n", 4);
    expect(one).toMatchObject({ id: "a", start: 0, end: 1.25, text: "good" });
    expect(two).toMatchObject({ id: "n", start: 1.25, end: 4, text: "morning all", label: "speech" });
  });

  test("without a caret divides at the space nearest to the share of time", () => {
    expect(
      split([seg("a", 0, 4, { text: "good morning all" })], "a", 3, "n").map(({ text }) => text),
    ).toEqual(["good morning", "all"]);
  });

  test("never cuts a character in two", () => {
    const text = fc.string({ unit: fc.constantFrom("a", " ", "語", "😀", "👩‍🚀") });
    fc.assert(
      fc.property(text, fc.nat(20), (text, caret) => {
        for (const part of divideText(text, caret)) expect(() => encodeURIComponent(part)).not.toThrow();
      }),
    );
    expect(divideText("a😀b", 2)).toEqual(["a", "😀b"]);
  });

  test("is refused where a part would be too short to be grasped", () => {
    const all = [seg("a", 0, 1)];
    expect(split(all, "a", SHORTEST / 2, "n")).toBe(all);
  });

  test("a caret stands for its share of the segment's time", () => {
    expect(timeOfCaret(seg("a", 2, 4, { text: "abcd" }), 1)).toBe(2.5);
  });
});

describe("merging", () => {
  test("joins texts with a space, in languages without spaces with none", () => {
    expect(joinTexts("good ", " morning")).toBe("good morning");
    expect(joinTexts("你好", "世界")).toBe("你好世界");
  });

  test("takes the whole span and what the first has, else the second", () => {
    const all = [seg("a", 0, 1, { label: null, text: "x" }), seg("b", 2, 3, { text: "y", speaker: "S" })];
    expect(merge(all, "b", "previous")).toEqual([
      { id: "a", start: 0, end: 3, label: "speech", text: "x y", speaker: "S" },
    ]);
  });

  test("takes a split back", () => {
    const all = [seg("a", 1, 3, { text: "one two" })];
    expect(merge(split(all, "a", 2, "n"), "a", "next")).toEqual(all);
  });
});

type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;

/** Any edit, as numbers that are read against what is there. */
const deed = fc.record({
  kind: fc.constantFrom("create", "edge", "move", "split", "merge", "remove", "patch"),
  which: fc.nat(30),
  a: fc.double({ min: -1, max: 11, noNaN: true }),
  b: fc.double({ min: -1, max: 11, noNaN: true }),
  flag: fc.boolean(),
});

function apply(all: Segments, n: number, { kind, which, a, b, flag }: Deed, rules: Rules): Segments {
  const id = all[which % Math.max(1, all.length)]?.id ?? "none";
  switch (kind) {
    case "create":
      return (
        create(all, { start: a, end: b }, rules, { id: `n${n}`, label: null, text: "some words" }) ?? all
      );
    case "edge":
      return setEdge(all, id, flag ? "start" : "end", a, rules);
    case "move":
      return move(all, id, a, rules);
    case "split":
      return split(all, id, a, `n${n}`, undefined, Math.max(SHORTEST, rules.minimum));
    case "merge":
      return merge(all, id, flag ? "next" : "previous");
    case "remove":
      return remove(all, new Set([id]));
    default:
      return patch(all, id, { text: "other" });
  }
}

test.each([
  ["where segments may overlap", free],
  ["where they may not", strict],
])("any row of edits keeps what must hold %s", (_, rules) => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      let all: Segments = [];
      deeds.forEach((one, n) => {
        const before = JSON.stringify(all);
        const next = apply(all, n, one, rules);
        expect(JSON.stringify(all)).toBe(before);
        all = next;
        for (const [i, { start, end }] of all.entries()) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(SECONDS);
          expect(end - start).toBeGreaterThan(Math.max(SHORTEST, rules.minimum) - 1e-9);
          const earlier = all[i - 1];
          if (!earlier) continue;
          expect(start).toBeGreaterThanOrEqual(earlier.start);
          if (!rules.overlap) expect(start).toBeGreaterThanOrEqual(earlier.end - 1e-9);
        }
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      });
    }),
  );
});
