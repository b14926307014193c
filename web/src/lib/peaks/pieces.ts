import { Loader, type LoaderOptions } from "./loader";

interface PiecesOptions<Info, Piece> extends LoaderOptions<Piece> {
  /** Asks what there is. */
  about: (signal: AbortSignal) => Promise<Info>;
}

/** Something big that lies on the server in pieces: first it is asked what there is, then pieces are loaded by need. */
export class Pieces<Info, Piece> {
  readonly #pieces: Loader<Piece>;
  readonly #about: Loader<Info>;
  #info: Info | null = null;

  constructor({ about, ...options }: PiecesOptions<Info, Piece>) {
    this.#pieces = new Loader<Piece>(options);
    this.#about = new Loader<Info>({
      load: async (_, signal) => (this.#info = await about(signal)),
      atOnce: 1,
      limit: 1,
      weigh: () => 1,
      onChange: options.onChange,
    });
    this.#about.want(["info"]);
  }

  /** Null until the server has answered. */
  get info(): Info | null {
    return this.#info;
  }

  /** Whether all that is wanted is there. */
  get complete(): boolean {
    return this.#about.complete && this.#pieces.complete;
  }

  get failing(): boolean {
    return this.#about.failing || this.#pieces.failing;
  }

  /** Says what is needed from now on, the most urgent first. Replaces what was said before. */
  want(keys: readonly string[]): void {
    this.#pieces.want(keys);
  }

  /** A loaded piece. */
  get(key: string): Piece | undefined {
    return this.#pieces.get(key);
  }

  dispose(): void {
    this.#about.dispose();
    this.#pieces.dispose();
  }
}
