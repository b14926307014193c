import type { Task } from "@/lib/api/types";
import { count } from "@/lib/format";
import { useNames } from "@/lib/workspace";
import { useTranslation } from "react-i18next";
import type { Progress, Reviews } from "../queries";
import { reviewerRows, type ReviewerRow } from "./people";
import { PeopleTable } from "./PeopleTable";

const NUMBERS = ["share", "pending", "approved", "rejected", "asRest", "inRework"] as const;

function numbersOf({ progress, now }: ReviewerRow): Record<(typeof NUMBERS)[number], string> {
  return {
    share: progress ? count(progress.quantity) : "–",
    pending: now ? count(now.pending) : "–",
    approved: count(progress?.approved ?? now?.approved ?? 0),
    rejected: count(progress?.rejected ?? now?.rejected ?? 0),
    asRest: count((progress?.approved_as_rest ?? 0) + (progress?.rejected_as_rest ?? 0)),
    inRework: now ? count(now.in_rework) : "–",
  };
}

/** Everybody's reviewing in numbers; reviews are moved from here. */
export function ReviewersTable({
  task,
  progress,
  reviews,
}: {
  task: Task;
  progress: Progress;
  reviews: Reviews | null;
}) {
  const { t } = useTranslation("tasks");
  const name = useNames();
  return (
    <PeopleTable
      task={task.id}
      kind="reviews"
      label={t("people.reviewers")}
      person={t("people.reviewer")}
      columns={NUMBERS}
      minWidth={720}
      rows={reviewerRows(progress, reviews).map((row) => ({
        user: row.user,
        shown: row.user === null ? t("people.nobody") : name(row.user),
        held: row.now?.held ?? 0,
        numbers: numbersOf(row),
      }))}
    />
  );
}
