import { answer, api } from "@/lib/api/client";
import { faultAt, isProblem } from "@/lib/api/problems";
import type { Right } from "@/lib/roles";

export type TransferKind = "assignments" | "reviews";
export type Quantity = number | "everything";

export interface TransferBody {
  task: string;
  from: string;
  to: string;
  quantity: Quantity;
}

/** What moves, by kind of open work; a review has no drafts. */
export interface Moved {
  fresh: number;
  draft?: number;
  rework: number;
}

/** A transfer that was ordered, and how far it is. */
export interface Transfer {
  id: string;
  state: "pending" | "running" | "done" | "failed" | "canceled";
  moved: Moved;
  progress: { done: number; total: number | null };
  failure: string | null;
}

/** Who may get what moves. */
export const RECEIVES: Record<TransferKind, Right> = { assignments: "label", reviews: "review" };

export function totalOf({ fresh, draft = 0, rework }: Moved): number {
  return fresh + draft + rework;
}

export function isOver({ state }: Transfer): boolean {
  return state === "done" || state === "failed" || state === "canceled";
}

export async function previewTransfer(
  kind: TransferKind,
  body: TransferBody,
  signal: AbortSignal,
): Promise<Moved> {
  const { moved } =
    kind === "assignments"
      ? await answer(api.POST("/api/v1/assignment-transfers/preview", { body, signal }))
      : await answer(api.POST("/api/v1/review-transfers/preview", { body, signal }));
  return moved;
}

/** `key`: the same for a repetition of the same order, which is then carried out once. */
export async function orderTransfer(kind: TransferKind, body: TransferBody, key: string): Promise<Transfer> {
  const params = { header: { "Idempotency-Key": key } };
  return kind === "assignments"
    ? answer(api.POST("/api/v1/assignment-transfers", { params, body }))
    : answer(api.POST("/api/v1/review-transfers", { params, body }));
}

export async function readTransfer(kind: TransferKind, id: string, signal: AbortSignal): Promise<Transfer> {
  const params = { path: { id } };
  return kind === "assignments"
    ? answer(api.GET("/api/v1/assignment-transfers/{id}", { params, signal }))
    : answer(api.GET("/api/v1/review-transfers/{id}", { params, signal }));
}

/** Somebody with work that can be moved. */
export interface Giver {
  user: string;
  open: number;
  held: number;
}

/** Who has open work (pending reviews) in a task: all for managers, else oneself. */
export async function givers(kind: TransferKind, task: string, signal: AbortSignal): Promise<Giver[]> {
  const params = { query: { task } };
  if (kind === "assignments") {
    const summary = await answer(api.GET("/api/v1/assignments/summary", { params, signal }));
    if (!("totals" in summary)) return [];
    return summary.items.map(({ annotator, open, held }) => ({ user: annotator, open: totalOf(open), held }));
  }
  const summary = await answer(api.GET("/api/v1/reviews/summary", { params, signal }));
  if (!("reviewers" in summary)) return [];
  return summary.reviewers.flatMap(({ reviewer, pending, held }) =>
    reviewer === null ? [] : [{ user: reviewer, open: pending, held }],
  );
}

export type TransferField = "from" | "to" | "quantity";

/** At which field a refusal belongs; null: at none of them. */
export function fieldOf(error: unknown): TransferField | null {
  if (isProblem(error, "not-enough-open")) return "quantity";
  if (isProblem(error, "not-a-labeler", "not-an-auditor")) return "to";
  return (["from", "to", "quantity"] as const).find((field) => faultAt(error, `/${field}`)) ?? null;
}
