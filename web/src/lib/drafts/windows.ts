import type { Database } from "./database";

const KEY = "earmark.seat";
const KEPT_DAYS = 2;

const lockOf = (seat: string) => `earmark-seat:${seat}`;

/** Holds a lock as long as the page lives; false where another page has it. */
function holdForLife(name: string): Promise<boolean> {
  return new Promise((known, failed) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        known(lock !== null);
        return lock ? new Promise<void>(() => undefined) : undefined;
      })
      .catch(failed);
  });
}

let mine: Promise<string> | null = null;

/**
 * This window's seat: the same after a reload or a crash of the tab, and never that of another living window, also
 * where a browser duplicates a tab with all it remembers.
 */
export function windowSeat(database: Database): Promise<string> {
  mine ??= (async () => {
    let seat = sessionStorage.getItem(KEY);
    if (seat === null || !(await holdForLife(lockOf(seat)))) {
      seat = crypto.randomUUID();
      await holdForLife(lockOf(seat));
      sessionStorage.setItem(KEY, seat);
    }
    const forgotten = Date.now() - KEPT_DAYS * 86_400_000;
    for (const known of await database.getAll("windows"))
      if (known.at < forgotten) await database.delete("windows", known.seat);
    await database.put("windows", { seat, at: Date.now() });
    return seat;
  })();
  mine.catch(() => (mine = null));
  return mine;
}

/** Whether a seat is that of a window of this browser that is no more: closed, or crashed. */
export async function isDeadWindow(database: Database, seat: string): Promise<boolean> {
  if (!(await database.get("windows", seat))) return false;
  const { held } = await navigator.locks.query();
  return !held?.some(({ name }) => name === lockOf(seat));
}
