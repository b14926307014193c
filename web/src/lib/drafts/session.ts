import { isProblem } from "@/lib/api/problems";
import type { Annotation, Assignment } from "@/lib/api/types";
import { createStore } from "zustand/vanilla";
import { claim, onWanted, takeClaim, type Claim } from "./claims";
import { begin, beginReadOnly, freshEntry, type Beginning } from "./opening";
import { sitDown } from "./seats";
import { Saver, type Ending, type SaverParts } from "./saver";
import type { LiveAssignment } from "./server";
import { roundOf, startOf } from "./states";
import type { Database } from "./database";
import type { DraftCopy, DraftSession, SaveStatus } from "./types";

/** Milliseconds between renewals of the seat; it lasts a minute. */
const RENEW_EVERY = 25_000;
/** So long the first answer about the seat is waited for; without it one begins. */
const FIRST_ANSWER = 400;
/** An own submission is told by the stream, too, perhaps before its answer. */
const OWN_ANSWER = 1500;
/** So long a session that is left may take to send what is unsent. */
const LEAVING = 1500;

export interface SessionParts extends SaverParts {
  database: Database;
}

/** What this window has open: until when its sessions of an assignment are not yet left. */
const leaving = new Map<string, Promise<unknown>>();

/** Opens an assignment: what to start from, and whether this window may edit. */
export async function openSession(
  given: Assignment,
  user: string,
  parts: SessionParts,
): Promise<DraftSession> {
  const asked = { user, assignment: given.id };
  const key = `${user} ${given.id}`;
  const before = leaving.get(key);
  let left: () => void = () => undefined;
  const mine = new Promise<void>((done) => (left = done));
  leaving.set(key, mine);
  const reopened = () => leaving.get(key) !== mine;
  const forget = () => {
    left();
    if (!reopened()) leaving.delete(key);
  };
  try {
    await before; // the same record, opened again where it was just left
    let lost: () => void = () => undefined;
    const held = await claim(asked, () => lost());
    let assignment = given;
    let since: string | null = held ? null : new Date().toISOString();
    if (held) {
      const editor = await soon(sitDown(given.id, parts));
      if (editor && !editor.yours) since = editor.since;
      // Something happened since it was read: it was prefetched, or left open.
      if (editor && editor.revision !== given.revision)
        assignment = (await soon(parts.server.read(given.id))) ?? given;
    }
    const beginning = since
      ? await beginReadOnly(assignment, user, held !== null, parts)
      : await begin(assignment, user, parts);
    const session = new Session(assignment, user, parts, beginning, held, { forget, reopened });
    lost = () => session.lostClaim();
    session.start(since);
    return session;
  } catch (error) {
    forget();
    throw error;
  }
}

/** The answer, where it comes soon; null where it does not come, or says no: the saver will hear why. */
async function soon<T>(answer: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((done) => (timer = setTimeout(() => done(null), FIRST_ANSWER)));
  try {
    return await Promise.race([answer.catch(() => null), late]);
  } finally {
    clearTimeout(timer);
  }
}

class Session implements DraftSession {
  readonly status = createStore<SaveStatus>(() => ({ kind: "saved", at: null }));
  readonly starting: DraftSession["starting"];
  readonly seat: string;
  private readonly assignment: Assignment;
  private readonly user: string;
  private readonly parts: SessionParts;
  private readonly beginning: Beginning;
  private readonly forget: () => void;
  /** Whether this window has opened the record again since. */
  private readonly reopened: () => boolean;
  private held: Claim | null;
  private saver: Saver | null = null;
  private over = false;
  private stops: (() => void)[] = [];
  private closing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    assignment: Assignment,
    user: string,
    parts: SessionParts,
    beginning: Beginning,
    held: Claim | null,
    window: { forget: () => void; reopened: () => boolean },
  ) {
    this.forget = window.forget;
    this.reopened = window.reopened;
    this.assignment = assignment;
    this.user = user;
    this.parts = parts;
    this.beginning = beginning;
    this.held = held;
    this.starting = beginning.starting;
    this.seat = parts.seat;
  }

  /** Edits, unless another window does since some time; follows what happens to the record until it is left. */
  start(elsewhereSince: string | null): void {
    if (elsewhereSince) this.show({ kind: "elsewhere", since: elsewhereSince }, 0);
    else this.edited(this.beginning);
    const { id } = this.assignment;
    const { server } = this.parts;
    const renewal = setInterval(() => void this.renew(), RENEW_EVERY);
    const shown = () => this.shownOrHidden();
    const goes = () => this.pageGoes();
    document.addEventListener("visibilitychange", shown);
    window.addEventListener("pagehide", goes);
    this.stops = [
      () => clearInterval(renewal),
      () => document.removeEventListener("visibilitychange", shown),
      () => window.removeEventListener("pagehide", goes),
      onWanted({ user: this.user, assignment: id }, () => void this.yield()),
      server.follow(
        id,
        (state) => this.heard(state),
        () => void this.moved(),
      ),
    ];
  }

  edit(annotation: Annotation, secondsWorked: number): void {
    this.saver?.edit({ annotation, secondsWorked });
  }

  async flush(): Promise<void> {
    await this.saver?.flush();
  }

  async takeOver(): Promise<Annotation> {
    const { id } = this.assignment;
    const asked = { user: this.user, assignment: id };
    this.held ??= await takeClaim(asked, () => this.lostClaim());
    await this.parts.server.takeSeat(id, this.seat, true);
    const fresh = await this.parts.server.read(id);
    if (this.over) return startOf(fresh).annotation;
    this.saver?.stop();
    const savedAt = fresh.draft?.saved_at ? Date.parse(fresh.draft.saved_at) : null;
    this.edited({ entry: freshEntry(fresh, this.user), savedAt });
    return startOf(fresh).annotation;
  }

  copies(): Promise<DraftCopy[]> {
    return this.parts.copies.of(this.user, this.assignment.id);
  }

  dropCopy(id: string): Promise<void> {
    return this.parts.copies.drop(id);
  }

  submitted(): void {
    this.saver?.discard();
    this.saver = null;
    this.leave();
  }

  close(): void {
    if (this.over) return;
    const { saver } = this;
    this.leave(false);
    // What is unsent goes out now; where it cannot, it stays in the journal.
    void Promise.race([saver?.flush(), new Promise((done) => setTimeout(done, saver?.edits ? LEAVING : 0))])
      .catch(() => undefined)
      .finally(() => {
        saver?.stop();
        // Where it was opened again meanwhile, the seat stays ours.
        if (!this.reopened()) this.leaveSeat();
        this.release();
      });
  }

  /** Another window of this browser has taken the claim. */
  lostClaim(): void {
    this.held = null;
    this.end({ kind: "elsewhere", since: new Date().toISOString() });
  }

  private edited({ entry, savedAt }: Pick<Beginning, "entry" | "savedAt">): void {
    const { parts } = this;
    this.saver = new Saver(entry, savedAt, parts, {
      onStatus: (status) => !this.over && this.status.setState(status, true),
      onEnd: (ending) => this.show(ending, this.saver?.edits ?? 0),
    });
    this.status.setState(this.saver.status, true);
  }

  private show(ending: Ending, edits: number): void {
    this.saver = null;
    if (!this.over) this.status.setState({ ...ending, edits }, true);
  }

  private end(ending: Ending): void {
    if (this.saver) void this.saver.end(ending);
    else if (!this.over) {
      const { kind } = this.status.getState();
      // What was moved or closed stays that.
      if (kind === "saved" || kind === "elsewhere") this.show(ending, 0);
    }
  }

  private heard(state: LiveAssignment): void {
    if (this.over) return;
    if (!state.yours) return void this.moved();
    const { kind } = this.status.getState();
    const round = this.beginning.entry.round;
    clearTimeout(this.closing);
    if (state.state === "done" || roundOf(state) !== round) {
      this.closing = setTimeout(() => this.end({ kind: "closed" }), OWN_ANSWER);
    } else if (state.editor && state.editor.seat !== this.seat) {
      if (kind === "elsewhere")
        this.show({ kind, since: state.editor.since }, editsOf(this.status.getState()));
      else if (this.saver) void this.renew();
    }
  }

  /** Keeps the seat; learns there who has it. */
  private async renew(): Promise<void> {
    const { saver } = this;
    if (!saver || this.over) return;
    try {
      const editor = await this.parts.server.takeSeat(this.assignment.id, this.seat, false);
      if (this.over || this.saver !== saver) return;
      if (editor.yours) return;
      this.end({ kind: "elsewhere", since: editor.since });
    } catch (error) {
      if (isProblem(error, "not-yours", "not-found")) await this.moved();
    }
  }

  /** The record went to somebody else: for half a minute what was typed last still goes with it. */
  private async moved(): Promise<void> {
    const { saver } = this;
    await saver?.flush();
    if (this.over) return;
    if (saver && this.saver === saver) await saver.end({ kind: "moved" });
    else if (!this.saver) this.show({ kind: "moved" }, editsOf(this.status.getState()));
  }

  /** Another window of this browser wants it: saves what it can, keeps the rest as a copy. */
  private async yield(): Promise<void> {
    if (!this.held) return;
    await Promise.race([this.saver?.flush(), new Promise((done) => setTimeout(done, 1200))]);
    await this.saver?.end({ kind: "elsewhere", since: new Date().toISOString() });
    this.release();
  }

  private shownOrHidden(): void {
    if (document.hidden) void this.saver?.flush({ leaving: true });
    else void this.renew();
  }

  /** The page goes: another device may sit down at once, unless something is still to be sent from here. */
  private pageGoes(): void {
    if (this.saver?.edits) void this.saver.flush({ leaving: true });
    else this.leaveSeat();
  }

  private leaveSeat(): void {
    if (this.held) void this.parts.server.leaveSeat(this.assignment.id, this.seat).catch(() => undefined);
  }

  private leave(release = true): void {
    this.over = true;
    clearTimeout(this.closing);
    for (const stop of this.stops.splice(0)) stop();
    if (release) this.release();
  }

  private release(): void {
    const released = this.held?.release() ?? Promise.resolve();
    this.held = null;
    if (this.over) void released.finally(this.forget);
  }
}

const editsOf = (status: SaveStatus) => ("edits" in status ? status.edits : 0);
