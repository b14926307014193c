import type { Addresses } from "@/lib/peaks/addresses";
import { Pieces } from "@/lib/peaks/pieces";
import { type Look, lookTable } from "./colorMaps";
import { longestSpectrogram, type TileInfo, tilesFor, tilesOf, type TileZoom } from "./tiles";

interface Tile {
  width: number;
  height: number;
  grey: Uint8Array;
  colored: ImageBitmap | null;
  look: string;
  coloring: boolean;
}

/** A part of a tile's picture and the time it stands for. */
export interface Drawn {
  image: ImageBitmap;
  start: number;
  end: number;
}

const KEPT_BYTES = 32 << 20;

/** The spectrogram of one recording: grey tiles from the server, by need, colored here. */
export class SpectrogramSource {
  readonly #addresses: Pick<Addresses<"spectrogram">, "fetch">;
  readonly #onChange: () => void;
  readonly #tiles: Pieces<TileInfo, Tile>;
  #look = "";
  #table: Uint32Array = new Uint32Array(256);
  #disposed = false;

  constructor(addresses: Pick<Addresses<"spectrogram">, "fetch">, onChange: () => void) {
    this.#addresses = addresses;
    this.#onChange = onChange;
    this.#tiles = new Pieces<TileInfo, Tile>({
      about: (signal) => this.#loadInfo(signal),
      load: (key, signal) => this.#load(key, signal),
      atOnce: 3,
      limit: KEPT_BYTES,
      weigh: (tile) => tile.grey.length * 5, // the greys and four bytes of color for each
      drop: (tile) => tile.colored?.close(),
      onChange,
    });
  }

  /** Null until the server has answered. */
  get info(): TileInfo | null {
    return this.#tiles.info;
  }

  /** Whether all that is wanted is there. */
  get complete(): boolean {
    return this.#tiles.complete;
  }

  get failing(): boolean {
    return this.#tiles.failing;
  }

  /** Whether a span is too long for it; the longest is `longest`. */
  tooLong(seconds: number): boolean {
    return this.info !== null && seconds > this.longest;
  }

  get longest(): number {
    return this.info ? longestSpectrogram(this.info) : Infinity;
  }

  /** Asks for the tiles of a span: them first, then the ones beside. */
  want(from: number, to: number, pixels: number): void {
    if (!this.info || this.tooLong(to - from)) return this.rest();
    const { zoom, first, last } = tilesFor(this.info, from, to, pixels);
    const keys: string[] = [];
    for (let tile = first; tile <= last; tile++) keys.push(`${zoom.zoom}/${tile}`);
    if (last + 1 < zoom.tiles) keys.push(`${zoom.zoom}/${last + 1}`);
    if (first > 0) keys.push(`${zoom.zoom}/${first - 1}`);
    this.#tiles.want(keys);
  }

  /** Nothing is to be loaded now. */
  rest(): void {
    this.#tiles.want([]);
  }

  setLook(look: Look): void {
    const name = `${look.colorMap} ${look.gainDb} ${look.rangeDb}`;
    if (name === this.#look) return;
    this.#look = name;
    this.#table = lookTable(look);
  }

  /** What there is of a span, the coarsest first, so that finer pictures are drawn over coarser ones. */
  pictures(from: number, to: number, pixels: number): Drawn[] {
    const info = this.info;
    if (!info || this.tooLong(to - from)) return [];
    const wanted = tilesFor(info, from, to, pixels);
    const exact = this.#ready(info, wanted.zoom, from, to);
    if (exact.length > wanted.last - wanted.first) return exact;
    const others = info.zooms.filter(({ zoom }) => zoom !== wanted.zoom.zoom).reverse();
    return [...others.flatMap((zoom) => this.#ready(info, zoom, from, to)), ...exact];
  }

  dispose(): void {
    this.#disposed = true;
    this.#tiles.dispose();
  }

  #ready(info: TileInfo, zoom: TileZoom, from: number, to: number): Drawn[] {
    const { first, last } = tilesOf(info, zoom, from, to);
    const seconds = zoom.secondsPerColumn * info.columnsPerTile;
    const found: Drawn[] = [];
    for (let index = first; index <= last; index++) {
      const tile = this.#tiles.get(`${zoom.zoom}/${index}`);
      if (!tile) continue;
      if (tile.look !== this.#look) void this.#color(tile);
      if (!tile.colored) continue;
      // A column is centred on its time, so a picture begins half a (finest) column earlier.
      const start = index * seconds - info.zooms[0]!.secondsPerColumn / 2;
      found.push({ image: tile.colored, start, end: start + tile.width * zoom.secondsPerColumn });
    }
    return found;
  }

  /** Until the new picture is there, the one in the former look is shown. */
  async #color(tile: Tile): Promise<void> {
    if (tile.coloring) return;
    tile.coloring = true;
    const look = this.#look;
    const pixels = new Uint32Array(tile.grey.length);
    const table = this.#table;
    for (let i = 0; i < pixels.length; i++) pixels[i] = table[tile.grey[i]!]!;
    const data = new ImageData(new Uint8ClampedArray(pixels.buffer), tile.width, tile.height);
    const picture = await createImageBitmap(data);
    tile.coloring = false;
    if (this.#disposed) return picture.close();
    tile.colored?.close();
    tile.colored = picture;
    tile.look = look;
    this.#onChange();
  }

  async #loadInfo(signal: AbortSignal): Promise<TileInfo> {
    const response = await this.#addresses.fetch("spectrogram", { info: 1 }, signal);
    const told = (await response.json()) as {
      columns_per_tile: number;
      bands: number;
      highest_hz: number;
      zooms: { zoom: number; seconds_per_column: number; columns: number; tiles: number }[];
    };
    return {
      columnsPerTile: told.columns_per_tile,
      bands: told.bands,
      highestHz: told.highest_hz,
      zooms: told.zooms.map(({ zoom, seconds_per_column, columns, tiles }) => ({
        zoom,
        secondsPerColumn: seconds_per_column,
        columns,
        tiles,
      })),
    };
  }

  async #load(key: string, signal: AbortSignal): Promise<Tile> {
    const [zoom, tile] = key.split("/") as [string, string];
    const response = await this.#addresses.fetch("spectrogram", { zoom, tile }, signal);
    const picture = await createImageBitmap(await response.blob(), { colorSpaceConversion: "none" });
    const { width, height } = picture;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    context.drawImage(picture, 0, 0);
    picture.close();
    const { data } = context.getImageData(0, 0, width, height);
    const grey = new Uint8Array(width * height);
    for (let i = 0; i < grey.length; i++) grey[i] = data[i * 4]!;
    return { width, height, grey, colored: null, look: "", coloring: false };
  }
}
