import { Problem, Unreachable } from "@/lib/api/problems";
import type { Annotation, Assignment } from "@/lib/api/types";
import { SignedOut } from "@/lib/auth/provider";
import { useAuth } from "@/lib/auth/session";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Copies } from "./copies";
import { closeDatabase, database, type JournalEntry } from "./database";
import { Journal } from "./journal";
import { begin } from "./opening";
import { Saver, type Ending } from "./saver";
import type { DraftServer, Work } from "./server";
import type { SaveStatus } from "./types";

/** An assignment as the service keeps it: a draft upon a revision, for whoever has it. */
class Record implements DraftServer {
  owner = "ana";
  state: Assignment["state"] = "open";
  round = 1;
  revision = 3;
  draft: { annotation: Annotation; seconds_worked: number; saved_at: string } | null = null;
  /** Raised instead of the next answers, before or after what was asked is done. */
  trouble: { error: unknown; done: boolean }[] = [];
  saves = 0;

  read = vi.fn((id: string) => {
    const { owner: annotator, state, round, revision, draft } = this;
    const rest = { annotation: null, prefill: null, unusable: null, history: [], predictions: [] };
    return Promise.resolve({
      id,
      annotator,
      state,
      round,
      revision,
      draft,
      ...rest,
    } as unknown as Assignment);
  });

  async save(_: string, work: Work, revision: number): Promise<number> {
    const trouble = this.trouble.shift();
    if (trouble && !trouble.done) throw trouble.error;
    if (this.owner !== "ana") throw new Problem(409, { type: "/problems/not-yours" });
    if (revision !== this.revision) throw new Problem(412, { type: "/problems/changed-meanwhile" });
    await Promise.resolve();
    this.write(work);
    if (trouble) throw trouble.error;
    return this.revision;
  }

  write({ annotation, secondsWorked }: Work): void {
    this.saves += 1;
    this.revision += 1;
    const saved_at = new Date().toISOString();
    this.draft = { annotation: structuredClone(annotation), seconds_worked: secondsWorked, saved_at };
  }

  takeSeat = () => Promise.reject(new Error("not asked here"));
  leaveSeat = () => Promise.resolve();
  follow = () => () => undefined;
}

const ID = "record-1";
let journal: Journal;
let copies: Copies;
const open: Saver[] = [];

async function opened(server: Record, keptIn: Pick<Journal, keyof Journal> = journal) {
  const parts = { server, journal: keptIn as Journal, copies, seat: "w" };
  const { entry, savedAt, starting } = await begin(await server.read(ID), "ana", parts);
  const seen: SaveStatus[] = [];
  const endings: Ending[] = [];
  const saver = new Saver(entry, savedAt, parts, {
    onStatus: (status) => seen.push(status),
    onEnd: (ending) => endings.push(ending),
  });
  open.push(saver);
  return { saver, starting, seen, endings };
}

const text = (value: string): Work => ({ annotation: { text: value }, secondsWorked: 1 });

beforeEach(async () => {
  await closeDatabase();
  await new Promise((done) => (indexedDB.deleteDatabase("earmark-drafts").onsuccess = done));
  const db = await database();
  journal = new Journal(db);
  copies = new Copies(db);
});

afterEach(() => {
  for (const saver of open.splice(0)) saver.stop();
  useAuth.setState({ state: { kind: "starting" } });
});

describe("a draft", () => {
  test("is in the journal at once and on the server within 1.5 s of its first edit, however long one types", async () => {
    const server = new Record();
    const { saver } = await opened(server);
    const start = Date.now();
    for (let n = 0; server.saves === 0; n += 1) {
      saver.edit(text(`a${n}`));
      if (n === 0) expect((await journal.ofUser("ana")).length).toBe(1);
      await new Promise((done) => setTimeout(done, 100));
    }
    expect(Date.now() - start).toBeLessThan(1500);
  });

  test("leaves the journal when the server has all of it", async () => {
    const server = new Record();
    const { saver, seen } = await opened(server);
    saver.edit(text("a"));
    saver.edit(text("b"));
    expect(saver.status).toEqual({ kind: "saving", edits: 2 });
    await saver.flush();
    expect(server.draft?.annotation).toEqual({ text: "b" });
    expect(seen.at(-1)?.kind).toBe("saved");
    expect(await journal.ofUser("ana")).toEqual([]);
  });

  test("is kept while the server is away, and sent when the network is back", async () => {
    const server = new Record();
    server.trouble.push({ error: new Unreachable(), done: false });
    const { saver } = await opened(server);
    saver.edit(text("a"));
    await saver.flush();
    expect(saver.status).toEqual({ kind: "offline", edits: 1 });
    window.dispatchEvent(new Event("online"));
    await vi.waitFor(() => expect(server.draft?.annotation).toEqual({ text: "a" }));
  });

  test("that the server does not take stays here, says why, and goes out with the edit that mends it", async () => {
    const server = new Record();
    const errors = [{ pointer: "/text", message: "is longer than 5 characters" }];
    const error = new Problem(422, { type: "/problems/invalid-annotation", errors });
    server.trouble.push({ error, done: false });
    const { saver } = await opened(server);
    saver.edit(text("too long"));
    await saver.flush();
    const reason = "/text is longer than 5 characters";
    expect(saver.status).toEqual({ kind: "refused", edits: 1, reason });
    expect((await journal.ofUser("ana")).length).toBe(1);
    saver.edit(text("short"));
    await vi.waitFor(() => expect(server.draft?.annotation).toEqual({ text: "short" }));
    expect(saver.status.kind).toBe("saved");
  });

  test("waits for a sign-in of the same person", async () => {
    const server = new Record();
    server.trouble.push({ error: new SignedOut(), done: false });
    const { saver } = await opened(server);
    saver.edit(text("a"));
    await saver.flush();
    expect(saver.status).toEqual({ kind: "signed-out", edits: 1 });
    useAuth.setState({ state: { kind: "signed-in", person: { user: "bo", name: "Bo" } } });
    await new Promise((done) => setTimeout(done, 20));
    expect(server.saves).toBe(0);
    useAuth.setState({ state: { kind: "signed-in", person: { user: "ana", name: "Ana" } } });
    await vi.waitFor(() => expect(server.draft?.annotation).toEqual({ text: "a" }));
  });

  test("goes on upon the new revision where the record only changed beside it", async () => {
    const server = new Record();
    const { saver } = await opened(server);
    server.revision += 1;
    saver.edit(text("a"));
    await saver.flush();
    expect(server.draft?.annotation).toEqual({ text: "a" });
    expect(await copies.of("ana", ID)).toEqual([]);
  });

  test("keeps a draft that came from elsewhere as a copy", async () => {
    const server = new Record();
    const { saver } = await opened(server);
    server.write(text("from elsewhere"));
    saver.edit(text("mine"));
    await saver.flush();
    expect(server.draft?.annotation).toEqual({ text: "mine" });
    expect((await copies.of("ana", ID)).map(({ annotation }) => annotation)).toEqual([
      { text: "from elsewhere" },
    ]);
  });

  test.each([
    [new Problem(409, { type: "/problems/not-yours" }), "moved"],
    [new Problem(404, { type: "/problems/not-found" }), "moved"],
    [new Problem(409, { type: "/problems/edited-elsewhere", since: "2026-01-01T00:00:00Z" }), "elsewhere"],
    [new Problem(409, { type: "/problems/record-done" }), "closed"],
  ])("that is refused (%s) becomes a copy and the session %s", async (error, kind) => {
    const server = new Record();
    server.trouble.push({ error, done: false });
    const { saver, endings } = await opened(server);
    saver.edit(text("a"));
    await saver.flush();
    expect(endings.map((ending) => ending.kind)).toEqual([kind]);
    expect((await copies.of("ana", ID)).map(({ annotation }) => annotation)).toEqual([{ text: "a" }]);
    expect(await journal.ofUser("ana")).toEqual([]);
  });

  test("of a round that was submitted elsewhere becomes a copy", async () => {
    const server = new Record();
    const { saver, endings } = await opened(server);
    server.state = "submitted";
    server.revision += 1;
    saver.edit(text("a"));
    await saver.flush();
    expect(endings).toEqual([{ kind: "closed" }]);
    expect(await copies.of("ana", ID)).toHaveLength(1);
    expect(server.saves).toBe(0);
  });

  test("is another person's in a journal of their own", async () => {
    const server = new Record();
    const { saver } = await opened(server);
    saver.edit(text("a"));
    saver.stop();
    await vi.waitFor(async () => expect(await journal.ofUser("ana")).toHaveLength(1));
    expect(await journal.ofUser("an")).toEqual([]);
    expect(await journal.ofUser("anab")).toEqual([]);
  });
});

type Happening = "edit" | "send" | "lose request" | "lose answer" | "crash" | "touch" | "wait";

test("whatever happens in whatever order, the last edit reaches the server", async () => {
  const happenings = fc.array(
    fc.constantFrom<Happening>(
      "edit",
      "edit",
      "send",
      "lose request",
      "lose answer",
      "crash",
      "touch",
      "wait",
    ),
    { minLength: 1, maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(happenings, async (story) => {
      await (await database()).clear("journal");
      await (await database()).clear("copies");
      const server = new Record();
      let alive = mortal();
      let { saver } = await opened(server, alive.journal);
      let last = "";
      for (const [n, happening] of story.entries()) {
        if (happening === "edit") saver.edit(text((last = `edit ${n}`)));
        if (happening === "send") void saver.flush();
        if (happening === "lose request") server.trouble.push({ error: new Unreachable(), done: false });
        if (happening === "lose answer") server.trouble.push({ error: new Unreachable(), done: true });
        if (happening === "touch") server.revision += 1;
        if (happening === "wait") await new Promise((done) => setTimeout(done, 3));
        if (happening === "crash") {
          alive.die();
          saver.stop();
          alive = mortal();
          const again = await opened(server, alive.journal);
          saver = again.saver;
          if (last) expect(again.starting.annotation).toEqual({ text: last });
        }
      }
      server.trouble = [];
      await saver.flush();
      await saver.flush(); // the first may have found a try under way that failed
      expect(server.draft?.annotation ?? null).toEqual(last ? { text: last } : null);
      expect(await journal.ofUser("ana")).toEqual([]);
      expect(await copies.of("ana", ID)).toEqual([]);
      saver.stop();
    }),
    { numRuns: 150 },
  );
}, 60_000);

/** The journal as a tab sees it: after its death nothing of it is written any more. */
function mortal() {
  let living = true;
  return {
    die: () => (living = false),
    journal: {
      put: (entry: JournalEntry) => (living ? journal.put(entry) : Promise.resolve()),
      delete: (key: JournalEntry) => (living ? journal.delete(key) : Promise.resolve()),
      get: (key: JournalEntry) => journal.get(key),
      ofUser: (user: string) => journal.ofUser(user),
    } as Pick<Journal, keyof Journal>,
  };
}
