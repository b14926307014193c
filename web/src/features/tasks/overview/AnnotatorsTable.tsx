import type { Task } from "@/lib/api/types";
import { count, duration, ratio } from "@/lib/format";
import { useNames } from "@/lib/workspace";
import { useTranslation } from "react-i18next";
import type { Progress, Queues } from "../queries";
import { annotatorRows, calledName, realTimeFactor, type AnnotatorRow } from "./people";
import { PeopleTable } from "./PeopleTable";

const NUMBERS = [
  "given",
  "open",
  "rework",
  "inReview",
  "approved",
  "rejected",
  "returned",
  "done",
  "hours",
  "factor",
] as const;

function numbersOf({ progress, queue }: AnnotatorRow): Record<(typeof NUMBERS)[number], string> {
  const factor = realTimeFactor(progress);
  return {
    given: count(progress?.quantity ?? 0),
    open: queue ? count(queue.open.fresh + queue.open.draft) : "–",
    rework: queue ? count(queue.open.rework) : "–",
    inReview: count(progress?.in_review ?? queue?.submitted ?? 0),
    approved: count(progress?.approved ?? 0),
    rejected: count(progress?.rejected ?? 0),
    returned: count(progress?.returned ?? 0),
    done: count(progress?.done ?? queue?.done ?? 0),
    hours: duration(progress?.seconds_worked ?? 0),
    factor: factor === null ? "–" : ratio(factor),
  };
}

/** Everybody's labeling in numbers; work is moved from here. */
export function AnnotatorsTable({
  task,
  progress,
  queues,
}: {
  task: Task;
  progress: Progress;
  queues: Queues | null;
}) {
  const { t } = useTranslation("tasks");
  const name = useNames();
  return (
    <PeopleTable
      task={task.id}
      kind="assignments"
      label={t("people.annotators")}
      person={t("people.annotator")}
      columns={NUMBERS}
      minWidth={900}
      rows={annotatorRows(progress, queues).map((row) => ({
        user: row.user,
        shown: calledName(row.user, row.queue?.name, name),
        held: row.queue?.held ?? 0,
        numbers: numbersOf(row),
      }))}
    />
  );
}
