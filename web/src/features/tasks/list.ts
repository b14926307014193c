import type { TaskItem, TaskState } from "@/lib/api/types";

export const SORTS = ["name", "state", "progress", "dataset", "seconds", "created"] as const;
export type Sort = (typeof SORTS)[number];

/** States that a task of the list can have, in the order of its life. */
export const STATES = [
  "preparing",
  "labeling",
  "reviewing",
  "stopped",
  "completed",
  "failed",
] as const satisfies readonly TaskState[];

export interface Listing {
  words: string;
  state: TaskState | null;
  sort: Sort;
  descending: boolean;
}

/** What the address asks for; what it does not know is left out. Newest first by default. */
export function listingOf(params: URLSearchParams): Listing {
  const given = params.get("sort") ?? "-created";
  const sort = SORTS.find((each) => each === given.replace(/^-/, ""));
  return {
    words: params.get("q") ?? "",
    state: STATES.find((each) => each === params.get("state")) ?? null,
    sort: sort ?? "created",
    descending: sort ? given.startsWith("-") : true,
  };
}

/** The address's word for a sort. */
export function sortWord(sort: Sort, descending: boolean): string {
  return `${descending ? "-" : ""}${sort}`;
}

/** The share of a task's records that are done, from 0 to 1. */
export function progress({ counts: { done, total } }: TaskItem): number {
  return total ? done / total : 0;
}

const COMPARE: Record<Sort, (one: TaskItem, other: TaskItem) => number> = {
  name: (one, other) => one.name.localeCompare(other.name),
  state: (one, other) => place(one.state) - place(other.state),
  progress: (one, other) => progress(one) - progress(other),
  dataset: (one, other) => one.dataset_name.localeCompare(other.dataset_name),
  seconds: (one, other) => one.seconds - other.seconds,
  created: (one, other) =>
    one.created_at < other.created_at ? -1 : one.created_at > other.created_at ? 1 : 0,
};

function place(state: TaskState): number {
  return (STATES as readonly TaskState[]).indexOf(state);
}

/** The tasks that are asked for, in order; `name` turns a user id into a name, which is searched too. */
export function listed(
  tasks: readonly TaskItem[],
  wanted: Listing,
  name: (user: string) => string,
): TaskItem[] {
  const words = wanted.words.trim().toLocaleLowerCase();
  const text = (task: TaskItem) =>
    [task.name, task.dataset_name, ...[...task.annotator_users, ...task.reviewer_users].map(name)]
      .join("\n")
      .toLocaleLowerCase();
  const direction = wanted.descending ? -1 : 1;
  return tasks
    .filter((task) => task.state !== "deleted")
    .filter((task) => wanted.state === null || task.state === wanted.state)
    .filter((task) => !words || text(task).includes(words))
    .sort((one, other) => direction * COMPARE[wanted.sort](one, other));
}
