import { Loading } from "@/components/Loading";
import { ProblemPage } from "@/components/ProblemPage";
import { CountsBar } from "@/components/CountsBar";
import type { Task } from "@/lib/api/types";
import { Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { AnnotatorsTable } from "./overview/AnnotatorsTable";
import { ReviewersTable } from "./overview/ReviewersTable";
import { progressQuery, queuesQuery, reviewsQuery } from "./queries";

/** What who does not manage the task sees of it: its progress as a whole, and their own row. */
export function OwnPart({ task }: { task: Task }) {
  const { t } = useTranslation("tasks");
  const labels = task.parts.includes("annotator");
  const reviews = task.parts.includes("reviewer");
  const progress = useQuery(progressQuery(task.id));
  const queues = useQuery({ ...queuesQuery(task.id), enabled: labels });
  const reviewing = useQuery({ ...reviewsQuery(task.id), enabled: reviews });
  if (progress.error && !progress.data)
    return <ProblemPage error={progress.error} onRetry={() => void progress.refetch()} />;
  if (!progress.data) return <Loading />;
  return (
    <Stack gap="xl">
      <section aria-label={t("whole")}>
        <Title order={2} size="h4" mb="sm">
          {t("whole")}
        </Title>
        <CountsBar counts={task.counts} />
      </section>
      <section aria-label={t("own")}>
        <Title order={2} size="h4" mb="sm">
          {t("own")}
        </Title>
        {progress.data.annotators.length + progress.data.reviewers.length === 0 && (
          <Text c="dimmed">{t("ownNothing")}</Text>
        )}
        {progress.data.annotators.length > 0 && (
          <AnnotatorsTable task={task} progress={progress.data} queues={queues.data ?? null} />
        )}
        {progress.data.reviewers.length > 0 && (
          <ReviewersTable task={task} progress={progress.data} reviews={reviewing.data ?? null} />
        )}
      </section>
    </Stack>
  );
}
