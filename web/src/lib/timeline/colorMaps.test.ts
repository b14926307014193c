import { expect, test } from "vitest";
import { lookTable, mapColor } from "./colorMaps";

const near = (color: number[], wanted: number[]) =>
  color.every((value, i) => Math.abs(value - wanted[i]!) <= 6);

test("the maps have the colors that they are known by", () => {
  expect(near(mapColor("magma", 0), [0, 0, 4])).toBe(true);
  expect(near(mapColor("magma", 0.5), [183, 55, 121])).toBe(true);
  expect(near(mapColor("magma", 1), [252, 253, 191])).toBe(true);
  expect(near(mapColor("viridis", 0), [68, 1, 84])).toBe(true);
  expect(near(mapColor("viridis", 0.5), [33, 145, 140])).toBe(true);
  expect(near(mapColor("viridis", 1), [253, 231, 37])).toBe(true);
});

test("what is loud is dark on paper", () => {
  expect([mapColor("grey", 0), mapColor("grey", 1)]).toEqual([
    [255, 255, 255],
    [0, 0, 0],
  ]);
});

test("gain moves what is brightest, range what is darkest", () => {
  const bytes = (gainDb: number, rangeDb: number) =>
    new Uint8Array(lookTable({ colorMap: "grey", gainDb, rangeDb }).buffer);
  const tone = (look: Uint8Array, decibels: number) => look[Math.round(((decibels + 100) / 100) * 255) * 4]!;
  expect(tone(bytes(0, 50), 0)).toBe(0);
  expect(tone(bytes(0, 50), -52)).toBe(255);
  expect(tone(bytes(20, 50), -20)).toBe(0);
  expect(tone(bytes(0, 100), -60)).toBe(153);
  expect(bytes(0, 50)[3]).toBe(255);
});
