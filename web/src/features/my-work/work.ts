import type { Member, TaskItem } from "@/lib/api/types";
import { allows } from "@/lib/roles";
import type { OwnQueue, OwnReviews } from "./queries";

/** One's own labeling in a task. */
export interface LabelWork {
  task: TaskItem;
  queue: OwnQueue;
  /** Open ones of all kinds that one can label now. */
  left: number;
}

/** One's own reviewing in a task. */
export interface ReviewWork {
  task: TaskItem;
  reviews: OwnReviews;
  left: number;
}

const CLOSED: ReadonlySet<TaskItem["state"]> = new Set(["stopped", "preparing", "failed", "deleted"]);

/** Whether a task hands out work now. */
export function handsOut(task: TaskItem): boolean {
  return !CLOSED.has(task.state);
}

/** Rework first, then what is open, then what others have to do, then what is over; newest first within each. */
function rank(task: TaskItem, rework: number, left: number, waiting: number): number {
  if (handsOut(task) && rework > 0) return 0;
  if (handsOut(task) && left > 0) return 1;
  if (left > 0) return 2;
  return waiting > 0 ? 3 : 4;
}

/** One's labeling by task, what is to do first on top. */
export function labelWork(tasks: readonly TaskItem[], queues: readonly OwnQueue[]): LabelWork[] {
  const byTask = new Map(queues.map((queue) => [queue.task, queue]));
  return tasks
    .flatMap((task) => {
      const queue = byTask.get(task.id);
      if (!queue) return [];
      const { fresh, draft, rework } = queue.open;
      return [{ task, queue, left: Math.max(0, fresh + draft + rework - queue.held) }];
    })
    .map((work) => ({
      work,
      rank: rank(work.task, work.queue.open.rework, work.left, work.queue.submitted),
    }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ work }) => work);
}

/** One's reviewing by task, what waits on top. */
export function reviewWork(tasks: readonly TaskItem[], reviews: readonly OwnReviews[]): ReviewWork[] {
  const byTask = new Map(reviews.map((row) => [row.task, row]));
  return tasks
    .flatMap((task) => {
      const row = byTask.get(task.id);
      return row ? [{ task, reviews: row, left: Math.max(0, row.pending - row.held) }] : [];
    })
    .map((work) => ({ work, rank: rank(work.task, 0, work.left, work.task.counts.open) }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ work }) => work);
}

/** The first task that one can go on with at once. */
export function firstToContinue(work: readonly { task: TaskItem; left: number }[]): string | null {
  return work.find(({ task, left }) => left > 0 && handsOut(task))?.task.id ?? null;
}

export type Attention = "failed" | "held" | "completed-not-generated" | "stopped";

/**
 * Tasks of which somebody named does not have the role for it any more, so that work of theirs may be held.
 * `members`: all of the workspace.
 */
export function maybeHeld(tasks: readonly TaskItem[], members: readonly Member[]): string[] {
  const roles = new Map(members.map(({ user, role }) => [user, role]));
  const may = (user: string) => {
    const role = roles.get(user);
    return role !== undefined && allows(role, "label");
  };
  return tasks
    .filter(({ counts }) => counts.open > 0)
    .filter(({ annotator_users }) => annotator_users.some((user) => !may(user)))
    .map(({ id }) => id);
}

/** Why a manager should look at a task; `held`: how many of its open records nobody can label now. */
export function attention(task: TaskItem, held: number): Attention[] {
  const reasons: Attention[] = [];
  if (task.state === "failed") reasons.push("failed");
  if (held > 0) reasons.push("held");
  const processed = task.processed_dataset;
  if (task.state === "completed" && (processed === null || processed.partial))
    reasons.push("completed-not-generated");
  if (task.state === "stopped") reasons.push("stopped");
  return reasons;
}
