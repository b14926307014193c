import { shared } from "@/components/listening/media";
import { answer, api } from "@/lib/api/client";
import type { Assignment, Schemas } from "@/lib/api/types";
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { queryOf, type RecordFilters } from "./filters";

export type ListedRecord = Schemas["ValuedAssignment"];

/** The records of a task as the filters ask for, page by page. A page can be empty and yet have a next one. */
export const recordsQuery = (task: string, filters: RecordFilters) =>
  infiniteQueryOptions({
    queryKey: ["task-records", task, filters],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET("/api/v1/assignments", {
          params: { query: { ...queryOf(task, filters), ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: 10_000,
  });

function readAssignment(id: string, signal?: AbortSignal): Promise<Assignment> {
  return answer(api.GET("/api/v1/assignments/{id}", { params: { path: { id } }, signal }));
}

/** The addresses of a record's media are signed for a while: asks for new ones. */
export const freshRecord = shared(async (id) => (await readAssignment(id)).record);

/** All of one record: rounds, verdicts, addresses. */
export const assignmentQuery = (id: string) =>
  queryOptions({
    queryKey: ["assignment", id],
    queryFn: ({ signal }) => readAssignment(id, signal),
    staleTime: 5000,
  });

/** Sends a done record back to its annotator. */
export function useReturn(task: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      answer(api.POST("/api/v1/assignments/{id}/return", { params: { path: { id } }, body: { reason } })),
    onSuccess: (_, { id }) =>
      Promise.all(
        [
          ["task-records", task],
          ["assignment", id],
          ["task", task],
          ["task-queues", task],
        ].map((queryKey) => queries.invalidateQueries({ queryKey })),
      ),
  });
}
