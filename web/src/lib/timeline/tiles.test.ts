import { expect, test } from "vitest";
import { longestSpectrogram, melShare, type TileInfo, tilesFor } from "./tiles";

const zooms = [0.01, 0.04, 0.16].map((secondsPerColumn, zoom) => {
  const columns = Math.ceil(3600 / secondsPerColumn);
  return { zoom, secondsPerColumn, columns, tiles: Math.ceil(columns / 1024) };
});
const info: TileInfo = { columnsPerTile: 1024, bands: 128, highestHz: 8000, zooms };

const asked = (from: number, to: number, pixels = 1000) => {
  const { zoom, first, last } = tilesFor(info, from, to, pixels);
  return [zoom.zoom, first, last];
};

test("the spectrogram is drawn from the coarsest zoom with a column for two pixels, or the finest", () => {
  expect(asked(0, 1)).toEqual([0, 0, 0]);
  expect(asked(0, 30)).toEqual([1, 0, 0]);
  expect(asked(100, 300)).toEqual([2, 0, 1]);
});

test("just the tiles of the span are asked for, and none that is not there", () => {
  expect(asked(10.24, 12)).toEqual([0, 1, 1]);
  expect(asked(9, 10.24)).toEqual([0, 0, 0]);
  expect(asked(3595, 3600)).toEqual([0, 351, 351]);
});

test("the longest spectrogram needs few enough tiles wherever it begins", () => {
  const length = longestSpectrogram(info);
  const { first, last } = tilesFor(info, 100, 100 + length, 1000);
  expect(last - first + 1).toBeLessThanOrEqual(12);
});

test("frequencies lie on the bands' own scale", () => {
  expect(melShare(0, 8000)).toBe(0);
  expect(melShare(8000, 8000)).toBe(1);
  expect(melShare(1000, 8000)).toBeCloseTo(15 / 45.245, 3); // librosa: hz_to_mel(8000) = 45.245
});
