import { checkItems, type Fault } from "@/components/schema-editor/check";
import type { Dataset, Member } from "@/lib/api/types";
import { isProblem } from "@/lib/api/problems";
import { allows } from "@/lib/roles";
import { annotatorsOf, FIELDS, settingsOf, STEPS, type Step, type TaskDraft } from "./draft";
import { evenQuantities } from "./shares";

export type FaultyStep = Exclude<Step, "summary">;

/** What the draft is judged by. */
export interface Known {
  datasets: readonly Dataset[] | undefined;
  members: readonly Member[] | undefined;
}

const characters = (text: string) => Array.from(text).length;

function checkDataset(draft: TaskDraft, { datasets }: Known): Fault[] {
  if (!draft.dataset) return [{ pointer: "/dataset", rule: "dataset" }];
  const found = datasets?.find(({ id }) => id === draft.dataset);
  if (datasets && !found) return [{ pointer: "/dataset", rule: "datasetGone" }];
  if (found && (found.state !== "ready" || found.record_count === 0))
    return [{ pointer: "/dataset", rule: "datasetNotReady", fields: { name: found.name } }];
  return [];
}

function checkPeople(draft: TaskDraft, { datasets, members }: Known): Fault[] {
  const people = annotatorsOf(draft);
  if (people.length === 0)
    return [{ pointer: "/annotators", rule: draft.multi ? "annotators" : "annotator" }];
  const faults: Fault[] = [];
  people.forEach(({ user, quantity }, index) => {
    if (members && !mayDo(members, user, "label"))
      faults.push({ pointer: `/annotators/${index}/user`, rule: "notALabeler" });
    if (quantity !== null && !(Number.isInteger(quantity) && quantity >= 0))
      faults.push({ pointer: `/annotators/${index}/quantity`, rule: "quantity" });
  });
  const dataset = datasets?.find(({ id }) => id === draft.dataset);
  const even = dataset && evenQuantities(people, dataset.record_count);
  if (even && !Array.isArray(even))
    faults.push({ pointer: "/annotators", rule: "doNotAddUp", fields: { ...even } });
  return faults;
}

function checkReview(draft: TaskDraft, { members }: Known): Fault[] {
  if (draft.mode === "none") return [];
  const faults: Fault[] = [];
  if (draft.reviewers.length === 0) faults.push({ pointer: "/review/reviewers", rule: "reviewers" });
  draft.reviewers.forEach(({ user, quantity }, index) => {
    if (members && !mayDo(members, user, "review"))
      faults.push({ pointer: `/review/reviewers/${index}/user`, rule: "notAnAuditor" });
    if (quantity !== null && !(Number.isInteger(quantity) && quantity >= 1))
      faults.push({ pointer: `/review/reviewers/${index}/quantity`, rule: "share" });
  });
  if (draft.categories.some((category) => characters(category) > 100))
    faults.push({ pointer: "/review/categories", rule: "tooLong", fields: { most: 100 } });
  if (draft.categories.length > 50)
    faults.push({ pointer: "/review/categories", rule: "categories", fields: { most: 50 } });
  return faults;
}

function checkMore(draft: TaskDraft): Fault[] {
  const faults: Fault[] = [];
  const limit = (pointer: string, text: string, most: number) => {
    if (characters(text) > most) faults.push({ pointer, rule: "tooLong", fields: { most } });
  };
  if (!draft.name.trim()) faults.push({ pointer: "/name", rule: "taskName" });
  limit("/name", draft.name.trim(), 200);
  limit("/description", draft.description, 10_000);
  limit("/guideline", draft.guideline, 100_000);
  if (draft.assistance) {
    limit("/ai_assistance/predictor", draft.predictor, 200);
    if (settingsOf(draft.settings) === null)
      faults.push({ pointer: "/ai_assistance/settings", rule: "settings" });
  }
  return faults;
}

export function mayDo(members: readonly Member[], user: string, right: "label" | "review"): boolean {
  const member = members.find((one) => one.user === user);
  return member !== undefined && allows(member.role, right);
}

/** What the API would refuse of a step, as far as it can be known here. */
export function check(step: Step, draft: TaskDraft, known: Known): Fault[] {
  switch (step) {
    case "dataset":
      return checkDataset(draft, known);
    case "items":
      return checkItems(draft.items);
    case "people":
      return checkPeople(draft, known);
    case "review":
      return checkReview(draft, known);
    case "more":
      return checkMore(draft);
    case "summary":
      return [];
  }
}

/** The step that edits what a pointer into the request names. */
export function stepOf(pointer: string): FaultyStep {
  if (pointer.startsWith("/schema")) return "items";
  if (pointer.startsWith("/annotators")) return "people";
  if (pointer.startsWith("/review")) return "review";
  if (pointer.startsWith("/dataset")) return "dataset";
  return "more";
}

/** A refusal of `POST /tasks` as faults at their places; none where it is about nothing that was entered. */
export function refused(error: unknown, draft: TaskDraft): Fault[] {
  if (!isProblem(error)) return [];
  const user = typeof error.facts.user === "string" ? error.facts.user : "";
  const place = (people: readonly { user: string }[], at: string) => {
    const index = people.findIndex((person) => person.user === user);
    return index < 0 ? at : `${at}/${index}/user`;
  };
  switch (error.slug) {
    case "invalid-request":
      return error.faults
        .filter(({ in: where }) => where === undefined || where === "body")
        .map(({ pointer, message }) => ({ pointer, message }));
    case "quantities-do-not-add-up": {
      const { given, needed } = error.facts as { given?: number; needed?: number };
      return [
        { pointer: "/annotators", rule: "doNotAddUp", fields: { given: given ?? 0, needed: needed ?? 0 } },
      ];
    }
    case "not-a-labeler":
      return [{ pointer: place(annotatorsOf(draft), "/annotators"), rule: "notALabeler" }];
    case "not-an-auditor":
      return [{ pointer: place(draft.reviewers, "/review/reviewers"), rule: "notAnAuditor" }];
    case "dataset-not-ready":
      return [{ pointer: "/dataset", message: error.detail }];
    case "not-found":
      return [{ pointer: "/dataset", rule: "datasetGone" }];
    default:
      return [];
  }
}

/** Whether a step still says what it said in an earlier draft. */
export function unchanged(step: FaultyStep, now: TaskDraft, then: TaskDraft): boolean {
  return FIELDS[step].every((field) => now[field] === then[field]);
}

export const FAULTY_STEPS = STEPS.filter((step): step is FaultyStep => step !== "summary");
