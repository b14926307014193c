import type { Assignment } from "@/lib/api/types";
import type { JournalEntry } from "./database";
import { fingerprint } from "./fingerprint";
import type { SaverParts } from "./saver";
import { draftPrint, roundOf, savedDraft, startOf, stillPrefilled } from "./states";
import type { DraftSession } from "./types";

export interface Beginning {
  entry: JournalEntry;
  starting: DraftSession["starting"];
  /** When the server's draft was saved; Unix time in milliseconds. */
  savedAt: number | null;
}

/** An entry without edits upon what the server holds. */
export function freshEntry(assignment: Assignment, user: string): JournalEntry {
  const { annotation, secondsWorked } = startOf(assignment);
  return {
    user,
    assignment: assignment.id,
    round: roundOf(assignment),
    annotation,
    secondsWorked,
    edits: 0,
    revision: assignment.revision,
    acknowledged: draftPrint(assignment),
    inFlight: [],
    at: Date.now(),
  };
}

/**
 * Takes up what an earlier window left unsent, with what the server holds now. Of two drafts that know nothing of each
 * other the newer one wins and the other one becomes a copy. Null where nothing is left to send.
 */
export async function takenUp(
  left: JournalEntry,
  assignment: Assignment,
  { journal, copies }: Pick<SaverParts, "journal" | "copies">,
): Promise<JournalEntry | null> {
  const held = draftPrint(assignment);
  const { user, round } = left;
  if (held === fingerprint(left.annotation)) {
    await journal.delete(left);
    return null;
  }
  if (held !== left.acknowledged && !left.inFlight.includes(held)) {
    const at = Date.parse(assignment.draft?.saved_at ?? "");
    if (at > left.at) {
      await copies.keep(left);
      return null;
    }
    const other = savedDraft(assignment);
    if (other) await copies.add({ user, assignment: assignment.id, round, at, annotation: other });
  }
  return { ...left, revision: assignment.revision, acknowledged: held };
}

/** What to start an assignment from: the journal of this browser, or the server. */
export async function begin(assignment: Assignment, user: string, parts: SaverParts): Promise<Beginning> {
  const left = await parts.journal.get({ user, assignment: assignment.id, round: roundOf(assignment) });
  return beginning(assignment, user, left ? await takenUp(left, assignment, parts) : null);
}

/** The same where another window edits. `claimed`: that one is not in this browser, so what is left here is ours. */
export async function beginReadOnly(
  assignment: Assignment,
  user: string,
  claimed: boolean,
  { journal, copies }: SaverParts,
): Promise<Beginning> {
  const left =
    claimed && (await journal.get({ user, assignment: assignment.id, round: roundOf(assignment) }));
  if (left) await copies.keep(left);
  return beginning(assignment, user, null);
}

function beginning(assignment: Assignment, user: string, left: JournalEntry | null): Beginning {
  const { annotation, secondsWorked, source } = left
    ? { ...left, source: "journal" as const }
    : startOf(assignment);
  return {
    entry: left ?? freshEntry(assignment, user),
    starting: { annotation, secondsWorked, source, prefilled: stillPrefilled(assignment, annotation) },
    savedAt: assignment.draft?.saved_at ? Date.parse(assignment.draft.saved_at) : null,
  };
}
