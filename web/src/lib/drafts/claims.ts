/**
 * Which window of this browser edits an assignment, also while the server is away: a Web Lock per person and
 * assignment. The one who wants to take it over asks first, so that the holder can save; then it is taken anyway.
 */

const lockOf = (user: string, assignment: string) => `earmark-draft:${user}:${assignment}`;
const sendingOf = ({ user, assignment }: Asked) => `earmark-sending:${user}:${assignment}`;
const CHANNEL = "earmark-drafts";
/** Milliseconds that a holder has to save what it has. */
const GRACE = 2000;
/** Milliseconds that one who opens a record waits for its unsent edits to be sent. */
const SENDING = 5000;

/** A claim on an assignment, until it is let go or taken away. */
export interface Claim {
  /** Resolves when somebody else can have it. */
  release(): Promise<void>;
}

interface Asked {
  user: string;
  assignment: string;
}

function request(
  { user, assignment }: Asked,
  options: LockOptions,
  onLost: () => void,
): Promise<Claim | null> {
  return new Promise((known, failed) => {
    let letGo: () => void = () => undefined;
    let held = false;
    const kept = new Promise<void>((done) => (letGo = done));
    const over = navigator.locks
      .request(lockOf(user, assignment), options, (lock) => {
        held = lock !== null;
        known(lock && { release: () => (letGo(), over) });
        return lock ? kept : undefined;
      })
      .then(() => undefined)
      .catch((error: unknown) => {
        // Stolen; or given up while waiting.
        if (held) onLost();
        else if (options.signal?.aborted) known(null);
        else failed(error instanceof Error ? error : new Error(String(error)));
      });
  });
}

/** Claims an assignment; null where another window of this browser edits it. `onLost`: it was taken away. */
export async function claim(asked: Asked, onLost: () => void): Promise<Claim | null> {
  const free = await request(asked, { ifAvailable: true }, onLost);
  if (free) return free;
  // Only being sent, by whichever window: that is soon over.
  const { held } = await navigator.locks.query();
  if (!held?.some(({ name }) => name === sendingOf(asked))) return null;
  return request(asked, { signal: AbortSignal.timeout(SENDING) }, onLost);
}

/** Does something with an assignment that nobody edits; nothing where somebody does, or does the same. */
export async function whileNobodyEdits(asked: Asked, work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(sendingOf(asked), { ifAvailable: true }, async (sending) => {
    const held = sending && (await request(asked, { ifAvailable: true }, () => undefined));
    if (!held) return;
    try {
      await work();
    } finally {
      await held.release();
    }
  });
}

/** Takes it from whichever window has it, after a moment for that one to save. */
export async function takeClaim(asked: Asked, onLost: () => void): Promise<Claim> {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(asked);
  channel.close();
  const patience = AbortSignal.timeout(GRACE);
  const yielded = await request(asked, { signal: patience }, onLost);
  return yielded ?? (await request(asked, { steal: true }, onLost))!;
}

/** Calls when another window wants an assignment; returns how to stop. */
export function onWanted({ user, assignment }: Asked, wanted: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<Asked>) => {
    if (data.user === user && data.assignment === assignment) wanted();
  };
  return () => channel.close();
}
