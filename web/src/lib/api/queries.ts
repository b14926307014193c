import { queryOptions } from "@tanstack/react-query";
import { answer, api, everything } from "./client";

/** What many pages read; the keys' first words are what to invalidate: ["task", id], ["tasks", workspace] ... */

export const meQuery = () =>
  queryOptions({ queryKey: ["me"], queryFn: ({ signal }) => answer(api.GET("/api/v1/me", { signal })) });

export const membersQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["members", workspace],
    queryFn: ({ signal }) =>
      everything((cursor) =>
        answer(
          api.GET("/api/v1/workspaces/{workspace}/members", {
            params: { path: { workspace }, query: { limit: 500, cursor } },
            signal,
          }),
        ),
      ),
    staleTime: 60_000,
  });

export const tasksQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["tasks", workspace],
    queryFn: ({ signal }) =>
      everything((cursor) =>
        answer(api.GET("/api/v1/tasks", { params: { query: { workspace, limit: 200, cursor } }, signal })),
      ),
  });

export const taskQuery = (task: string) =>
  queryOptions({
    queryKey: ["task", task],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/tasks/{task}", { params: { path: { task } }, signal })),
  });

export const presetsQuery = () =>
  queryOptions({
    queryKey: ["presets"],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/tasks/presets", { signal })),
    staleTime: Infinity,
  });

export const datasetsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["datasets", workspace],
    queryFn: ({ signal }) =>
      everything((cursor) =>
        answer(api.GET("/api/v1/datasets", { params: { query: { workspace, limit: 200, cursor } }, signal })),
      ),
  });

export const datasetQuery = (id: string) =>
  queryOptions({
    queryKey: ["dataset", id],
    queryFn: ({ signal }) => answer(api.GET("/api/v1/datasets/{id}", { params: { path: { id } }, signal })),
  });

export const processedQuery = (workspace: string) =>
  queryOptions({
    queryKey: ["processed", workspace],
    queryFn: ({ signal }) =>
      everything((cursor) =>
        answer(
          api.GET("/api/v1/processed-datasets", {
            params: { query: { workspace, limit: 200, cursor } },
            signal,
          }),
        ),
      ),
  });
