import fc from "fast-check";
import { expect, test } from "vitest";
import { ticks, tickText } from "./ticks";

const texts = (from: number, to: number, pixels: number) =>
  ticks(from, to, pixels, 80)
    .filter(({ text }) => text !== null)
    .map(({ text }) => text);

test("a ruler has round times at every scale", () => {
  expect(texts(0, 7200, 800)).toEqual([
    "0:00", "15:00", "30:00", "45:00", "1:00:00", "1:15:00", "1:30:00", "1:45:00", "2:00:00",
  ]); // prettier-ignore
  expect(texts(59.5, 62, 500)).toEqual(["0:59.5", "1:00.0", "1:00.5", "1:01.0", "1:01.5", "1:02.0"]);
  expect(texts(3600, 3600.02, 400)).toEqual([
    "1:00:00.000", "1:00:00.005", "1:00:00.010", "1:00:00.015", "1:00:00.020",
  ]); // prettier-ignore
});

test("a mark just before what is shown is not drawn", () => {
  const [first] = ticks(0.0000011, 4500.0000011, 100, 80);
  expect(first?.at).toBeGreaterThan(1);
});

test("written marks have room, lie in the span, and there are never too many", () => {
  const spans = fc.tuple(
    fc.double({ min: 0, max: 90_000, noNaN: true }),
    fc.double({ min: 0.02, max: 90_000, noNaN: true }),
  );
  fc.assert(
    fc.property(spans, fc.integer({ min: 100, max: 4000 }), ([from, length], pixels) => {
      const all = ticks(from, from + length, pixels, 80);
      expect(all.length).toBeLessThan(pixels / 10 + 12);
      expect(all.every(({ at }) => at >= from - 1e-6 && at <= from + length + 1e-6)).toBe(true);
      const written = all.filter(({ text }) => text !== null);
      for (let i = 1; i < written.length; i++)
        expect(((written[i]!.at - written[i - 1]!.at) / length) * pixels).toBeGreaterThanOrEqual(79.9);
    }),
  );
});

test("a time has the decimals that its step needs, and no seconds of sixty", () => {
  expect(tickText(59.9996, 0.001)).toBe("1:00.000");
  expect(tickText(3599.999, 1)).toBe("1:00:00");
  expect(tickText(0.05, 0.05)).toBe("0:00.05");
});
