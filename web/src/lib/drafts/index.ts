import { Copies } from "./copies";
import { database } from "./database";
import { Journal } from "./journal";
import { keepSending, sendLeft } from "./resume";
import { draftServer } from "./server";
import { openSession, type SessionParts } from "./session";
import type { OpenDraft } from "./types";
import { windowSeat } from "./windows";

async function parts(): Promise<SessionParts> {
  const db = await database();
  const seat = await windowSeat(db);
  return { database: db, journal: new Journal(db), copies: new Copies(db), server: draftServer, seat };
}

/** Opens a record for editing: nothing typed there is lost, whatever becomes of the tab, the network or the sign-in. */
export const openDraft: OpenDraft = async (assignment, user) => openSession(assignment, user, await parts());

/**
 * Sends what earlier windows of this browser could not, for the person who is signed in; goes on until the returned
 * function is called.
 */
export function resumeUnsent(user: string): () => void {
  return keepSending(async () => sendLeft(user, await parts()));
}

export type { DraftCopy, DraftSession, OpenDraft, SaveStatus } from "./types";
