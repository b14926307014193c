import type { Annotation } from "@/lib/api/types";
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { DATABASE } from "./name";
import type { DraftCopy } from "./types";

/** Unsent work on one round of an assignment, with what it takes to send it after a crash. */
export interface JournalEntry {
  user: string;
  assignment: string;
  /** The round that a submission will have. */
  round: number;
  annotation: Annotation;
  secondsWorked: number;
  /** Edits that the server has not confirmed. */
  edits: number;
  /** The revision to save upon. */
  revision: number;
  /** Fingerprint of the draft that the server was last known to hold. */
  acknowledged: string;
  /** Fingerprints of what was sent since: whether it arrived is unknown. */
  inFlight: string[];
  /** Unix time in milliseconds of the last edit. */
  at: number;
}

export interface KeptCopy extends DraftCopy {
  user: string;
}

interface Schema extends DBSchema {
  journal: { key: [user: string, assignment: string, round: number]; value: JournalEntry };
  copies: { key: string; value: KeptCopy; indexes: { at: number } };
  /** The windows of this browser that ever edited, with when they last began. */
  windows: { key: string; value: { seat: string; at: number } };
}

export type Database = IDBPDatabase<Schema>;

let opened: Promise<Database> | null = null;

/** The one database of this origin. */
export function database(): Promise<Database> {
  opened ??= openDB<Schema>(DATABASE, 1, {
    upgrade(db) {
      db.createObjectStore("journal", { keyPath: ["user", "assignment", "round"] });
      db.createObjectStore("copies", { keyPath: "id" }).createIndex("at", "at");
      db.createObjectStore("windows", { keyPath: "seat" });
    },
    terminated() {
      opened = null; // the browser threw it out; the next one who asks opens it anew
    },
  }).catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

/** Lets the database go; for whoever wants to delete it. */
export async function closeDatabase(): Promise<void> {
  const open = opened;
  opened = null;
  (await open)?.close();
}
