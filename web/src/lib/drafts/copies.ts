import type { Database, JournalEntry } from "./database";
import type { DraftCopy } from "./types";

const DAYS = 30;
/** Copies in this browser; the oldest go first. */
const MOST = 200;

/** Work that could not become a draft. */
export class Copies {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  async add(work: Omit<DraftCopy, "id"> & { user: string }): Promise<void> {
    const { user, assignment, round, at, annotation } = work;
    await this.database.put("copies", { id: crypto.randomUUID(), user, assignment, round, at, annotation });
    await this.trim();
  }

  /** Turns unsent work into a copy, in one step: a crash leaves the one or the other. */
  async keep({ user, assignment, round, at, annotation }: JournalEntry): Promise<void> {
    const change = this.database.transaction(["journal", "copies"], "readwrite");
    await Promise.all([
      change.objectStore("copies").put({ id: crypto.randomUUID(), user, assignment, round, at, annotation }),
      change.objectStore("journal").delete([user, assignment, round]),
      change.done,
    ]);
    await this.trim();
  }

  /** Of one person's work on an assignment, the latest first. */
  async of(user: string, assignment: string): Promise<DraftCopy[]> {
    const all = await this.database.getAllFromIndex("copies", "at");
    return all
      .filter((copy) => copy.user === user && copy.assignment === assignment)
      .map(({ id, round, at, annotation }) => ({ id, assignment, round, at, annotation }))
      .reverse();
  }

  async drop(id: string): Promise<void> {
    await this.database.delete("copies", id);
  }

  private async trim(): Promise<void> {
    const change = this.database.transaction("copies", "readwrite");
    const byAge = change.store.index("at");
    let tooMany = (await byAge.count()) - MOST;
    const tooOld = Date.now() - DAYS * 86_400_000;
    for (let cursor = await byAge.openCursor(); cursor; cursor = await cursor.continue()) {
      if (tooMany <= 0 && cursor.value.at >= tooOld) break;
      await cursor.delete();
      tooMany -= 1;
    }
    await change.done;
  }
}
