import { answer, api } from "@/lib/api/client";
import type { Task } from "@/lib/api/types";
import { useWorkspace } from "@/lib/workspace";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { bodyOf, type TaskDraft } from "./model/draft";

/** Makes the task. Asked again for the same draft, whatever became of the first answer, there is still one task. */
export function useCreate({ onCreated }: { onCreated: (task: Task) => void }) {
  const { id: workspace } = useWorkspace();
  const queries = useQueryClient();
  const last = useRef({ body: "", key: "" });
  return useMutation({
    mutationFn: (draft: TaskDraft) => {
      const body = bodyOf(draft, workspace);
      const text = JSON.stringify(body);
      if (last.current.body !== text) last.current = { body: text, key: crypto.randomUUID() };
      return answer(
        api.POST("/api/v1/tasks", { params: { header: { "Idempotency-Key": last.current.key } }, body }),
      );
    },
    onSuccess: (task) => {
      void queries.invalidateQueries({ queryKey: ["tasks", workspace] });
      onCreated(task);
    },
  });
}
