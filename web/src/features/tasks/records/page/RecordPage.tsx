import { lookAhead, lookNoFurther } from "@/components/listening/ahead";
import { usePlayer } from "@/components/listening/usePlayer";
import { Loading } from "@/components/Loading";
import { ProblemPage } from "@/components/ProblemPage";
import { Problem } from "@/lib/api/problems";
import { taskQuery } from "@/lib/api/queries";
import { useWorkspace } from "@/lib/workspace";
import { AppShell } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { filtersOf, recordPath } from "../filters";
import { assignmentQuery, freshRecord, type ListedRecord } from "../queries";
import { ReturnDialog } from "../ReturnDialog";
import { RecordDesk } from "./RecordDesk";
import { RecordHeader } from "./RecordHeader";
import { useNeighbours } from "./useNeighbours";

const LOOK_AGAIN_MS = 10_000;

/** A record of a task on the timeline, for who manages it: read-only, round by round, one record after the other. */
export function Component() {
  const { task: taskId = "", assignment: id = "" } = useParams();
  const { id: workspace } = useWorkspace();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const [returning, setReturning] = useState(false);
  const player = usePlayer();
  const task = useQuery(taskQuery(taskId));
  const { data, error, refetch } = useQuery({ ...assignmentQuery(id), refetchInterval: LOOK_AGAIN_MS });
  const neighbours = useNeighbours(taskId, filtersOf(params), id);
  const { before, after } = neighbours;
  const assignment = data?.task === taskId ? data : undefined;
  const name = assignment?.record.audio_name ?? "";
  useDocumentTitle([name, task.data?.name, "Earmark"].filter(Boolean).join(" · "));

  // The next one is ready before it is asked for.
  useEffect(() => {
    if (!after || !player || !data) return;
    void queries.prefetchQuery(assignmentQuery(after.id));
    lookAhead(player, data, [after], freshRecord);
  }, [after, data, player, queries]);
  useEffect(() => lookNoFurther, []);

  const problem =
    (task.data ? null : task.error) ??
    (data ? null : error) ??
    (data && !assignment ? new Problem(404, { type: "/problems/not-found" }) : null);
  if (problem)
    return (
      <ProblemPage
        error={problem}
        onRetry={() => {
          void task.refetch();
          void refetch();
        }}
      />
    );
  if (!task.data) return <Loading full />;

  const pathOf = (record: ListedRecord | null) => record && recordPath(workspace, taskId, record.id, params);
  const go = (record: ListedRecord | null) => {
    const path = pathOf(record);
    if (path) void navigate(path);
  };
  return (
    <AppShell header={{ height: 52 }} padding="md">
      <AppShell.Header>
        <RecordHeader
          task={task.data}
          assignment={assignment}
          neighbours={neighbours}
          previous={pathOf(before)}
          next={pathOf(after)}
          onReturn={() => setReturning(true)}
        />
      </AppShell.Header>
      <AppShell.Main
        id="main"
        data-testid="record"
        data-record={assignment?.id}
        data-ready={Boolean(assignment && player)}
      >
        {assignment && player ? (
          <RecordDesk
            key={assignment.id}
            task={task.data}
            assignment={assignment}
            player={player}
            onPrevious={() => go(before)}
            onNext={() => go(after)}
          />
        ) : (
          <Loading />
        )}
      </AppShell.Main>
      {returning && assignment && (
        <ReturnDialog task={taskId} record={assignment} onClose={() => setReturning(false)} />
      )}
    </AppShell>
  );
}
