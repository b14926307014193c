import type { AudioSource, PlayerState } from "./types";

/** Renew an address so many seconds before it ends. */
export const AHEAD = 60;

export type Fault = NonNullable<PlayerState["error"]>;

/** The sound cannot be had, for the reason it carries. */
export class SoundFault extends Error {
  override readonly name = "SoundFault";
  readonly fault: Fault;

  constructor(fault: Fault, options?: ErrorOptions) {
    super(fault, options);
    this.fault = fault;
  }
}

/** The Unix second at which a signed address ends; Infinity where it does not say. */
export function endOf(url: string): number {
  const expires = Number(new URL(url, location.href).searchParams.get("expires") ?? NaN);
  return Number.isFinite(expires) ? expires : Infinity;
}

/** What an address names, whoever signed it when. */
export function nameOf(url: string): string {
  return new URL(url, location.href).pathname;
}

/** A source's address, renewed as often as needed, once at a time. */
export class Address {
  url: string;
  private readonly source: AudioSource;
  private renewing: Promise<string> | null = null;

  constructor(source: AudioSource) {
    this.source = source;
    this.url = source.audioUrl;
  }

  /** Seconds until it should be renewed; 0 where that is due, Infinity where it never ends. */
  get left(): number {
    return Math.max(0, endOf(this.url) - AHEAD - Date.now() / 1000);
  }

  /** An address that works for now. Raises what `renew` raises. */
  async fresh(): Promise<string> {
    return this.left > 0 ? this.url : this.renew();
  }

  /** A new address even where the old one seems good: the server refused it. */
  async renew(): Promise<string> {
    const { renew } = this.source;
    if (!renew) return this.url;
    this.renewing ??= renew().finally(() => (this.renewing = null));
    return (this.url = await this.renewing);
  }

  /** The exact samples of a span as WAV. Raises SoundFault, and AbortError. */
  async fetchSpan(start: number, end: number, signal: AbortSignal): Promise<ArrayBuffer> {
    for (let attempt = 0; ; attempt += 1) {
      const response = await this.get(`&from=${start}&to=${end}`, { signal });
      if (response.ok) {
        try {
          return await response.arrayBuffer();
        } catch (error) {
          throw signal.aborted ? error : new SoundFault("unreachable", { cause: error });
        }
      }
      if (response.status === 403 && attempt === 0) await this.renewed();
      else throw new SoundFault(faultOf(response.status));
    }
  }

  /** Why a media element failed on this address; null where a renewed address mends it, which is there then. */
  async diagnose(): Promise<Fault | null> {
    try {
      const { ok, status } = await this.get("", { method: "HEAD" });
      if (ok) return "not-playable";
      if (status !== 403) return faultOf(status);
      await this.renewed();
      return null;
    } catch (error) {
      return error instanceof SoundFault ? error.fault : "unreachable";
    }
  }

  private async get(more: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch((await this.fresh()) + more, init);
    } catch (error) {
      throw init.signal?.aborted ? error : new SoundFault("unreachable", { cause: error });
    }
  }

  private async renewed(): Promise<void> {
    const before = this.url;
    try {
      await this.renew();
    } catch (error) {
      throw new SoundFault("unreachable", { cause: error });
    }
    if (this.url === before) throw new SoundFault("not-found");
  }
}

function faultOf(status: number): Fault {
  if (status >= 500 || status === 429) return "unreachable";
  return status === 422 ? "not-playable" : "not-found";
}
