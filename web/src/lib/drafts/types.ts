import type { Annotation, Assignment } from "@/lib/api/types";
import type { StoreApi } from "zustand/vanilla";

/** How safe the work is. `edits` are those that only this browser holds. */
export type SaveStatus =
  | { kind: "saved"; at: number | null }
  | { kind: "saving"; edits: number }
  /** The server or the network is away: edits are kept in this browser and sent later. */
  | { kind: "offline"; edits: number }
  /** The server does not take it (`reason` says why): edits are kept in this browser, the next one is tried again. */
  | { kind: "refused"; edits: number; reason: string }
  /** The sign-in ended: edits are kept in this browser until somebody signs in again. */
  | { kind: "signed-out"; edits: number }
  /** Another window or device edits this record; this one may take over. */
  | { kind: "elsewhere"; since: string; edits: number }
  /** The record was moved to somebody else, or its task deleted; unsent edits are kept as a copy. */
  | { kind: "moved"; edits: number }
  /** It was submitted from another window, or is done: nothing more can be saved. */
  | { kind: "closed"; edits: number };

/** Work that could not become the draft (another window went on), kept in this browser. */
export interface DraftCopy {
  id: string;
  assignment: string;
  round: number;
  at: number;
  annotation: Annotation;
}

/** One record being edited in this window. */
export interface DraftSession {
  readonly status: StoreApi<SaveStatus>;
  /** What to start from: the newest of journal and server draft, else what is submitted or prefilled. */
  readonly starting: {
    annotation: Annotation;
    secondsWorked: number;
    source: "journal" | "draft" | "submitted" | "prefill" | "empty";
    /** Items that still hold their prefill. */
    prefilled: readonly string[];
  };
  /** Journalled at once (IndexedDB), on the server within 1.5 s. Ignored while `elsewhere`, `moved` or `closed`. */
  edit(annotation: Annotation, secondsWorked: number): void;
  /** Sends what is unsent now; resolves when the server has it or cannot be reached. */
  flush(): Promise<void>;
  /** Makes this the window that edits; resolves to what the other one saved last, to go on from. */
  takeOver(): Promise<Annotation>;
  /** The seat to name in a submission. */
  readonly seat: string;
  copies(): Promise<DraftCopy[]>;
  dropCopy(id: string): Promise<void>;
  /** The submission was accepted: nothing of this round is needed any more. */
  submitted(): void;
  /** Leaves the record; unsent edits stay in the journal and go out later. */
  close(): void;
}

export type OpenDraft = (assignment: Assignment, user: string) => Promise<DraftSession>;
