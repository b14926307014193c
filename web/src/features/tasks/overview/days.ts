import type { Progress } from "../queries";

/** A day's work of everybody together; `day` is a UTC date, YYYY-MM-DD. */
export interface Day {
  day: string;
  submitted: number;
  approved: number;
  rejected: number;
  returned: number;
}

const DAY_MS = 86_400_000;

/** The UTC date of a moment. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** Everybody's days added up, from the first with work up to today, without a gap; no more than the last `most`. */
export function daysOf(progress: Progress, now: Date, most = 30): Day[] {
  const byDay = new Map<string, Day>();
  const at = (day: string) => {
    const found = byDay.get(day) ?? { day, submitted: 0, approved: 0, rejected: 0, returned: 0 };
    byDay.set(day, found);
    return found;
  };
  for (const { by_day } of progress.annotators)
    for (const { day, submitted, approved, rejected, returned } of by_day) {
      const sum = at(day);
      sum.submitted += submitted;
      sum.approved += approved;
      sum.rejected += rejected;
      sum.returned += returned;
    }
  const first = [...byDay.keys()].sort()[0];
  if (first === undefined) return [];
  const days: Day[] = [];
  const today = Date.parse(dayOf(now));
  for (let time = Math.max(Date.parse(first), today - (most - 1) * DAY_MS); time <= today; time += DAY_MS)
    days.push(at(dayOf(new Date(time))));
  return days;
}
