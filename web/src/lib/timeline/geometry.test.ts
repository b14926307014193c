import fc from "fast-check";
import { expect, test } from "vitest";
import { areas, timeAt, xOf } from "./geometry";

test("a time and its place are each other's inverse", () => {
  const plot = { from: 3600, to: 3600.02, left: 76, width: 1364 };
  expect(timeAt(plot, xOf(plot, 3600.013))).toBeCloseTo(3600.013, 9);
});

test("areas fill the height from top to bottom and never overlap", () => {
  const wanted = fc.record({
    marks: fc.boolean(),
    spectrogram: fc.boolean(),
    lanes: fc.option(fc.integer({ min: 20, max: 900 })),
  });
  fc.assert(
    fc.property(fc.integer({ min: 240, max: 2000 }), wanted, (height, what) => {
      const divided = areas(height, what);
      const all = [divided.ruler, divided.marks, divided.wave, divided.spectrogram, divided.lanes].filter(
        (area) => area !== null,
      );
      let bottom = 0;
      for (const area of all) {
        expect(area.top - bottom).toBeGreaterThanOrEqual(0);
        expect(area.top - bottom).toBeLessThanOrEqual(1);
        expect(area.height).toBeGreaterThan(0);
        bottom = area.top + area.height;
      }
      expect(bottom).toBe(height);
    }),
  );
});

test("many lanes leave more than half of the height to the pictures", () => {
  const { lanes, wave, spectrogram } = areas(600, { marks: false, spectrogram: true, lanes: 900 });
  expect(lanes!.height).toBeLessThan(300);
  expect(wave.height + spectrogram!.height).toBeGreaterThan(300);
});
