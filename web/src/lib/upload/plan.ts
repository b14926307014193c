/** Bytes offset to offset + length of a file, sent in one request. */
export interface Part {
  offset: number;
  length: number;
}

export const PART_BYTES = 8 * 1024 * 1024;

/** Ranges [start, end) of bytes. */
export type Ranges = readonly (readonly [number, number])[];

/** The parts to send of a file: of all of it, or of what the server says is missing. An empty file is one part. */
export function partsOf(total: number, missing?: Ranges, most = PART_BYTES): Part[] {
  if (missing === undefined && total === 0) return [{ offset: 0, length: 0 }];
  const parts: Part[] = [];
  for (const [start, end] of missing ?? [[0, total]])
    for (let offset = start; offset < end; offset += most)
      parts.push({ offset, length: Math.min(most, end - offset) });
  return parts;
}

/** What the server has of a file. */
export interface ArrivedFile {
  path: string;
  total: number;
  missing: Ranges;
}

/**
 * What has arrived, by path, where an earlier upload can be gone on with: only where all that it holds is among
 * what is sent now, because everything in an upload becomes part of the dataset.
 */
export function resumable(
  arrived: readonly ArrivedFile[],
  wanted: ReadonlyMap<string, number>,
): Map<string, Ranges> | null {
  if (arrived.length === 0 || arrived.some(({ path, total }) => wanted.get(path) !== total)) return null;
  return new Map(arrived.map(({ path, missing }) => [path, missing]));
}

const WINDOW_MS = 10_000;

/** Measures the rate of the last ten seconds. */
export class Meter {
  readonly #marks: { at: number; bytes: number }[] = [];

  /** `bytes` have arrived by `at` (milliseconds), in all. */
  mark(at: number, bytes: number): void {
    this.#marks.push({ at, bytes });
    while (this.#marks.length > 2 && this.#marks[1]!.at <= at - WINDOW_MS) this.#marks.shift();
  }

  /** Forgets what was before a pause. */
  reset(): void {
    this.#marks.length = 0;
  }

  /** Bytes per second; null while that cannot be said. */
  rate(): number | null {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (!first || !last || last.at - first.at < 500) return null;
    return ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
  }
}
