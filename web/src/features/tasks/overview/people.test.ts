import { expect, test } from "vitest";
import type { AnnotatorProgress, Progress, Queues, Reviews } from "../queries";
import { annotatorRows, calledName, heldBy, realTimeFactor, reviewerRows } from "./people";

const progress = {
  annotators: [{ user: "dina" }, { user: "emil" }],
  reviewers: [{ user: "gus" }],
} as unknown as Progress;
const queues = {
  items: [
    { annotator: "emil", name: "Emil", held: 0 },
    { annotator: "joined", name: "Joy", held: 3 },
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
    { kind: "assignments", user: "joined", name: "Joy", held: 3 },
    { kind: "reviews", user: "gus", name: null, held: 1 },
    { kind: "reviews", user: null, name: null, held: 2 },
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

test("who left the workspace is called as their queue knows them, else by their user id", () => {
  const members = (user: string) => (user === "dina" ? "Dina Haddad" : user);
  expect(calledName("dina", "Dina", members)).toBe("Dina Haddad");
  expect(calledName("zoe", "Zoe Zimmer", members)).toBe("Zoe Zimmer");
  expect(calledName("zoe", undefined, members)).toBe("zoe");
});
