import { auth, useAuth } from "@/lib/auth/session";
import { createHash } from "node:crypto";
import { beforeEach, expect, test, vi } from "vitest";
import type { LocalFile } from "./files";
import { PART_BYTES } from "./plan";
import { remembered } from "./remember";
import { Uploader } from "./uploader";

/** What an Earmark with one upload answers, byte by byte. */
class Server {
  files = new Map<string, { total: number; bytes: Map<number, Uint8Array>; expected: string | null }>();
  sent: string[] = [];
  /** Answers instead of the next requests that send bytes. */
  failures: (() => Response | Promise<Response>)[] = [];

  fetch = async (input: RequestInfo | URL): Promise<Response> => {
    const request = input as Request;
    const url = new URL(request.url);
    if (request.method === "POST") return json({ id: "upload" }, 201);
    if (request.method === "GET") {
      const files = [...this.files].map(([path, { total }]) => ({
        path,
        total,
        missing: this.missing(path),
      }));
      return json({ state: "open", files, next: null });
    }
    const failure = this.failures.shift();
    if (failure) return failure();
    const path = decodeURIComponent(url.pathname.split("/files/")[1]!);
    const [offset, total] = ["offset", "total"].map((name) => Number(url.searchParams.get(name))) as [
      number,
      number,
    ];
    this.sent.push(`${path} ${offset}`);
    const file = this.files.get(path) ?? { total, bytes: new Map<number, Uint8Array>(), expected: null };
    this.files.set(path, file);
    file.bytes.set(offset, new Uint8Array(await request.arrayBuffer()));
    file.expected = url.searchParams.get("sha256") ?? file.expected;
    return json({ missing: this.missing(path) });
  };

  missing(path: string): [number, number][] {
    const { total, bytes } = this.files.get(path)!;
    const gaps: [number, number][] = [];
    let at = 0;
    for (const [offset, part] of [...bytes].sort(([a], [b]) => a - b)) {
      if (offset > at) gaps.push([at, offset]);
      at = offset + part.length;
    }
    return at < total ? [...gaps, [at, total]] : gaps;
  }

  whole(path: string): boolean {
    const { bytes, expected } = this.files.get(path)!;
    const hash = createHash("sha256");
    for (const [, part] of [...bytes].sort(([a], [b]) => a - b)) hash.update(part);
    return this.missing(path).length === 0 && hash.digest("hex") === expected;
  }
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

function local(path: string, size: number): LocalFile {
  return { path, file: new File([new Uint8Array(size).fill(path.length)], path) };
}

let server: Server;
beforeEach(() => {
  server = new Server();
  vi.stubGlobal("fetch", server.fetch);
  vi.spyOn(auth, "token").mockResolvedValue("token");
  remembered.forget("w");
});

test("files arrive whole, in parts, with names of any script", async () => {
  const files = [local("a/été #1.wav", 100), local("long.wav", PART_BYTES + 5), local("empty.wav", 0)];
  const uploader = new Uploader("w", files);
  expect(await uploader.finished).toBe("upload");
  expect(files.map(({ path }) => server.whole(path))).toEqual([true, true, true]);
  expect(uploader.store.getState()).toMatchObject({
    phase: "done",
    filesDone: 3,
    bytesDone: PART_BYTES + 105,
    refused: [],
  });
});

test("a cut is waited out and nothing is lost", async () => {
  server.failures = [() => Promise.reject(new TypeError("network"))];
  const uploader = new Uploader("w", [local("a.wav", 10)]);
  await vi.waitFor(() => expect(uploader.store.getState().phase).toBe("waiting"));
  window.dispatchEvent(new Event("online"));
  expect(await uploader.finished).toBe("upload");
  expect(server.whole("a.wav")).toBe(true);
});

test("what an earlier page sent is not sent again", async () => {
  remembered.set("w", "earlier");
  const part = new Uint8Array(PART_BYTES).fill("long.wav".length);
  server.files.set("long.wav", { total: PART_BYTES + 5, bytes: new Map([[0, part]]), expected: null });
  expect(await new Uploader("w", [local("long.wav", PART_BYTES + 5)]).finished).toBe("earlier");
  expect(server.sent).toEqual([`long.wav ${PART_BYTES}`]);
  expect(server.whole("long.wav")).toBe(true);
});

test("a file that is refused stops no other", async () => {
  server.failures = [() => json({ type: "/problems/too-large", detail: "at most 1 byte" }, 413)];
  const uploader = new Uploader("w", [local("large.wav", 10), local("a.wav", 10)]);
  expect(await uploader.finished).toBe("upload");
  expect(uploader.store.getState().refused.map(({ path }) => path)).toEqual(["large.wav"]);
  expect(server.whole("a.wav")).toBe(true);
});

test("bytes that arrived wrong are sent again", async () => {
  server.failures = [() => json({ type: "/problems/checksum-mismatch" }, 422)];
  expect(await new Uploader("w", [local("a.wav", 10)]).finished).toBe("upload");
  expect(server.whole("a.wav")).toBe(true);
});

test("an expired sign-in is waited for", async () => {
  const person = { user: "ana", name: "Ana" };
  useAuth.setState({ state: { kind: "expired", person } });
  server.failures = [() => json({}, 401)];
  const uploader = new Uploader("w", [local("a.wav", 10)]);
  await vi.waitFor(() => expect(uploader.store.getState().phase).toBe("signed-out"));
  useAuth.setState({ state: { kind: "signed-in", person } });
  expect(await uploader.finished).toBe("upload");
  expect(server.whole("a.wav")).toBe(true);
});

test("a stopped upload sends nothing more", async () => {
  const uploader = new Uploader("w", [local("a.wav", 10)]);
  uploader.stop();
  expect(await uploader.finished).toBeNull();
  expect(uploader.store.getState().phase).toBe("canceled");
  expect(server.sent).toEqual([]);
});
