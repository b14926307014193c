import type { Database, JournalEntry } from "./database";

export type EntryKey = Pick<JournalEntry, "user" | "assignment" | "round">;

/**
 * What only this browser holds. Writes begin at once and happen in the order they were asked for: the database runs
 * transactions on a store in the order of their making.
 */
export class Journal {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  /** Keeps an entry in place of the one before. */
  async put(entry: JournalEntry): Promise<void> {
    await this.database.put("journal", entry);
  }

  async delete({ user, assignment, round }: EntryKey): Promise<void> {
    await this.database.delete("journal", [user, assignment, round]);
  }

  get({ user, assignment, round }: EntryKey): Promise<JournalEntry | undefined> {
    return this.database.get("journal", [user, assignment, round]);
  }

  /** Everything of one person, the oldest first. */
  async ofUser(user: string): Promise<JournalEntry[]> {
    const all = await this.database.getAll("journal", IDBKeyRange.bound([user], [user, []]));
    return all.sort((one, other) => one.at - other.at);
  }
}
