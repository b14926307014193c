import type { Annotation, Assignment } from "@/lib/api/types";
import { fingerprint, sameContent } from "./fingerprint";
import type { DraftSession } from "./types";

/** The round that a submission of it will have: a correction of what is submitted has the next one. */
export function roundOf({ state, round }: Pick<Assignment, "state" | "round">): number {
  return state === "open" ? round : round + 1;
}

/** What somebody saved as the draft; what the server itself begins a rework with was saved by nobody. */
export function savedDraft({ draft }: Assignment): Annotation | null {
  return draft?.saved_at ? draft.annotation : null;
}

/** Tells the drafts that a server holds apart. */
export function draftPrint(assignment: Assignment): string {
  return fingerprint(savedDraft(assignment));
}

/** What to start from where this browser holds nothing newer. */
export function startOf(assignment: Assignment): Omit<DraftSession["starting"], "prefilled"> {
  const { draft, annotation, prefill } = assignment;
  const secondsWorked = draft?.seconds_worked ?? 0;
  if (draft)
    return {
      annotation: draft.annotation,
      secondsWorked,
      source: draft.saved_at ? "draft" : "submitted",
    };
  if (annotation) return { annotation, secondsWorked, source: "submitted" };
  if (prefill) return { annotation: prefill, secondsWorked, source: "prefill" };
  return { annotation: {}, secondsWorked, source: "empty" };
}

/** The items that still hold what was filled in for the annotator. */
export function stillPrefilled({ prefill }: Assignment, annotation: Annotation): string[] {
  return Object.keys(prefill ?? {}).filter((item) => sameContent(annotation[item], prefill![item]));
}
