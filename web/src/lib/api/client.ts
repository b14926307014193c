import type { paths } from "@/generated/api";
import { auth } from "@/lib/auth/session";
import createClient from "openapi-fetch";
import { problemOf, Unreachable } from "./problems";

const CREATES = new Set(["POST"]);

/**
 * Sends a request with the caller's token. A token that was refused is renewed and the request sent once more.
 * Raises `Problem` for a refusal and `Unreachable` where no answer came.
 */
export async function send(request: Request): Promise<Response> {
  if (CREATES.has(request.method) && !request.headers.has("Idempotency-Key")) {
    request.headers.set("Idempotency-Key", crypto.randomUUID());
  }
  const again = request.clone();
  let response = await sendOnce(request, await auth.token());
  if (response.status === 401) response = await sendOnce(again, await auth.renewed());
  if (!response.ok && response.status !== 304) throw await problemOf(response);
  return response;
}

async function sendOnce(request: Request, token: string): Promise<Response> {
  request.headers.set("Authorization", `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new Unreachable(undefined, { cause: error });
  }
}

/** The public API, typed by its OpenAPI document. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: send });

/** What a call of `api` answered. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  // Whatever is not a success has been raised by `send`; 204 has no data, and its type says so.
  return (await call).data as T;
}

/** The rest of a list, page by page: `read` gets the cursor of the page to read. */
export async function everything<T>(
  read: (cursor: string | undefined) => Promise<{ items: T[]; next?: string | null }>,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return all;
}
