import { fromItem, toItem } from "@/components/schema-editor/convert";
import type { EditedItem } from "@/components/schema-editor/edited";
import type { Schemas, Task } from "@/lib/api/types";
import { evenQuantities, type Person } from "./shares";

export const STEPS = ["dataset", "items", "people", "review", "more", "summary"] as const;
export type Step = (typeof STEPS)[number];

/** A task while it is being made. */
export interface TaskDraft {
  /** The task that it began as a copy of. */
  copyOf: string | null;
  dataset: string | null;
  items: EditedItem[];
  /** Several annotators share the records; else the first of `annotators` has all. */
  multi: boolean;
  annotators: Person[];
  mode: Schemas["NewReview"]["mode"];
  reviewers: Person[];
  blind: boolean;
  categories: string[];
  assistance: boolean;
  predictor: string;
  /** JSON, as it is typed. */
  settings: string;
  name: string;
  description: string;
  guideline: string;
}

/** What each step edits; what is refused is shown until it changes. */
export const FIELDS: Record<Exclude<Step, "summary">, readonly (keyof TaskDraft)[]> = {
  dataset: ["dataset"],
  items: ["items"],
  people: ["multi", "annotators", "dataset"],
  review: ["mode", "reviewers", "blind", "categories"],
  more: ["assistance", "predictor", "settings", "name", "description", "guideline"],
};

export function newDraft(dataset: string | null = null): TaskDraft {
  return {
    copyOf: null,
    dataset,
    items: [],
    multi: false,
    annotators: [],
    mode: "none",
    reviewers: [],
    blind: false,
    categories: [],
    assistance: false,
    predictor: "",
    settings: "",
    name: "",
    description: "",
    guideline: "",
  };
}

/** Numbers that are what sharing evenly would give anyway are left open, so that they fit another dataset too. */
function openWhereEven(people: Person[], total: number): Person[] {
  const open = people.map(({ user }) => ({ user, quantity: null }));
  const even = evenQuantities(open, total);
  return Array.isArray(even) && even.every((n, index) => n === people[index]!.quantity) ? open : people;
}

/** A draft with another task's settings. Who only joined it by a transfer is left out. */
export function copyOf(task: Task, name: string, dataset: string | null): TaskDraft {
  const annotators = task.annotators.filter(({ quantity }) => quantity > 0);
  const reviewers = task.review.reviewers.filter(({ quantity }) => quantity > 0);
  const alike = new Set(reviewers.map(({ quantity }) => quantity)).size <= 1;
  return {
    ...newDraft(dataset ?? task.dataset),
    copyOf: task.id,
    items: task.schema.items.map(fromItem),
    multi: annotators.length > 1,
    annotators: openWhereEven(
      annotators.map(({ user, quantity }) => ({ user, quantity })),
      task.record_count,
    ),
    mode: task.review.mode,
    reviewers: reviewers.map(({ user, quantity }) => ({ user, quantity: alike ? null : quantity })),
    blind: task.review.blind,
    categories: task.review.categories,
    assistance: task.ai_assistance.enabled,
    predictor: task.ai_assistance.predictor ?? "",
    settings: Object.keys(task.ai_assistance.settings).length
      ? JSON.stringify(task.ai_assistance.settings, null, 2)
      : "",
    name: Array.from(name).slice(0, 200).join(""),
    description: task.description,
    guideline: task.guideline,
  };
}

/** Settings of AI assistance as they are typed; null where they are no JSON object. */
export function settingsOf(text: string): Record<string, unknown> | null {
  if (!text.trim()) return {};
  try {
    const settings: unknown = JSON.parse(text);
    return typeof settings === "object" && settings !== null && !Array.isArray(settings)
      ? (settings as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function named({ user, quantity }: Person): Schemas["NamedAnnotator"] {
  return quantity === null ? { user } : { user, quantity };
}

/** The annotators that count: all, or the one who has everything. */
export function annotatorsOf(draft: TaskDraft): Person[] {
  if (draft.multi) return draft.annotators;
  return draft.annotators.slice(0, 1).map(({ user }) => ({ user, quantity: null }));
}

/** What `POST /tasks` gets; lists keep their order, so that its pointers lead back to the fields. */
export function bodyOf(draft: TaskDraft, workspace: string): Schemas["NewTask"] {
  const reviewed = draft.mode !== "none";
  return {
    workspace,
    name: draft.name.trim(),
    description: draft.description,
    guideline: draft.guideline,
    dataset: draft.dataset ?? "",
    schema: { items: draft.items.map(toItem) },
    annotators: annotatorsOf(draft).map(named),
    review: {
      mode: draft.mode,
      reviewers: reviewed ? draft.reviewers.map(named) : [],
      blind: reviewed && draft.blind,
      categories: reviewed ? draft.categories : [],
    },
    ai_assistance: draft.assistance
      ? {
          enabled: true,
          predictor: draft.predictor.trim() || null,
          settings: settingsOf(draft.settings) ?? {},
        }
      : { enabled: false, settings: {} },
  };
}
