import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createColumns, fillColumns, type Loaded, type Step } from "./columns";

/** Peaks of `samples`, of which pieces of `size` points are loaded where `loaded` says so. */
function peaksOf(
  samples: number[],
  samplesPerPoint: number,
  size: number,
  loaded: (piece: number) => boolean,
): Step {
  const points = Math.ceil(samples.length / samplesPerPoint);
  const at = (point: number): Loaded | null => {
    const piece = Math.floor(point / size);
    if (!loaded(piece)) return null;
    const first = piece * size;
    const count = Math.min(size, points - first);
    const values = new Int8Array(count * 2);
    for (let i = 0; i < count; i++) {
      const covered = samples.slice((first + i) * samplesPerPoint, (first + i + 1) * samplesPerPoint);
      values.set([Math.min(...covered), Math.max(...covered)], i * 2);
    }
    return { first, count, channels: 1, values, kind: "peaks" };
  };
  return { samplesPerPoint, points, at };
}

describe("columns of a waveform", () => {
  test("never lose a peak, however they are cut into pieces", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 8, maxLength: 200 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 40 }),
        (samples, samplesPerPoint, size, width) => {
          const out = createColumns(width);
          const step = peaksOf(samples, samplesPerPoint, size, () => true);
          expect(fillColumns([step], null, 0, samples.length / width, out)).toBe(true);
          expect(Math.max(...out.highest)).toBeCloseTo(Math.max(...samples) / 128, 5);
          expect(Math.min(...out.lowest)).toBeCloseTo(Math.min(...samples) / 128, 5);
        },
      ),
    );
  });

  test("fall back on a coarser level where the wanted one is not loaded, and say so", () => {
    const samples = Array.from({ length: 64 }, (_, i) => (i === 40 ? 100 : 1));
    const fine = peaksOf(samples, 2, 8, (piece) => piece === 0);
    const coarse = peaksOf(samples, 16, 8, () => true);
    const out = createColumns(8);
    expect(fillColumns([fine, coarse], null, 0, 8, out)).toBe(false);
    expect(out.highest[4]).toBeCloseTo(100 / 128);
    expect(out.highest[5]).toBeCloseTo(100 / 128);
    expect(out.highest[0]).toBeCloseTo(1 / 128);
  });

  test("are empty where nothing is loaded and complete behind the end of the recording", () => {
    const samples = Array.from({ length: 10 }, () => 5);
    const out = createColumns(4);
    expect(fillColumns([peaksOf(samples, 2, 8, () => false)], null, 0, 2, out)).toBe(false);
    expect(out.highest.every(Number.isNaN)).toBe(true);
    expect(fillColumns([peaksOf(samples, 2, 8, () => true)], null, 6, 2, out)).toBe(true);
    expect([...out.highest].map(Number.isNaN)).toEqual([false, false, true, true]);
  });

  test("take one channel, or the extremes of all", () => {
    const values = Int8Array.from([-1, 1, -64, 64]);
    const piece: Loaded = { first: 0, count: 1, channels: 2, values, kind: "peaks" };
    const step = { samplesPerPoint: 4, points: 1, at: () => piece };
    const out = createColumns(1);
    const highest = (channel: number | null) => {
      fillColumns([step], channel, 0, 4, out);
      return out.highest[0];
    };
    expect([highest(0), highest(1), highest(null)]).toEqual([1 / 128, 0.5, 0.5]);
  });

  test("of samples have the same value below and above", () => {
    const piece: Loaded = {
      first: 0,
      count: 2,
      channels: 1,
      values: Int16Array.from([16384, -32768]),
      kind: "samples",
    };
    const out = createColumns(2);
    fillColumns([{ samplesPerPoint: 1, points: 2, at: () => piece }], 0, 0, 1, out);
    expect([...out.lowest, ...out.highest]).toEqual([0.5, -1, 0.5, -1]);
  });
});
