import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Meter, partsOf, resumable } from "./plan";

describe("the parts of a file", () => {
  test("cover every byte once, none longer than allowed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 300 }), (total, most) => {
        let at = 0;
        for (const part of partsOf(total, undefined, most)) {
          expect(part.offset).toBe(at);
          expect(part.length).toBeGreaterThan(0);
          expect(part.length).toBeLessThanOrEqual(most);
          at += part.length;
        }
        expect(at).toBe(total);
      }),
    );
  });

  test("are only what is missing where some has arrived", () => {
    const missing = [[0, 4], [10, 25]] as const; // prettier-ignore
    expect(partsOf(30, missing, 10)).toEqual([
      { offset: 0, length: 4 },
      { offset: 10, length: 10 },
      { offset: 20, length: 5 },
    ]);
    expect(partsOf(30, [], 10)).toEqual([]);
  });

  test("of an empty file are one empty part", () => {
    expect(partsOf(0)).toEqual([{ offset: 0, length: 0 }]);
    expect(partsOf(0, [])).toEqual([]);
  });
});

describe("an earlier upload", () => {
  const wanted = new Map([["a.wav", 10], ["b.wav", 20]]); // prettier-ignore

  test("is gone on with where all it holds is wanted", () => {
    const found = resumable([{ path: "a.wav", total: 10, missing: [[4, 10]] }], wanted);
    expect(found?.get("a.wav")).toEqual([[4, 10]]);
    expect(found?.has("b.wav")).toBe(false);
  });

  test("is left alone where it holds something else, or another content of the name", () => {
    expect(resumable([{ path: "c.wav", total: 10, missing: [] }], wanted)).toBeNull();
    expect(resumable([{ path: "a.wav", total: 11, missing: [] }], wanted)).toBeNull();
    expect(resumable([], wanted)).toBeNull();
  });
});

describe("the meter", () => {
  test("tells the rate of the last seconds, not of the beginning", () => {
    const meter = new Meter();
    meter.mark(0, 0);
    expect(meter.rate()).toBeNull();
    for (let second = 1; second <= 30; second++)
      meter.mark(second * 1000, second < 15 ? 0 : (second - 15) * 100);
    expect(meter.rate()).toBeCloseTo(100);
    meter.reset();
    expect(meter.rate()).toBeNull();
  });
});
