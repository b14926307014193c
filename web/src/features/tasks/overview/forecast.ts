import type { Day } from "./days";

/** The pace is that of the last days, today included. */
export const PACE_DAYS = 7;
const DAY_MS = 86_400_000;

export type Forecast =
  /** Nothing is left to be done. */
  | { kind: "done" }
  /** `early`: nothing was done yet; `no-pace`: in the last days nothing came nearer to its end. */
  | { kind: "none"; why: "stopped" | "early" | "no-pace" }
  | { kind: "end"; at: Date; perDay: number };

/**
 * When the task's last record will be done, if it goes on as in the last days. Net pace: what was sent back counts
 * against what was done. Today counts by the part of it that has passed, all days together as one at least.
 */
export function forecast({
  counts,
  days,
  reviewed,
  stopped,
  now,
}: {
  counts: { total: number; open: number; submitted: number; done: number };
  days: readonly Day[];
  /** Whether a record is done by a verdict; else by its submission. */
  reviewed: boolean;
  stopped: boolean;
  now: Date;
}): Forecast {
  const remaining = counts.total - counts.done;
  if (remaining <= 0) return { kind: "done" };
  if (stopped) return { kind: "none", why: "stopped" };
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const window = days.filter(({ day }) => Date.parse(day) > today - PACE_DAYS * DAY_MS);
  const first = days[0];
  if (counts.done === 0 || first === undefined) return { kind: "none", why: "early" };
  const done = window.reduce((sum, day) => sum + (reviewed ? day.approved : day.submitted) - day.returned, 0);
  if (done <= 0) return { kind: "none", why: "no-pace" };
  const start = Math.max(Date.parse(first.day), today - (PACE_DAYS - 1) * DAY_MS);
  const perDay = done / Math.max(1, (now.getTime() - start) / DAY_MS);
  return { kind: "end", at: new Date(now.getTime() + (remaining / perDay) * DAY_MS), perDay };
}
