import { send } from "@/lib/api/client";
import { isProblem } from "@/lib/api/problems";
import type { Schemas } from "@/lib/api/types";
import type { LocalFile } from "./files";
import { partsOf, type Ranges } from "./plan";
import { Sha256 } from "./sha256";

const HASH_BYTES = 1024 * 1024;
const ATTEMPTS = 3;

/** The file was moved, changed or deleted since it was chosen. */
export class NotReadable extends Error {
  override readonly name = "NotReadable";
}

export interface Sending {
  upload: string;
  signal: AbortSignal;
  /** Runs a request until it has an answer: waits out pauses, cuts and an expired sign-in. */
  persist: <T>(request: () => Promise<T>) => Promise<T>;
  onBytes: (bytes: number) => void;
}

/** Sends what is missing of a file; the last part carries the SHA-256 of the whole, which the service checks. */
export async function sendFile(local: LocalFile, missing: Ranges | undefined, to: Sending): Promise<void> {
  let ranges = missing;
  for (let attempt = 1; ; attempt++) {
    let left: Ranges;
    let sent = 0;
    const count = (bytes: number) => {
      sent += bytes;
      to.onBytes(bytes);
    };
    try {
      left = await sendParts(local, ranges, { ...to, onBytes: count });
    } catch (error) {
      if (!isProblem(error, "checksum-mismatch") || attempt === ATTEMPTS) throw error;
      left = [[0, local.file.size]];
    }
    if (left.length === 0) return;
    to.onBytes(-sent);
    if (attempt === ATTEMPTS) throw new NotReadable(local.path);
    ranges = left;
  }
}

async function sendParts(local: LocalFile, missing: Ranges | undefined, to: Sending): Promise<Ranges> {
  const size = local.file.size;
  const parts = partsOf(size, missing);
  const hash = new Sha256();
  let hashed = 0;
  let left: Ranges = [];
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    const until = last ? size : part.offset + part.length;
    while (hashed < until) {
      const end = Math.min(until, hashed + HASH_BYTES);
      hash.add(new Uint8Array(await read(local, hashed, end)));
      hashed = end;
      to.signal.throwIfAborted();
    }
    const body = await read(local, part.offset, part.offset + part.length);
    const query = new URLSearchParams({ offset: String(part.offset), total: String(size) });
    if (last) query.set("sha256", hash.hex());
    left = await to.persist(() => put(to.upload, local.path, query, body, to.signal));
    to.onBytes(part.length);
    if (left.length === 0) return [];
  }
  return left;
}

/** Ends a file that cannot be sent to its end: it becomes an empty one, which the import lists as failed. */
export async function giveUpFile(local: LocalFile, to: Sending): Promise<void> {
  const query = new URLSearchParams({ offset: "0", total: "0" });
  await to.persist(() => put(to.upload, local.path, query, new ArrayBuffer(0), to.signal));
}

async function put(
  upload: string,
  path: string,
  query: URLSearchParams,
  body: ArrayBuffer,
  signal: AbortSignal,
): Promise<Ranges> {
  const name = path.split("/").map(encodeURIComponent).join("/");
  const url = new URL(`/api/v1/uploads/${upload}/files/${name}?${query}`, location.origin);
  const headers = { "Content-Type": "application/octet-stream" };
  const response = await send(new Request(url, { method: "PUT", headers, body, signal }));
  const { missing } = (await response.json()) as Schemas["UploadFileView"];
  return missing;
}

async function read(local: LocalFile, from: number, to: number): Promise<ArrayBuffer> {
  try {
    return await local.file.slice(from, to).arrayBuffer();
  } catch (error) {
    throw new NotReadable(local.path, { cause: error });
  }
}
