import type { Assignment } from "@/lib/api/types";
import { isProblem, isTemporary, type Problem } from "@/lib/api/problems";
import { SignedOut } from "@/lib/auth/provider";
import { useAuth } from "@/lib/auth/session";
import type { Copies } from "./copies";
import type { JournalEntry } from "./database";
import { fingerprint } from "./fingerprint";
import type { Journal } from "./journal";
import type { DraftServer, Work } from "./server";
import { draftPrint, roundOf, savedDraft } from "./states";
import type { SaveStatus } from "./types";

/** Milliseconds: after the last edit, and after the first unsent one at most. */
const QUIET = 500;
const LONGEST = 1200;
const FIRST_RETRY = 1000;
const LAST_RETRY = 30_000;
/** A draft that keeps changing under our hands is somebody else's as well. */
const MOST_RECONCILED = 5;
/** So many sent drafts are told from somebody else's. */
const MOST_IN_FLIGHT = 20;

/** Why nothing more is saved. */
export type Ending = { kind: "elsewhere"; since: string } | { kind: "moved" } | { kind: "closed" };

export interface SaverEvents {
  onStatus: (status: SaveStatus) => void;
  onEnd: (ending: Ending) => void;
}

export interface SaverParts {
  server: DraftServer;
  journal: Journal;
  copies: Copies;
  seat: string;
}

type Step = "sent" | "again" | "later" | "ended";

/** Carries one journal entry to the server, whatever happens in between. */
export class Saver {
  private readonly entry: JournalEntry;
  private readonly parts: SaverParts;
  private readonly events: SaverEvents;
  private savedAt: number | null;
  private over = false;
  private running: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private unsentSince: number | null = null;
  private failures = 0;
  private reconciled = 0;
  private leaving = false;
  private trouble: "offline" | "signed-out" | "refused" | null = null;
  /** Of the refusal. */
  private reason = "";
  private readonly stopListening: (() => void)[] = [];

  constructor(entry: JournalEntry, savedAt: number | null, parts: SaverParts, events: SaverEvents) {
    this.entry = { ...entry };
    this.savedAt = savedAt;
    this.parts = parts;
    this.events = events;
    const online = () => this.trouble && void this.flush();
    window.addEventListener("online", online);
    this.stopListening.push(() => window.removeEventListener("online", online));
    this.stopListening.push(
      useAuth.subscribe(({ state }) => {
        const back = state.kind === "signed-in" && state.person.user === this.entry.user;
        if (this.trouble === "signed-out" && back) void this.flush();
      }),
    );
    if (entry.edits > 0) this.plan(0);
  }

  get edits(): number {
    return this.entry.edits;
  }

  get status(): SaveStatus {
    const { edits } = this.entry;
    if (edits === 0) return { kind: "saved", at: this.savedAt };
    if (this.trouble === "refused") return { kind: "refused", edits, reason: this.reason };
    return { kind: this.trouble ?? "saving", edits };
  }

  edit({ annotation, secondsWorked }: Work): void {
    if (this.over) return;
    Object.assign(this.entry, { annotation, secondsWorked, edits: this.entry.edits + 1, at: Date.now() });
    this.write();
    this.report();
    this.unsentSince ??= Date.now();
    // What was refused may be mended by this edit.
    if (!this.trouble || this.trouble === "refused")
      this.plan(Math.min(QUIET, this.unsentSince + LONGEST - Date.now()));
  }

  /** Sends all there is; resolves when the server has it, or it cannot be sent now. */
  async flush({ leaving = false } = {}): Promise<void> {
    this.leaving = leaving;
    clearTimeout(this.timer);
    while (this.entry.edits > 0 && !this.over) {
      await this.once();
      if (this.trouble) return;
    }
  }

  /** Ends it; unsent edits become a copy. Resolves when they are one. */
  async end(ending: Ending): Promise<void> {
    if (this.over) return;
    this.stop();
    if (this.entry.edits > 0) await this.parts.copies.keep(this.entry);
    this.events.onEnd(ending);
  }

  /** Stops without a word; what is in the journal stays there. */
  stop(): void {
    this.over = true;
    clearTimeout(this.timer);
    for (const stop of this.stopListening.splice(0)) stop();
  }

  /** Nothing of it is needed any more. */
  discard(): void {
    this.stop();
    void this.parts.journal.delete(this.entry);
  }

  private plan(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => {
        this.leaving = false;
        void this.once();
      },
      Math.max(0, wait),
    );
  }

  private report(): void {
    if (!this.over) this.events.onStatus(this.status);
  }

  private write(): void {
    const { journal } = this.parts;
    const { entry } = this;
    // Where the browser has no room for it, the server still gets it.
    void (entry.edits > 0 ? journal.put({ ...entry }) : journal.delete(entry)).catch(() => undefined);
  }

  /** One try, alone; whoever asks meanwhile gets the same one. */
  private once(): Promise<void> {
    this.running ??= this.attempt().finally(() => (this.running = null));
    return this.running;
  }

  private async attempt(): Promise<void> {
    if (this.over || this.entry.edits === 0) return;
    clearTimeout(this.timer);
    let step: Step;
    do step = await this.send();
    while (step === "again");
    if (this.over) return;
    this.report();
    if (step === "later") {
      // Signing in and edits are noticed at once; asking again is for a sign-in that was only refused, or a limit that
      // somebody lifts.
      const wait = this.trouble === "offline" ? FIRST_RETRY * 2 ** this.failures : LAST_RETRY;
      this.failures += 1;
      this.plan(Math.min(LAST_RETRY, wait));
    } else if (this.entry.edits > 0) {
      this.unsentSince = Date.now();
      this.plan(QUIET);
    } else this.unsentSince = null;
  }

  private async send(): Promise<Step> {
    const { entry } = this;
    const { annotation, secondsWorked, edits, revision } = entry;
    const sent = fingerprint(annotation);
    entry.inFlight = [...entry.inFlight.filter((other) => other !== sent), sent].slice(-MOST_IN_FLIGHT);
    this.write();
    const { server, seat } = this.parts;
    try {
      const work = { annotation, secondsWorked };
      entry.revision = await server.save(entry.assignment, work, revision, seat, this.leaving);
    } catch (error) {
      return this.over ? "ended" : this.refused(error);
    }
    if (this.over) return "ended";
    entry.acknowledged = sent;
    entry.inFlight = [];
    entry.edits -= edits;
    this.savedAt = Date.now();
    this.failures = this.reconciled = 0;
    this.trouble = null;
    this.write();
    return "sent";
  }

  private async refused(error: unknown): Promise<Step> {
    if (error instanceof SignedOut || (isProblem(error) && error.status === 401)) {
      this.trouble = "signed-out";
      return "later";
    }
    if (isProblem(error, "changed-meanwhile") && this.reconciled < MOST_RECONCILED) {
      this.reconciled += 1;
      try {
        return await this.reconcile(await this.parts.server.read(this.entry.assignment));
      } catch (again) {
        return this.over ? "ended" : this.refused(again);
      }
    }
    this.trouble = "offline";
    if (!isProblem(error) || isTemporary(error)) return "later";
    const ending = endingOf(error);
    if (ending) {
      await this.end(ending);
      return "ended";
    }
    if (error.status === 413 || error.status === 422) {
      this.trouble = "refused";
      const [fault] = error.faults;
      this.reason = fault ? `${fault.pointer} ${fault.message}` : error.message;
    }
    return "later";
  }

  /** Goes on upon what the server holds by now; a draft that did not come from here is kept as a copy. */
  private async reconcile(fresh: Assignment): Promise<Step> {
    const { entry } = this;
    if (this.over) return "ended";
    if (fresh.annotator !== entry.user) {
      await this.end({ kind: "moved" });
      return "ended";
    }
    if (fresh.state === "done" || roundOf(fresh) !== entry.round) {
      await this.end({ kind: "closed" });
      return "ended";
    }
    const held = draftPrint(fresh);
    if (held !== entry.acknowledged && !entry.inFlight.includes(held)) {
      const other = savedDraft(fresh);
      const at = Date.parse(fresh.draft?.saved_at ?? "");
      const { user, assignment, round } = entry;
      if (other) await this.parts.copies.add({ user, assignment, round, at, annotation: other });
    }
    entry.revision = fresh.revision;
    entry.acknowledged = held;
    return "again";
  }
}

/** What a refusal says about the record; null where it may be accepted later. */
function endingOf(problem: Problem): Ending | null {
  if (problem.slug === "edited-elsewhere") {
    const { since } = problem.facts;
    return { kind: "elsewhere", since: typeof since === "string" ? since : new Date().toISOString() };
  }
  if (isProblem(problem, "not-yours", "not-found", "forbidden")) return { kind: "moved" };
  if (isProblem(problem, "record-done")) return { kind: "closed" };
  return null;
}
