import { answer, api } from "@/lib/api/client";
import type { Schemas } from "@/lib/api/types";
import { useWorkspace } from "@/lib/workspace";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";

export type NewDataset = Omit<Schemas["NewDataset"], "workspace">;

/** Begins an import and goes to the dataset, which shows how far it is. */
export function useImport(onBegun?: () => void) {
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: NewDataset) =>
      answer(api.POST("/api/v1/datasets", { body: { ...body, workspace: workspace.id } })),
    onSuccess: async (dataset) => {
      onBegun?.();
      void queries.invalidateQueries({ queryKey: ["datasets", workspace.id] });
      await navigate(`/w/${workspace.id}/datasets/${dataset.id}`);
    },
  });
}
