import type { Task } from "@/lib/api/types";
import { describe, expect, test } from "vitest";
import { someTask } from "@/testing/tasks";
import { changesOf, effectsOf, formOf, objectOf } from "./editing";

const review: Task["review"] = {
  mode: "full",
  reviewers: [
    { user: "gus", quantity: 1 },
    { user: "left", quantity: 0 },
  ],
  blind: false,
  categories: ["noise"],
};
const task = {
  ...someTask(),
  description: "What is said",
  guideline: "Write it down",
  review,
  ai_assistance: { enabled: false, predictor: "asr", settings: { beam: 5 } },
} as unknown as Task;
const form = formOf(task);

describe("an edit sends", () => {
  test("nothing where nothing changed", () => {
    expect(changesOf(task, form)).toEqual({});
    expect(effectsOf(task, form)).toEqual([]);
  });

  test("only what changed", () => {
    expect(changesOf(task, { ...form, name: " New " })).toEqual({ name: "New" });
    expect(changesOf(task, { ...form, mode: "partial", blind: true })).toEqual({
      review: { mode: "partial", blind: true },
    });
  });

  test("a cleared predictor as none, and settings as an object", () => {
    expect(changesOf(task, { ...form, predictor: " ", predictorSettings: "" })).toEqual({
      ai_assistance: { predictor: null, settings: {} },
    });
  });

  test("reviewers without a share as sharing evenly", () => {
    expect(changesOf(task, { ...form, reviewers: [{ user: "farah", quantity: "" }] })).toEqual({
      review: { reviewers: [{ user: "farah" }] },
    });
  });
});

describe("an edit says beforehand", () => {
  test("what becomes of what waits when review is turned off, on, or changed", () => {
    expect(effectsOf(task, { ...form, mode: "none" })).toEqual(["review-off"]);
    expect(effectsOf(task, { ...form, mode: "partial" })).toEqual(["to-partial"]);
    const without = { ...task, review: { ...review, mode: "none", reviewers: [] } } as Task;
    const after = { ...formOf(without), mode: "full" as const, reviewers: [{ user: "gus", quantity: 1 }] };
    expect(effectsOf(without, after)).toEqual(["review-on"]);
  });

  test("what reviewers who leave or join keep and get", () => {
    const reviewers = [{ user: "farah", quantity: 1 }];
    expect(effectsOf(task, { ...form, reviewers })).toEqual(["reviewers-gone", "reviewers-new"]);
  });
});

test("settings are an object in JSON, or nothing", () => {
  expect(objectOf("  ")).toEqual({});
  expect(objectOf('{"a": 1}')).toEqual({ a: 1 });
  for (const text of ["[1]", "3", "null", "{"]) expect(objectOf(text), text).toBeNull();
});
