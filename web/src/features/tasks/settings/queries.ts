import { api } from "@/lib/api/client";
import type { Schemas, Task } from "@/lib/api/types";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

/** The task to edit, read anew when the dialog opens, with the tag that says which version it is. */
export function useEditable(task: string) {
  return useQuery({
    queryKey: ["task-editable", task],
    queryFn: async ({ signal }): Promise<{ task: Task; tag: string | null }> => {
      const { data, response } = await api.GET("/api/v1/tasks/{task}", {
        params: { path: { task } },
        signal,
      });
      return { task: data!, tag: response.headers.get("ETag") };
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** Saves the changes unless somebody else changed the task since it was read. */
export function useSaveTask(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ changes, tag }: { changes: Schemas["ChangedTask"]; tag: string | null }) => {
      const { data } = await api.PATCH("/api/v1/tasks/{task}", {
        params: { path: { task: id } },
        body: changes,
        headers: tag ? { "If-Match": tag } : {},
      });
      return data!;
    },
    onSuccess: (task) => {
      queries.setQueryData(["task", id], task);
      return queries.invalidateQueries({ queryKey: ["tasks"] });
    },
  });
}
