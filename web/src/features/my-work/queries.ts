import { answer, api } from "@/lib/api/client";
import type { Schemas } from "@/lib/api/types";
import { queryOptions } from "@tanstack/react-query";

export type OwnQueue = Schemas["OwnQueueView"];
export type OwnReviews = Schemas["OwnReviews"];

/** How often My work looks again: the work of others moves one's own queue. */
export const LOOK_AGAIN_MS = 5000;

/** The caller's queue in every task of the workspace. */
export const ownQueuesQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["own-queues", workspace],
    queryFn: async ({ signal }): Promise<OwnQueue[]> => {
      const summary = await answer(
        api.GET("/api/v1/assignments/summary", { params: { query: { workspace } }, signal }),
      );
      return "workspace" in summary ? summary.items : [];
    },
    refetchInterval: LOOK_AGAIN_MS,
  });

/** The caller's reviews in every task of the workspace. */
export const ownReviewsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["own-reviews", workspace],
    queryFn: async ({ signal }): Promise<OwnReviews[]> => {
      const summary = await answer(
        api.GET("/api/v1/reviews/summary", { params: { query: { workspace } }, signal }),
      );
      return "workspace" in summary ? summary.items : [];
    },
    refetchInterval: LOOK_AGAIN_MS,
  });

/** How many open records of a task nobody can label now. */
export const heldQuery = (task: string) =>
  queryOptions({
    queryKey: ["task-held", task],
    queryFn: async ({ signal }): Promise<number> => {
      const summary = await answer(
        api.GET("/api/v1/assignments/summary", { params: { query: { task } }, signal }),
      );
      return "totals" in summary ? summary.totals.held : 0;
    },
    refetchInterval: 30_000,
  });
