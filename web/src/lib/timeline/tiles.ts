/** One resolution of the spectrogram. */
export interface TileZoom {
  zoom: number;
  secondsPerColumn: number;
  columns: number;
  tiles: number;
}

/** What the API tells of a record's spectrogram (`info=1`). */
export interface TileInfo {
  columnsPerTile: number;
  bands: number;
  highestHz: number;
  /** Finest first. */
  zooms: TileZoom[];
}

/** More tiles than this would be asked for only to be shrunk to nothing: there the spectrogram waits for a closer look. */
export const MOST_TILES = 12;

export interface TileSpan {
  zoom: TileZoom;
  first: number;
  last: number;
}

/** The coarsest zoom with at least a column for two pixels (or the finest), and its tiles of a span. */
export function tilesFor(info: TileInfo, from: number, to: number, pixels: number): TileSpan {
  const wanted = ((to - from) / Math.max(1, pixels)) * 2;
  const zoom = info.zooms.findLast(({ secondsPerColumn }) => secondsPerColumn <= wanted) ?? info.zooms[0]!;
  return tilesOf(info, zoom, from, to);
}

export function tilesOf(info: TileInfo, zoom: TileZoom, from: number, to: number): TileSpan {
  const seconds = zoom.secondsPerColumn * info.columnsPerTile;
  const last = Math.max(0, zoom.tiles - 1);
  const tile = (at: number) => Math.min(last, Math.max(0, Math.floor(at / seconds)));
  return { zoom, first: tile(from), last: Math.max(tile(from), Math.min(last, Math.ceil(to / seconds) - 1)) };
}

/** The longest span that the spectrogram is drawn of, in seconds. */
export function longestSpectrogram(info: TileInfo): number {
  return info.zooms.at(-1)!.secondsPerColumn * info.columnsPerTile * (MOST_TILES - 1);
}

const slaney = (hz: number) => (hz < 1000 ? (hz * 3) / 200 : 15 + (Math.log(hz / 1000) * 27) / Math.log(6.4));

/** Where a frequency lies on the scale of the bands (librosa's, by Slaney), from 0 (lowest) to 1. */
export function melShare(hz: number, highestHz: number): number {
  return slaney(hz) / slaney(highestHz);
}
