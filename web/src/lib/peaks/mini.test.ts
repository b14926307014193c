import { expect, test } from "vitest";
import { miniColumns, miniLevel } from "./mini";

test("a small waveform is fetched in the coarsest level that has a point for each pixel", () => {
  expect(miniLevel(2, 160)).toBe(0);
  expect(miniLevel(60, 160)).toBe(2);
  expect(miniLevel(7200, 160)).toBe(5);
});

test("a small waveform shows each part of the record in its place", () => {
  const values = Int8Array.from([-1, 1, -128, 127, -1, 1, -1, 1]);
  const peaks = { sampleRate: 100, samplesPerPoint: 25, channels: 1, count: 4, values };
  expect([...miniColumns(peaks, 1, 4).lowest]).toEqual([-1 / 128, -1, -1 / 128, -1 / 128]);
});
