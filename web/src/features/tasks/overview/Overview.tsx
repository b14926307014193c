import { Loading } from "@/components/Loading";
import { ProblemPage } from "@/components/ProblemPage";
import type { Task } from "@/lib/api/types";
import { Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { progressQuery, queuesQuery, reviewsQuery } from "../queries";
import { AnnotatorsTable } from "./AnnotatorsTable";
import { daysOf } from "./days";
import { DaysChart } from "./DaysChart";
import { Facts } from "./Facts";
import { forecast } from "./forecast";
import { Generated } from "./Generated";
import { HeldWork } from "./HeldWork";
import { RejectionReasons } from "./RejectionReasons";
import { annotatorRows, heldBy, reviewerRows } from "./people";
import classes from "./Overview.module.css";
import { ReviewersTable } from "./ReviewersTable";

/** How a task goes: in numbers, by person, over the days. */
export function Overview({ task }: { task: Task }) {
  const { t } = useTranslation("tasks");
  const progress = useQuery(progressQuery(task.id));
  const queues = useQuery(queuesQuery(task.id));
  const reviews = useQuery(reviewsQuery(task.id));
  if (progress.error && !progress.data)
    return <ProblemPage error={progress.error} onRetry={() => void progress.refetch()} />;
  if (!progress.data) return <Loading />;

  const now = new Date(progress.dataUpdatedAt);
  const days = daysOf(progress.data, now);
  const reviewed = task.review_mode !== "none";
  const end = forecast({ counts: task.counts, days, reviewed, stopped: task.stopped, now });
  const annotators = annotatorRows(progress.data, queues.data ?? null);
  const reviewers = reviewerRows(progress.data, reviews.data ?? null);
  return (
    <Stack gap="xl" className={classes.parts}>
      <HeldWork task={task.id} held={heldBy(annotators, reviewers)} />
      <Facts task={task} progress={progress.data} end={end} />
      <Part title={t("people.annotators")}>
        <AnnotatorsTable task={task} progress={progress.data} queues={queues.data ?? null} />
      </Part>
      {reviewers.length > 0 && (
        <Part title={t("people.reviewers")}>
          <ReviewersTable task={task} progress={progress.data} reviews={reviews.data ?? null} />
        </Part>
      )}
      <Part title={t("chart.title")}>
        <DaysChart days={days} reviewed={reviewed} />
      </Part>
      {reviewed && (
        <Part title={t("pareto.title")}>
          <RejectionReasons categories={progress.data.categories ?? {}} />
        </Part>
      )}
      <Part title={t("generated.title")}>
        <Generated task={task} />
      </Part>
    </Stack>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h4" mb="sm" id={id}>
        {title}
      </Title>
      {children}
    </section>
  );
}
