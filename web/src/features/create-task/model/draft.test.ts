import { newItem } from "@/components/schema-editor/edited";
import { Problem } from "@/lib/api/problems";
import type { Dataset, Member, Task } from "@/lib/api/types";
import { describe, expect, test } from "vitest";
import { check, refused, stepOf } from "./check";
import { bodyOf, copyOf, newDraft, type TaskDraft } from "./draft";

const datasets = [{ id: "d", name: "D", state: "ready", record_count: 10 }] as Dataset[];
const members = [
  { user: "ann", role: "annotation_operator" },
  { user: "aud", role: "annotation_auditor" },
] as Member[];
const known = { datasets, members };
const draft = (more: Partial<TaskDraft> = {}): TaskDraft => ({ ...newDraft("d"), ...more });
const rules = (...args: Parameters<typeof check>) =>
  check(...args).map(({ pointer, rule }) => `${pointer} ${rule}`);

describe("the request for a task", () => {
  test("names one annotator without a number where the job is one person's", () => {
    const people = [{ user: "ann", quantity: 3 }, { user: "bob", quantity: 4 }]; // prettier-ignore
    expect(bodyOf(draft({ annotators: people }), "w").annotators).toEqual([{ user: "ann" }]);
    expect(bodyOf(draft({ annotators: people, multi: true }), "w").annotators).toEqual(people);
  });

  test("says nothing of a review or a model that is off", () => {
    const body = bodyOf(
      draft({ reviewers: [{ user: "aud", quantity: 2 }], blind: true, categories: ["x"], predictor: "p" }),
      "w",
    );
    expect(body.review).toEqual({ mode: "none", reviewers: [], blind: false, categories: [] });
    expect(body.ai_assistance).toEqual({ enabled: false, settings: {} });
  });
});

describe("the check of a step", () => {
  test("asks for what is missing", () => {
    const empty = { ...newDraft(), items: [] };
    expect(rules("dataset", empty, known)).toEqual(["/dataset dataset"]);
    expect(rules("items", empty, known)).toEqual(["/schema/items items"]);
    expect(rules("people", empty, known)).toEqual(["/annotators annotator"]);
    expect(rules("review", { ...empty, mode: "full" }, known)).toEqual(["/review/reviewers reviewers"]);
    expect(rules("more", { ...empty, assistance: true, settings: "[1]" }, known)).toEqual([
      "/name taskName",
      "/ai_assistance/settings settings",
    ]);
  });

  test("knows who may label and who may review", () => {
    expect(rules("people", draft({ annotators: [{ user: "aud", quantity: null }] }), known)).toEqual([
      "/annotators/0/user notALabeler",
    ]);
    expect(
      rules("review", draft({ mode: "partial", reviewers: [{ user: "ann", quantity: 0 }] }), known),
    ).toEqual(["/review/reviewers/0/user notAnAuditor", "/review/reviewers/0/quantity share"]);
  });

  test("adds up quantities only where several share the records", () => {
    const annotators = [{ user: "ann", quantity: 4 }];
    expect(rules("people", draft({ annotators }), known)).toEqual([]);
    expect(rules("people", draft({ annotators, multi: true }), known)).toEqual(["/annotators doNotAddUp"]);
  });
});

describe("a refusal of the API", () => {
  const people = draft({ annotators: [{ user: "ann", quantity: null }], items: [newItem("text")] });
  const problem = (slug: string, status: number, facts: object) =>
    new Problem(status, { type: `/problems/${slug}`, ...facts });

  test("leads to the field and the step that it is about", () => {
    const cases: [Problem, string][] = [
      [problem("quantities-do-not-add-up", 409, { given: 1, needed: 2 }), "/annotators"],
      [problem("not-a-labeler", 409, { user: "ann" }), "/annotators/0/user"],
      [problem("not-an-auditor", 409, { user: "nobody" }), "/review/reviewers"],
      [problem("dataset-not-ready", 409, { detail: "empty" }), "/dataset"],
      [
        problem("invalid-request", 422, {
          errors: [{ pointer: "/schema/items/0/pattern", message: "no", in: "body" }],
        }),
        "/schema/items/0/pattern",
      ],
    ];
    for (const [error, pointer] of cases)
      expect(refused(error, people).map((fault) => fault.pointer)).toEqual([pointer]);
    expect(["/schema/items/0", "/annotators", "/review/blind", "/dataset", "/guideline"].map(stepOf)).toEqual(
      ["items", "people", "review", "dataset", "more"],
    );
  });

  test("that is about nothing that was entered names no field", () => {
    expect(refused(problem("rate-limited", 429, {}), people)).toEqual([]);
    expect(refused(new Error("away"), people)).toEqual([]);
  });
});

describe("a copy of a task", () => {
  const task = {
    id: "t",
    dataset: "d",
    record_count: 10,
    schema: { items: [] },
    annotators: [{ user: "a", quantity: 4 }, { user: "b", quantity: 3 }, { user: "c", quantity: 3 }, { user: "late", quantity: 0 }],
    review: { mode: "full", reviewers: [{ user: "r", quantity: 1 }, { user: "s", quantity: 1 }], blind: true, categories: ["x"] },
    ai_assistance: { enabled: true, predictor: null, settings: { n: 1 } },
    description: "",
    guideline: "# G",
  } as unknown as Task; // prettier-ignore

  test("leaves numbers open that are even anyway, and out who only joined it", () => {
    const copy = copyOf(task, "Copy", null);
    expect(copy.annotators).toEqual(["a", "b", "c"].map((user) => ({ user, quantity: null })));
    expect(copy.reviewers).toEqual(["r", "s"].map((user) => ({ user, quantity: null })));
    expect(copy).toMatchObject({ dataset: "d", multi: true, blind: true, guideline: "# G" });
    expect(bodyOf(copy, "w").ai_assistance).toEqual({ enabled: true, predictor: null, settings: { n: 1 } });
  });

  test("keeps numbers that somebody chose", () => {
    const uneven = { ...task, annotators: [{ user: "a", quantity: 9 }, { user: "b", quantity: 1 }] }; // prettier-ignore
    expect(copyOf(uneven, "Copy", "other")).toMatchObject({
      dataset: "other",
      annotators: uneven.annotators,
    });
  });
});
