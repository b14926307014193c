import { answer, api } from "@/lib/api/client";
import { isProblem, isTemporary } from "@/lib/api/problems";
import { SignedOut } from "@/lib/auth/provider";
import { useAuth } from "@/lib/auth/session";
import { createStore, type StoreApi } from "zustand/vanilla";
import { bytesOf, type LocalFile } from "./files";
import { Meter, resumable, type Ranges } from "./plan";
import { arrivedFiles, remembered } from "./remember";
import { giveUpFile, sendFile, type Sending } from "./sendFile";

export interface UploadState {
  /** `waiting`: no answer came, it is tried again; `signed-out`: goes on when one has signed in again. */
  phase: "sending" | "paused" | "waiting" | "signed-out" | "done" | "failed" | "canceled";
  filesDone: number;
  filesTotal: number;
  bytesDone: number;
  bytesTotal: number;
  /** Bytes per second, and seconds left at that rate; null while unknown. */
  rate: number | null;
  left: number | null;
  /** Files that could not be sent; the others went on. */
  refused: readonly { path: string; error: unknown }[];
  /** Why all of it failed. */
  error: unknown;
}

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 20_000;
const TELL_MS = 150;
const AT_ONCE = 3;

/** Sends files to an upload, three at a time; makes nothing of cuts, and goes on with what an earlier page sent. */
export class Uploader {
  readonly store: StoreApi<UploadState>;
  /** Resolves with the upload's id when everything was sent, with null when it was canceled or failed. */
  readonly finished: Promise<string | null>;
  readonly #workspace: string;
  readonly #files: readonly LocalFile[];
  readonly #control = new AbortController();
  readonly #meter = new Meter();
  #resumed: (() => void) | null = null;
  #bytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(workspace: string, files: readonly LocalFile[]) {
    this.#workspace = workspace;
    this.#files = files;
    this.store = createStore<UploadState>(() => ({
      phase: "sending",
      filesDone: 0,
      filesTotal: files.length,
      bytesDone: 0,
      bytesTotal: bytesOf(files),
      rate: null,
      left: null,
      refused: [],
      error: null,
    }));
    this.finished = this.#run();
  }

  pause(): void {
    if (["sending", "waiting"].includes(this.store.getState().phase)) this.#phase("paused");
  }

  resume(): void {
    if (this.store.getState().phase !== "paused") return;
    this.#meter.reset();
    this.#phase("sending");
    this.#resumed?.();
  }

  /** Stops for good; the same files can be sent from here on later, within a day. */
  stop(): void {
    this.#control.abort();
    this.#resumed?.();
  }

  /** Gives up; what was sent is removed from the server by itself after a day. */
  cancel(): void {
    remembered.forget(this.#workspace);
    this.stop();
  }

  async #run(): Promise<string | null> {
    try {
      const { upload, arrived } = await this.#open();
      const queue = [...this.#files];
      const to: Sending = {
        upload,
        signal: this.#control.signal,
        persist: (request) => this.#persist(request),
        onBytes: (bytes) => this.#count(bytes),
      };
      const work = async () => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          await this.#one(next, arrived.get(next.path), to);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      this.#tell();
      this.#phase("done");
      return upload;
    } catch (error) {
      const canceled = this.#control.signal.aborted;
      this.#control.abort();
      this.store.setState({ phase: canceled ? "canceled" : "failed", error: canceled ? null : error });
      return null;
    } finally {
      clearTimeout(this.#timer);
    }
  }

  /** Goes on with what was begun before a reload, or begins anew. */
  async #open(): Promise<{ upload: string; arrived: Map<string, Ranges> }> {
    const earlier = remembered.get(this.#workspace);
    if (earlier !== null) {
      const wanted = new Map(this.#files.map(({ path, file }) => [path, file.size]));
      try {
        const { open, files } = await this.#persist(() => arrivedFiles(earlier, this.#control.signal));
        const arrived = open ? resumable(files, wanted) : null;
        if (arrived) return { upload: earlier, arrived };
      } catch (error) {
        if (!isProblem(error, "not-found", "forbidden")) throw error;
      }
    }
    const { id } = await this.#persist(() =>
      answer(api.POST("/api/v1/uploads", { body: { workspace: this.#workspace } })),
    );
    remembered.set(this.#workspace, id);
    return { upload: id, arrived: new Map() };
  }

  async #one(local: LocalFile, missing: Ranges | undefined, to: Sending): Promise<void> {
    const before = missing
      ? local.file.size - missing.reduce((sum, [start, end]) => sum + end - start, 0)
      : 0;
    this.#count(before);
    let sent = 0;
    const count = (bytes: number) => {
      sent += bytes;
      this.#count(bytes);
    };
    try {
      await sendFile(local, missing, { ...to, onBytes: count });
    } catch (error) {
      const ended = isProblem(error, "not-found", "forbidden", "upload-closed") || error instanceof SignedOut;
      if (this.#control.signal.aborted || ended) throw error;
      if (before + sent > 0) await giveUpFile(local, to);
      this.#count(local.file.size - before - sent);
      this.store.setState(({ refused }) => ({ refused: [...refused, { path: local.path, error }] }));
    }
    this.store.setState(({ filesDone }) => ({ filesDone: filesDone + 1 }));
  }

  async #persist<T>(request: () => Promise<T>): Promise<T> {
    let wait = FIRST_WAIT;
    for (;;) {
      await this.#unpaused();
      this.#control.signal.throwIfAborted();
      try {
        const answered = await request();
        if (["waiting", "signed-out"].includes(this.store.getState().phase)) this.#phase("sending");
        return answered;
      } catch (error) {
        if (this.#control.signal.aborted) throw error;
        if (error instanceof SignedOut) await this.#signedIn();
        else if (isTemporary(error)) {
          if (this.store.getState().phase === "sending") this.#phase("waiting");
          await this.#moment(wait);
          wait = Math.min(wait * 2, LONGEST_WAIT);
        } else throw error;
        this.#meter.reset();
      }
    }
  }

  async #unpaused(): Promise<void> {
    while (this.store.getState().phase === "paused" && !this.#control.signal.aborted) {
      const others = this.#resumed;
      await new Promise<void>((resolve) => {
        this.#resumed = () => {
          others?.();
          resolve();
        };
      });
    }
  }

  /** Waits until one is signed in again. */
  async #signedIn(): Promise<void> {
    this.#phase("signed-out");
    await new Promise<void>((resolve) => {
      const done = () => {
        if (useAuth.getState().state.kind !== "signed-in" && !this.#control.signal.aborted) return;
        stop();
        resolve();
      };
      const stop = useAuth.subscribe(done);
      this.#control.signal.addEventListener("abort", done, { once: true });
      done();
    });
  }

  /** Waits a while, or until the network is back. */
  async #moment(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        window.removeEventListener("online", done);
        this.#control.signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      window.addEventListener("online", done);
      this.#control.signal.addEventListener("abort", done);
    });
  }

  #phase(phase: UploadState["phase"]): void {
    this.store.setState({ phase });
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, TELL_MS);
  }

  #tell(): void {
    this.#meter.mark(performance.now(), this.#bytes);
    const rate = this.#meter.rate();
    const { bytesTotal } = this.store.getState();
    const left = rate ? (bytesTotal - this.#bytes) / rate : null;
    this.store.setState({ bytesDone: this.#bytes, rate, left });
  }
}
