import { answer, api, everything } from "@/lib/api/client";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

/** What could not be imported, a page at a time. */
export const failuresQuery = (dataset: string) =>
  infiniteQueryOptions({
    queryKey: ["dataset", dataset, "failures"],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/v1/datasets/{id}/failures", {
          params: { path: { id: dataset }, query: { limit: 100, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** All of what could not be imported. */
export function allFailures(dataset: string) {
  return everything((cursor) =>
    answer(
      api.GET("/api/v1/datasets/{id}/failures", {
        params: { path: { id: dataset }, query: { limit: 500, cursor } },
      }),
    ),
  );
}

/** Tasks over a dataset. */
export const tasksOfQuery = (workspace: string, dataset: string) =>
  queryOptions({
    queryKey: ["tasks", workspace, "of", dataset],
    queryFn: ({ signal }) =>
      everything((cursor) =>
        answer(
          api.GET("/api/v1/tasks", {
            params: { query: { workspace, dataset, limit: 200, cursor } },
            signal,
          }),
        ),
      ),
  });

/** Its first records: enough to know which facts the manifest told. */
export const firstRecordsQuery = (dataset: string) =>
  queryOptions({
    queryKey: ["dataset", dataset, "first-records"],
    queryFn: async ({ signal }) =>
      (
        await answer(
          api.GET("/api/v1/datasets/{id}/records", {
            params: { path: { id: dataset }, query: { limit: 50 } },
            signal,
          }),
        )
      ).items,
    staleTime: 60_000,
  });
