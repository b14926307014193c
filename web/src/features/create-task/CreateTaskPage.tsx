import { Loading } from "@/components/Loading";
import { ProblemPage } from "@/components/ProblemPage";
import { taskQuery } from "@/lib/api/queries";
import { usePerson } from "@/lib/auth/session";
import { useWorkspace } from "@/lib/workspace";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { copyOf, newDraft, type TaskDraft } from "./model/draft";
import { kept } from "./model/keep";
import { CreateTask } from "./CreateTask";

/** Create a task: `?dataset=` chooses a dataset, `?copy=` begins with another task's settings. */
export function Component() {
  const { t } = useTranslation("create");
  const { id: workspace } = useWorkspace();
  const user = usePerson()?.user ?? "";
  const [params] = useSearchParams();
  const copy = params.get("copy");
  const dataset = params.get("dataset");
  const [before] = useState<TaskDraft | null>(() => kept(workspace, user));
  // What a reload interrupted goes on, unless the address now asks for the copy of another task.
  const resumed = before && (copy === null || before.copyOf === copy) ? before : null;
  const {
    data: task,
    error,
    refetch,
  } = useQuery({ ...taskQuery(copy ?? ""), enabled: copy !== null && !resumed });

  if (resumed) return <CreateTask start={withDataset(resumed, dataset)} resumed />;
  if (copy === null) return <CreateTask start={newDraft(dataset)} />;
  if (error && !task) return <ProblemPage error={error} onRetry={() => void refetch()} />;
  if (!task) return <Loading />;
  return <CreateTask key={task.id} start={copyOf(task, t("copyName", { name: task.name }), dataset)} />;
}

function withDataset(draft: TaskDraft, dataset: string | null): TaskDraft {
  return dataset && draft.dataset === null ? { ...draft, dataset } : draft;
}
