import { describe, expect, test } from "vitest";
import type { AnnotatorProgress, Progress } from "../queries";
import { daysOf, type Day } from "./days";
import { forecast } from "./forecast";
import { pareto } from "./pareto";

const day = (day: string, more: Partial<Day> = {}): Day => ({
  day,
  submitted: 0,
  approved: 0,
  rejected: 0,
  returned: 0,
  ...more,
});

function progressOf(...people: [string, number][][]): Progress {
  const annotators = people.map((days, index) => ({
    user: `u${index}`,
    by_day: days.map(([at, submitted]) => ({ ...day(at), submitted, approved: 1, records: 0, unusable: 0 })),
  })) as unknown as AnnotatorProgress[];
  return { annotators } as unknown as Progress;
}

describe("the days of a task", () => {
  const now = new Date("2026-03-05T12:00:00Z");

  test("add up what everybody did, with quiet days between, up to today", () => {
    const days = daysOf(
      progressOf(
        [["2026-03-02", 4]],
        [
          ["2026-03-02", 1],
          ["2026-03-04", 2],
        ],
      ),
      now,
    );
    expect(days.map((each) => [each.day, each.submitted])).toEqual([
      ["2026-03-02", 5],
      ["2026-03-03", 0],
      ["2026-03-04", 2],
      ["2026-03-05", 0],
    ]);
    expect(days[0]!.approved).toBe(2);
  });

  test("are none before the first work, and no more than asked for", () => {
    expect(daysOf(progressOf([]), now)).toEqual([]);
    expect(daysOf(progressOf([["2025-01-01", 1]]), now, 30)).toHaveLength(30);
  });
});

describe("the forecast of a task's end", () => {
  const now = new Date("2026-03-08T12:00:00Z");
  const base = {
    counts: { total: 100, open: 60, submitted: 20, done: 20 },
    reviewed: true,
    stopped: false,
    now,
  };

  test("goes on with the pace of the last seven days", () => {
    const days = ["02", "03", "04", "05", "06", "07", "08"].map((d) => day(`2026-03-${d}`, { approved: 13 }));
    const found = forecast({ ...base, days });
    // 91 in six and a half days: 14 a day; 80 are left.
    expect(found).toMatchObject({ kind: "end", perDay: 14 });
    expect(found.kind === "end" && found.at.getTime()).toBeCloseTo(
      now.getTime() + (80 / 14) * 86_400_000,
      -3,
    );
  });

  test("forgets what is longer ago", () => {
    const days = [day("2026-02-20", { approved: 5000 }), day("2026-03-08", { approved: 13 })];
    expect(forecast({ ...base, days })).toMatchObject({ kind: "end", perDay: 2 });
  });

  test("takes the first day as a whole one", () => {
    expect(forecast({ ...base, days: [day("2026-03-08", { approved: 20 })] })).toMatchObject({ perDay: 20 });
  });

  test("counts submissions where nothing is reviewed, and takes off what was returned", () => {
    const days = [day("2026-03-08", { submitted: 12, returned: 2, approved: 99 })];
    expect(forecast({ ...base, days, reviewed: false })).toMatchObject({ perDay: 10 });
  });

  test("is none while nothing is done, while the task is stopped, and where nothing comes nearer", () => {
    expect(forecast({ ...base, counts: { total: 9, open: 9, submitted: 0, done: 0 }, days: [] })).toEqual({
      kind: "none",
      why: "early",
    });
    const days = [day("2026-03-08", { approved: 3 })];
    expect(forecast({ ...base, days, stopped: true })).toEqual({ kind: "none", why: "stopped" });
    expect(forecast({ ...base, days: [day("2026-02-01", { approved: 3 })] })).toEqual({
      kind: "none",
      why: "no-pace",
    });
    expect(forecast({ ...base, days: [day("2026-03-08", { approved: 3, returned: 4 })] })).toEqual({
      kind: "none",
      why: "no-pace",
    });
  });

  test("says that nothing is left", () => {
    expect(forecast({ ...base, counts: { total: 9, open: 0, submitted: 0, done: 9 }, days: [] })).toEqual({
      kind: "done",
    });
  });
});

describe("the reasons of rejections", () => {
  test("stand by frequency with what they make up together", () => {
    expect(pareto({ noise: 1, "wrong words": 6, quality: 3, never: 0 })).toEqual([
      { reason: "wrong words", count: 6, share: 0.6, cumulative: 0.6 },
      { reason: "quality", count: 3, share: 0.3, cumulative: 0.9 },
      { reason: "noise", count: 1, share: 0.1, cumulative: 1 },
    ]);
  });

  test("are none where none was named", () => {
    expect(pareto({})).toEqual([]);
  });
});
