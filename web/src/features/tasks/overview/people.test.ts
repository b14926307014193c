import { expect, test } from "vitest";
import type { AnnotatorProgress, Progress, Queues, Reviews } from "../queries";
import { annotatorRows, heldBy, realTimeFactor, reviewerRows } from "./people";

const progress = {
  annotators: [{ user: "dina" }, { user: "emil" }],
  reviewers: [{ user: "gus" }],
} as unknown as Progress;
const queues = {
  items: [
    { annotator: "emil", held: 0 },
    { annotator: "joined", held: 3 },
  ],
} as unknown as Queues;
const reviews = {
  reviewers: [
    { reviewer: "gus", held: 1, pending: 4 },
    { reviewer: null, held: 2, pending: 2 },
  ],
} as unknown as Reviews;

test("people of the settings come first, then who has work without standing there", () => {
  expect(annotatorRows(progress, queues).map(({ user, queue }) => [user, queue?.held ?? null])).toEqual([
    ["dina", null],
    ["emil", 0],
    ["joined", 3],
  ]);
  expect(reviewerRows(progress, reviews).map(({ user }) => user)).toEqual(["gus", null]);
});

test("work that its owner cannot do is named with how much it is", () => {
  expect(heldBy(annotatorRows(progress, queues), reviewerRows(progress, reviews))).toEqual([
    { kind: "assignments", user: "joined", held: 3 },
    { kind: "reviews", user: "gus", held: 1 },
    { kind: "reviews", user: null, held: 2 },
  ]);
});

test("the real-time factor is work per audio, and none before any work", () => {
  const worked = (seconds_worked: number, audio_seconds: number) =>
    realTimeFactor({ seconds_worked, audio_seconds } as AnnotatorProgress);
  expect(worked(90, 60)).toBe(1.5);
  expect(worked(0, 60)).toBeNull();
  expect(worked(90, 0)).toBeNull();
  expect(realTimeFactor(null)).toBeNull();
});
