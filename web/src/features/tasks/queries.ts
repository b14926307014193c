import { answer, api } from "@/lib/api/client";
import type { Schemas, Task } from "@/lib/api/types";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

export type Progress = Schemas["TaskServiceProgressView"];
export type AnnotatorProgress = Schemas["AnnotatorProgress"];
export type ReviewerProgress = Schemas["ReviewerProgress"];
export type Queues = Schemas["AssignmentServiceSummaryView"];
export type Reviews = Schemas["ReviewServiceSummaryView"];

const LOOK_AGAIN_MS = 5000;

/** What events told of everybody's work in a task; who does not manage it sees their own. */
export const progressQuery = (task: string) =>
  queryOptions({
    queryKey: ["task-progress", task],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/tasks/{task}/progress", { params: { path: { task } }, signal })),
    refetchInterval: LOOK_AGAIN_MS,
  });

/** What is in whose queue now. */
export const queuesQuery = (task: string) =>
  queryOptions({
    queryKey: ["task-queues", task],
    queryFn: async ({ signal }): Promise<Queues | null> => {
      const summary = await answer(
        api.GET("/api/v1/assignments/summary", { params: { query: { task } }, signal }),
      );
      return "totals" in summary ? summary : null;
    },
    refetchInterval: LOOK_AGAIN_MS,
  });

/** Who holds which reviews now. */
export const reviewsQuery = (task: string) =>
  queryOptions({
    queryKey: ["task-reviews", task],
    queryFn: async ({ signal }): Promise<Reviews | null> => {
      const summary = await answer(
        api.GET("/api/v1/reviews/summary", { params: { query: { task } }, signal }),
      );
      return "reviewers" in summary ? summary : null;
    },
    refetchInterval: LOOK_AGAIN_MS,
  });

/** The datasets generated from a task, newest first. */
export const generatedQuery = (workspace: string, task: string) =>
  queryOptions({
    queryKey: ["processed", workspace, task],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/processed-datasets", { params: { query: { workspace, task, limit: 50 } }, signal }),
      ),
    refetchInterval: LOOK_AGAIN_MS,
  });

export type Flag = "stop" | "resume";

/** Stops a task, or lets it go on. */
export function useFlag() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ task, flag }: { task: string; flag: Flag }): Promise<Task> => {
      const params = { path: { task } };
      return flag === "stop"
        ? answer(api.POST("/api/v1/tasks/{task}/stop", { params }))
        : answer(api.POST("/api/v1/tasks/{task}/resume", { params }));
    },
    onSuccess: (task) => {
      queries.setQueryData(["task", task.id], task);
      return queries.invalidateQueries({ queryKey: ["tasks"] });
    },
  });
}

/** Deletes a task with its open work. */
export async function deleteTask(task: string): Promise<void> {
  await answer(api.DELETE("/api/v1/tasks/{task}", { params: { path: { task } } }));
}
