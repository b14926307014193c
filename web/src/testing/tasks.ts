import type { TaskItem } from "@/lib/api/types";

/** A task for tests, with what matters to them. */
export function someTask(more: Partial<TaskItem> = {}): TaskItem {
  return {
    id: "t",
    workspace: "w",
    name: "Task",
    state: "labeling",
    phase: "labeling",
    failure: null,
    dataset: "d",
    dataset_name: "Voices",
    record_count: 10,
    seconds: 100,
    counts: { total: 10, open: 10, submitted: 0, done: 0 },
    version: 1,
    review_mode: "full",
    parts: [],
    annotator_users: [],
    reviewer_users: [],
    completion: 0,
    processed_dataset: null,
    created_by: "ana",
    created_at: "2026-01-01T00:00:00Z",
    ...more,
  };
}
