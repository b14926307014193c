/** Steps kept; each is a snapshot that shares what did not change. */
const DEEPEST = 1000;
/** What belongs together and follows within this time is one step, in milliseconds. */
const PAUSE = 1000;

/** Snapshots before and after the present one. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What the last step was, so that more of the same joins it; null after a pause that was meant. */
  readonly joint: { readonly key: string; readonly at: number; readonly lasting: boolean } | null;
}

export interface Step {
  /** Steps of one key that follow each other are one: typing in one field, dragging one edge. */
  key?: string;
  /** Joins however long it takes: a drag until it is let go. */
  lasting?: boolean;
  /** Milliseconds; any clock that does not go back. */
  now?: number;
}

export function createHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], joint: null };
}

/** Goes on to another snapshot; the same one again changes nothing. */
export function commit<T>(history: History<T>, next: T, step: Step = {}): History<T> {
  if (Object.is(next, history.present)) return history;
  const { key, lasting = false, now = performance.now() } = step;
  const { joint } = history;
  const joins =
    key !== undefined && joint?.key === key && ((lasting && joint.lasting) || now - joint.at <= PAUSE);
  const past = joins ? history.past : [...history.past.slice(1 - DEEPEST), history.present];
  return { past, present: next, future: [], joint: key === undefined ? null : { key, at: now, lasting } };
}

/** Ends a step: what follows is another one. */
export function seal<T>(history: History<T>): History<T> {
  return history.joint ? { ...history, joint: null } : history;
}

export function undo<T>(history: History<T>): History<T> {
  if (history.past.length === 0) return history;
  return {
    past: history.past.slice(0, -1),
    present: history.past.at(-1)!,
    future: [history.present, ...history.future],
    joint: null,
  };
}

export function redo<T>(history: History<T>): History<T> {
  if (history.future.length === 0) return history;
  return {
    past: [...history.past, history.present],
    present: history.future[0]!,
    future: history.future.slice(1),
    joint: null,
  };
}

/** Takes the last step back as if it had never been: a drag that is given up. */
export function forget<T>(history: History<T>): History<T> {
  return history.past.length === 0 ? history : { ...undo(history), future: [] };
}
