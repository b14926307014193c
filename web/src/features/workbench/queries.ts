import { answer, api } from "@/lib/api/client";
import type { Assignment, Schemas } from "@/lib/api/types";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

export type Work = Schemas["AssignmentServiceWorkView"];
export type Submitted = Schemas["SubmittedView"];
export type Submission = Schemas["SubmissionBody"];

/** The part of a queue that is shown. */
export type Shelf = "open" | "submitted" | "done";
export const SHELVES = ["open", "submitted", "done"] as const satisfies readonly Shelf[];

const PAGE = 100;

export function nextWork(task: string): Promise<Work> {
  return answer(api.POST("/api/v1/assignments/next", { body: { task } }));
}

export function readAssignment(id: string, signal?: AbortSignal): Promise<Assignment> {
  return answer(api.GET("/api/v1/assignments/{id}", { params: { path: { id } }, signal }));
}

/** The same key with the same body is one submission, however often it is sent. */
export function submit(id: string, body: Submission, key: string): Promise<Submitted> {
  return answer(
    api.POST("/api/v1/assignments/{id}/submission", {
      params: { path: { id }, header: { "Idempotency-Key": key } },
      body,
    }),
  );
}

export function putOff(id: string): Promise<Work> {
  return answer(api.POST("/api/v1/assignments/{id}/deferral", { params: { path: { id } } }));
}

/** How many of the caller's records of a task stand where. */
export const ownQueueQuery = (task: string, user: string) =>
  queryOptions({
    queryKey: ["assignments", "summary", task, user],
    queryFn: async ({ signal }) => {
      const { items } = await answer(
        api.GET("/api/v1/assignments/summary", { params: { query: { task } }, signal }),
      );
      return items.find(({ annotator }) => annotator === user) ?? null;
    },
    refetchInterval: 15_000,
  });

/** A part of the caller's own queue, page by page: open ones in the order in which they come. */
export const shelfQuery = (task: string, user: string, shelf: Shelf) =>
  infiniteQueryOptions({
    queryKey: ["assignments", "queue", task, user, shelf],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/v1/assignments", {
          params: {
            query: {
              task,
              annotator: user,
              state: shelf,
              sort: shelf === "open" ? "queue" : "-submitted_at",
              limit: PAGE,
              cursor: pageParam,
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 15_000,
  });
