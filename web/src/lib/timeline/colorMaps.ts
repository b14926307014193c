import type { ColorMap } from "./view";

// Polynomials of sixth degree through matplotlib's maps (Matt Zucker, public domain): one row per power, red green blue.
const POLYNOMIALS: Record<Exclude<ColorMap, "grey">, readonly (readonly [number, number, number])[]> = {
  magma: [
    [-0.002136485053939582, -0.000749655052795221, -0.005386127855323933],
    [0.2516605407371642, 0.6775232436837668, 2.494026599312351],
    [8.353717279216625, -3.577719514958484, 0.3144679030132573],
    [-27.66873308576866, 14.26473078096533, -13.64921318813922],
    [52.17613981234068, -27.94360607168351, 12.94416944238394],
    [-50.76852536473588, 29.04658282127291, 4.23415299384598],
    [18.65570506591883, -11.48977351997711, -5.601961508734096],
  ],
  viridis: [
    [0.2777273272234177, 0.005407344544966578, 0.3340998053353061],
    [0.1050930431085774, 1.404613529898575, 1.384590162594685],
    [-0.3308618287255563, 0.214847559468213, 0.09509516302823659],
    [-4.634230498983486, -5.799100973351585, -19.33244095627987],
    [6.228269936347081, 14.17993336680509, 56.69055260068105],
    [4.776384997670288, -13.74514537774601, -65.35303263337234],
    [-5.435455855934631, 4.645852612178535, 26.3124352495832],
  ],
};

/** The color of a share from 0 (quiet) to 1 (loud): red, green, blue from 0 to 255. Grey prints well: loud is dark. */
export function mapColor(map: ColorMap, share: number): [number, number, number] {
  const t = Math.min(1, Math.max(0, share));
  if (map === "grey") {
    const tone = Math.round(255 * (1 - t));
    return [tone, tone, tone];
  }
  const channel = (i: 0 | 1 | 2) => {
    const value = POLYNOMIALS[map].reduceRight((sum, row) => sum * t + row[i], 0);
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  };
  return [channel(0), channel(1), channel(2)];
}

/** What turns a tile's greys into colors. */
export interface Look {
  colorMap: ColorMap;
  gainDb: number;
  rangeDb: number;
}

const FLOOR_DB = -100;

/** Colors of the greys 0 to 255 (-100 dB to 0 dB), as four bytes red, green, blue, opaque each. */
export function lookTable(look: Look): Uint32Array<ArrayBuffer> {
  const bytes = new Uint8Array(256 * 4);
  for (let grey = 0; grey < 256; grey++) {
    const decibels = FLOOR_DB + (grey / 255) * -FLOOR_DB + look.gainDb;
    const [red, green, blue] = mapColor(look.colorMap, 1 + decibels / look.rangeDb);
    bytes.set([red, green, blue, 255], grey * 4);
  }
  return new Uint32Array(bytes.buffer);
}
