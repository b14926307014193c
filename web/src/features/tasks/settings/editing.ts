import type { Schemas, Task } from "@/lib/api/types";

type ChangedTask = Schemas["ChangedTask"];
type Mode = Task["review"]["mode"];

/** A reviewer in the form; `quantity` empty: an even share. */
export interface FormReviewer {
  user: string;
  quantity: number | "";
}

/** What the edit form holds. */
export interface TaskForm {
  name: string;
  description: string;
  guideline: string;
  assistance: boolean;
  predictor: string;
  /** JSON of an object. */
  predictorSettings: string;
  mode: Mode;
  reviewers: FormReviewer[];
  blind: boolean;
  categories: string[];
}

export function formOf(task: Task): TaskForm {
  const { ai_assistance: assistance, review } = task;
  return {
    name: task.name,
    description: task.description,
    guideline: task.guideline,
    assistance: assistance.enabled,
    predictor: assistance.predictor ?? "",
    predictorSettings: Object.keys(assistance.settings).length
      ? JSON.stringify(assistance.settings, null, 2)
      : "",
    mode: review.mode,
    // A share of 0 is of somebody who gets nothing new: they are not named any more.
    reviewers: review.reviewers.filter(({ quantity }) => quantity > 0).map((each) => ({ ...each })),
    blind: review.blind,
    categories: review.categories,
  };
}

/** The object of some JSON text; an empty text is an empty object; null: it is none. */
export function objectOf(text: string): Record<string, unknown> | null {
  if (!text.trim()) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** What to send: only what differs from the task. */
export function changesOf(task: Task, form: TaskForm): ChangedTask {
  const before = formOf(task);
  const changes: ChangedTask = {};
  for (const key of ["name", "description", "guideline"] as const) {
    const value = key === "name" ? form.name.trim() : form[key];
    if (value !== before[key]) changes[key] = value;
  }
  const assistance: ChangedTask["ai_assistance"] = {};
  if (form.assistance !== before.assistance) assistance.enabled = form.assistance;
  if (form.predictor.trim() !== before.predictor) assistance.predictor = form.predictor.trim() || null;
  if (!same(objectOf(form.predictorSettings), objectOf(before.predictorSettings)))
    assistance.settings = objectOf(form.predictorSettings) ?? {};
  if (Object.keys(assistance).length) changes.ai_assistance = assistance;

  const review: ChangedTask["review"] = {};
  if (form.mode !== before.mode) review.mode = form.mode;
  if (!same(form.reviewers, before.reviewers))
    review.reviewers = form.reviewers.map(({ user, quantity }) =>
      quantity === "" ? { user } : { user, quantity },
    );
  if (form.blind !== before.blind) review.blind = form.blind;
  if (!same(form.categories, before.categories)) review.categories = form.categories;
  if (Object.keys(review).length) changes.review = review;
  return changes;
}

export type Effect =
  | "review-off"
  | "review-on"
  | "to-partial"
  | "to-full"
  | "reviewers-gone"
  | "reviewers-new"
  | "blind-on"
  | "assistance-on"
  | "assistance-off"
  | "guideline";

/** What the changes will mean for the people at work. */
export function effectsOf(task: Task, form: TaskForm): Effect[] {
  const before = formOf(task);
  const effects: Effect[] = [];
  if (form.mode !== before.mode) {
    if (form.mode === "none") effects.push("review-off");
    else if (before.mode === "none") effects.push("review-on");
    else effects.push(form.mode === "partial" ? "to-partial" : "to-full");
  }
  const named = new Set(form.reviewers.map(({ user }) => user));
  const known = new Set(before.reviewers.map(({ user }) => user));
  if (form.mode !== "none") {
    if (before.reviewers.some(({ user }) => !named.has(user))) effects.push("reviewers-gone");
    if (before.mode !== "none" && form.reviewers.some(({ user }) => !known.has(user)))
      effects.push("reviewers-new");
    if (form.blind && !before.blind) effects.push("blind-on");
  }
  if (form.assistance !== before.assistance)
    effects.push(form.assistance ? "assistance-on" : "assistance-off");
  if (form.guideline !== before.guideline) effects.push("guideline");
  return effects;
}
