import { isProblem } from "@/lib/api/problems";
import { whileNobodyEdits } from "./claims";
import type { JournalEntry } from "./database";
import { takenUp } from "./opening";
import { Saver } from "./saver";
import { sitDown } from "./seats";
import type { SessionParts } from "./session";
import { roundOf } from "./states";

/** Milliseconds between looks for work that could not be sent. */
const AGAIN = 60_000;

/** Sends what earlier windows left unsent, one after the other; what does not reach the server stays. */
export async function sendLeft(user: string, parts: SessionParts): Promise<void> {
  for (const entry of await parts.journal.ofUser(user))
    await whileNobodyEdits(entry, () => sendOne(entry, parts));
}

async function sendOne(left: JournalEntry, parts: SessionParts): Promise<void> {
  // It may have been sent or thrown away between the list and the claim.
  const now = await parts.journal.get(left);
  if (!now) return;
  try {
    const assignment = await parts.server.read(now.assignment);
    if (assignment.annotator !== now.user) return await parts.copies.keep(now);
    if (assignment.state === "done" || roundOf(assignment) !== now.round) return await parts.copies.keep(now);
    // Somebody works on it on another device: it waits, and is taken up where it is opened here.
    if (!(await sitDown(now.assignment, parts)).yours) return;
    const entry = await takenUp(now, assignment, parts);
    if (!entry) return;
    const saver = new Saver(entry, null, parts, { onStatus: () => undefined, onEnd: () => undefined });
    await saver.flush();
    saver.stop();
    await parts.server.leaveSeat(now.assignment, parts.seat);
  } catch (error) {
    if (!isProblem(error, "not-found", "forbidden")) return; // later
    const saver = new Saver(now, null, parts, { onStatus: () => undefined, onEnd: () => undefined });
    // Moved: for half a minute it still goes along; after that it becomes a copy.
    await saver.flush();
    saver.stop();
  }
}

/** Sends at once, whenever the network is back, and now and then; returns how to stop. */
export function keepSending(send: () => Promise<void>): () => void {
  let running: Promise<void> | null = null;
  const go = () => {
    running ??= send()
      .catch(() => undefined)
      .finally(() => (running = null));
  };
  window.addEventListener("online", go);
  const timer = setInterval(go, AGAIN);
  go();
  return () => {
    window.removeEventListener("online", go);
    clearInterval(timer);
  };
}
