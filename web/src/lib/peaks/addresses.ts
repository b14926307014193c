import { problemOf } from "@/lib/api/problems";

/** Signed addresses of one recording's media. They end; a refused one is renewed once, for all who wait. */
export class Addresses<Kind extends string> {
  #urls: Partial<Record<Kind, string>>;
  #renew: (() => Promise<Partial<Record<Kind, string>>>) | undefined;
  #renewing: Promise<void> | null = null;

  constructor(urls: Partial<Record<Kind, string>>, renew?: () => Promise<Partial<Record<Kind, string>>>) {
    this.#urls = urls;
    this.#renew = renew;
  }

  /** Takes over addresses that somebody else renewed. */
  replace(urls: Partial<Record<Kind, string>>, renew?: () => Promise<Partial<Record<Kind, string>>>): void {
    this.#urls = urls;
    this.#renew = renew;
  }

  has(kind: Kind): boolean {
    return Boolean(this.#urls[kind]);
  }

  /** Fetches from one of the addresses. Raises `Problem` for a refusal, TypeError where no answer came. */
  async fetch(kind: Kind, query: Record<string, string | number>, signal: AbortSignal): Promise<Response> {
    const used = this.#urls[kind];
    let response = await fetch(withQuery(used, query), { signal });
    if (response.status === 403 && this.#renew) {
      const problem = await problemOf(response);
      if (problem.slug !== "signature-expired") throw problem;
      if (this.#urls[kind] === used) await this.#renewed();
      response = await fetch(withQuery(this.#urls[kind], query), { signal });
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  #renewed(): Promise<void> {
    this.#renewing ??= this.#renew!()
      .then((urls) => {
        this.#urls = { ...this.#urls, ...urls };
      })
      .finally(() => {
        this.#renewing = null;
      });
    return this.#renewing;
  }
}

function withQuery(url: string | undefined, query: Record<string, string | number>): string {
  const address = new URL(url ?? "", location.origin);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
  return address.href;
}
