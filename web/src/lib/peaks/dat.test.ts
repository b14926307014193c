import { describe, expect, test } from "vitest";
import { levelFor, overviewLevel, parsePeaks } from "./dat";

function dat(values: number[], bits: 8 | 16, channels = 1): ArrayBuffer {
  const buffer = new ArrayBuffer(24 + values.length * (bits / 8));
  const view = new DataView(buffer);
  [2, bits === 8 ? 1 : 0, 16000, 256].forEach((value, i) => view.setInt32(i * 4, value, true));
  view.setUint32(16, values.length / 2 / channels, true);
  view.setInt32(20, channels, true);
  values.forEach((value, i) =>
    bits === 8 ? view.setInt8(24 + i, value) : view.setInt16(24 + i * 2, value, true),
  );
  return buffer;
}

describe("peaks", () => {
  test("of eight bits are read as they are", () => {
    const peaks = parsePeaks(dat([-128, 127, -3, 4], 8, 2));
    expect(peaks).toMatchObject({ sampleRate: 16000, samplesPerPoint: 256, channels: 2, count: 1 });
    expect([...peaks.values]).toEqual([-128, 127, -3, 4]);
  });

  test("of sixteen bits are read as their upper eight", () => {
    expect([...parsePeaks(dat([-32768, 32767], 16)).values]).toEqual([-128, 127]);
  });

  test("that are cut off or something else are refused", () => {
    expect(() => parsePeaks(dat([1, 2], 8).slice(0, 25))).toThrow(RangeError);
    expect(() => parsePeaks(new ArrayBuffer(40))).toThrow(RangeError);
  });
});

describe("the level that is drawn", () => {
  const levels = [256, 1024, 4096].map((samplesPerPoint, level) => ({
    level,
    samplesPerPoint,
    points: Math.ceil(1_000_000 / samplesPerPoint),
  }));

  test("is the coarsest with a point for each pixel", () => {
    expect(levelFor(levels, 1023).level).toBe(0);
    expect(levelFor(levels, 1024).level).toBe(1);
    expect(levelFor(levels, 1e9).level).toBe(2);
  });

  test("is the finest where even that is too coarse", () => {
    expect(levelFor(levels, 3).level).toBe(0);
  });

  test("for the overview has enough points in all", () => {
    expect(overviewLevel(levels, 900).level).toBe(1);
    expect(overviewLevel(levels, 1_000_000).level).toBe(0);
  });
});
