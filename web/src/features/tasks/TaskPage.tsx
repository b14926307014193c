import { Loading } from "@/components/Loading";
import { ProblemPage } from "@/components/ProblemPage";
import { isTemporary } from "@/lib/api/problems";
import { taskQuery } from "@/lib/api/queries";
import type { Task } from "@/lib/api/types";
import { useLive } from "@/lib/api/useLive";
import { withParams } from "@/lib/params";
import { useWorkspace } from "@/lib/workspace";
import { Tabs } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { DeletedTask } from "./DeletedTask";
import { OwnPart } from "./OwnPart";
import { Overview } from "./overview/Overview";
import { TaskHeader } from "./TaskHeader";
import { TaskNotices } from "./TaskNotices";

const Records = lazy(() => import("./records/RecordsTab"));
const Settings = lazy(() => import("./settings/SettingsTab"));
const GuidelineTab = lazy(() => import("./GuidelineTab"));
const Generate = lazy(async () => ({
  default: (await import("@/components/generate/GenerateDialog")).GenerateDialog,
}));

const MANAGER_TABS = ["overview", "records", "settings", "guideline"] as const;
const OWN_TABS = ["overview", "guideline"] as const;

/** One task: all of it for who manages it, else one's own part. */
export function Component() {
  const { task: id = "" } = useParams();
  const queries = useQueryClient();
  const [gone, setGone] = useState<unknown>(null);
  const {
    data: task,
    error,
    refetch,
  } = useQuery({
    ...taskQuery(id),
    // The stream tells of every change; this is for browsers and proxies that let none through.
    refetchInterval: 30_000,
  });
  useLive<Task>(`/api/v1/tasks/${id}/live`, (state) => queries.setQueryData(["task", id], state), setGone);

  if (gone && !isTemporary(gone)) return <ProblemPage error={gone} />;
  if (error && !task) return <ProblemPage error={error} onRetry={() => void refetch()} />;
  if (!task) return <Loading />;
  if (task.state === "deleted") return <DeletedTask task={task} />;
  return <TaskTabs task={task} />;
}

function TaskTabs({ task }: { task: Task }) {
  const { t } = useTranslation("tasks");
  const workspace = useWorkspace();
  const [params, setParams] = useSearchParams();
  const manages = workspace.can("manage");
  const tabs: readonly (typeof MANAGER_TABS)[number][] = manages ? MANAGER_TABS : OWN_TABS;
  const tab = tabs.find((each) => each === params.get("tab")) ?? "overview";
  const generates = manages && params.get("generate") === "1";

  function without(key: string) {
    setParams((before) => withParams(before, { [key]: null }), { replace: true });
  }

  return (
    <>
      <TaskHeader task={task} />
      <TaskNotices task={task} />
      <Tabs
        value={tab}
        onChange={(value) => setParams(value && value !== "overview" ? { tab: value } : {})}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`tab.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Suspense fallback={<Loading />}>
          <Tabs.Panel value="overview">
            {manages ? <Overview task={task} /> : <OwnPart task={task} />}
          </Tabs.Panel>
          {manages && (
            <>
              <Tabs.Panel value="records">
                <Records task={task} />
              </Tabs.Panel>
              <Tabs.Panel value="settings">
                <Settings task={task} />
              </Tabs.Panel>
            </>
          )}
          <Tabs.Panel value="guideline">
            <GuidelineTab task={task} />
          </Tabs.Panel>
        </Suspense>
      </Tabs>
      {generates && (
        <Suspense fallback={null}>
          <Generate task={task} opened onClose={() => without("generate")} />
        </Suspense>
      )}
    </>
  );
}
