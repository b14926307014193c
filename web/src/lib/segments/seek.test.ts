import { describe, expect, test } from "vitest";
import { at, beside, boundaryBefore, nextLeastConfident, nextUnfinished } from "./seek";
import { edgesOf, quietest, samplesOfWav, snapTo, zeroCrossing } from "./snap";
import type { Segment } from "./types";

const all: Segment[] = [
  { id: "a", start: 0, end: 2, label: "x", score: 0.9 },
  { id: "b", start: 1, end: 1.5, label: null, score: 0.2 },
  { id: "c", start: 4, end: 5, label: "x", score: 0.5 },
];

test("next and previous go by time, without a selection from the playhead", () => {
  expect(beside(all, "a", 1, 9)?.id).toBe("b");
  expect(beside(all, "a", -1, 9)).toBeUndefined();
  expect(beside(all, null, 1, 2)?.id).toBe("c");
  expect(beside(all, null, -1, 3)?.id).toBe("b");
});

test("the shortest segment at a time comes first", () => {
  expect(at(all, 1.2).map(({ id }) => id)).toEqual(["b", "a"]);
});

test("the next unfinished one is looked for from the present one on, then from the beginning", () => {
  const unfinished = ({ label }: Segment) => !label;
  expect(nextUnfinished(all, "c", unfinished)?.id).toBe("b");
  expect(nextUnfinished(all, "b", unfinished)).toBeUndefined();
});

test("doubt goes from the least confident one up, then begins again", () => {
  expect(nextLeastConfident(all, null)?.id).toBe("b");
  expect(nextLeastConfident(all, "b")?.id).toBe("c");
  expect(nextLeastConfident(all, "a")?.id).toBe("b");
});

test("a boundary begins where the last segment before it ended", () => {
  expect(boundaryBefore(all, 3)).toBe(2);
  expect(boundaryBefore([], 3)).toBe(0);
});

describe("snapping", () => {
  test("goes to the nearest edge within reach, else stays exactly", () => {
    expect(snapTo(1.96, edgesOf(all, "c"), 0.1)).toBe(2);
    expect(snapTo(3.3, edgesOf(all), 0.1)).toBe(3.3);
  });

  const rate = 1000;
  const values = Float32Array.from({ length: 200 }, (_, i) => Math.sin((2 * Math.PI * (i + 0.25)) / 50));

  test("finds the zero crossing nearest to a time, between its two samples", () => {
    const found = zeroCrossing({ from: 3, rate, values }, 3.07)!;
    expect(found).toBeCloseTo(3 + 74.75 / rate, 5);
  });

  test("finds where it is quietest, the nearest of equally quiet places", () => {
    const loud = Float32Array.from({ length: 400 }, (_, i) => ((i >= 100 && i < 160) || i >= 300 ? 0 : 0.5));
    expect(quietest({ from: 0, rate, values: loud }, 0.12)).toBeCloseTo(0.12, 2);
    expect(quietest({ from: 0, rate, values: loud }, 0.35)).toBeCloseTo(0.35, 2);
  });

  test("reads the samples of a WAV, whatever chunks stand before them, as the mean of its channels", () => {
    const data = [100, 300, -200, -400].flatMap((value) => [value & 255, (value >> 8) & 255]);
    const text = (s: string) => [...s].map((c) => c.charCodeAt(0));
    const u32 = (n: number) => [n & 255, (n >> 8) & 255, (n >> 16) & 255, n >>> 24];
    const fmt = [1, 0, 2, 0, ...u32(8000), ...u32(32000), 4, 0, 16, 0];
    const bytes = Uint8Array.from([
      ...text("RIFF"), ...u32(0), ...text("WAVE"), ...text("LIST"), ...u32(3), 1, 2, 3, 0,
      ...text("fmt "), ...u32(16), ...fmt, ...text("data"), ...u32(data.length), ...data,
    ]); // prettier-ignore
    const samples = samplesOfWav(bytes.buffer, 1.5);
    expect(samples).toMatchObject({ from: 1.5, rate: 8000 });
    expect([...samples.values].map((value) => Math.round(value * 32768))).toEqual([200, -300]);
  });
});
