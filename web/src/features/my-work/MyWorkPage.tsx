import { EmptyState } from "@/components/EmptyState";
import { Loading } from "@/components/Loading";
import { PageHeader } from "@/components/PageHeader";
import { ProblemPage } from "@/components/ProblemPage";
import { tasksQuery } from "@/lib/api/queries";
import { usePerson } from "@/lib/auth/session";
import { useWorkspace } from "@/lib/workspace";
import { Stack } from "@mantine/core";
import { IconChecklist } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { LabelSection } from "./LabelSection";
import { ManageSection } from "./ManageSection";
import { LOOK_AGAIN_MS, ownQueuesQuery, ownReviewsQuery } from "./queries";
import { ReviewSection } from "./ReviewSection";
import { useContinueKey } from "./useContinueKey";
import { firstToContinue, labelWork, reviewWork } from "./work";

/** What is to do for the person who looks: label, review, manage, as their role reaches. */
export function Component() {
  const { t } = useTranslation("work");
  const workspace = useWorkspace();
  const person = usePerson();
  const labels = workspace.can("label");
  const reviews = workspace.can("review");
  const manages = workspace.can("manage");
  const tasks = useQuery({ ...tasksQuery(workspace.id), refetchInterval: LOOK_AGAIN_MS });
  const queues = useQuery({ ...ownQueuesQuery(workspace.id), enabled: labels });
  const reviewing = useQuery({ ...ownReviewsQuery(workspace.id), enabled: reviews });

  const label = labelWork(tasks.data ?? [], queues.data ?? []);
  const review = reviewWork(tasks.data ?? [], reviewing.data ?? []);
  const toLabel = firstToContinue(label);
  const toReview = toLabel === null ? firstToContinue(review) : null;
  useContinueKey(
    toLabel
      ? `/w/${workspace.id}/tasks/${toLabel}/label`
      : toReview && `/w/${workspace.id}/tasks/${toReview}/review`,
  );

  const missing = [tasks, queues, reviewing].find(({ error, data }) => error && !data);
  if (missing) return <ProblemPage error={missing.error} onRetry={() => void missing.refetch()} />;
  if (!tasks.data || (labels && !queues.data) || (reviews && !reviewing.data)) return <Loading />;

  const nothing = label.length === 0 && review.length === 0 && !manages;
  return (
    <>
      <PageHeader title={t("title")} below={t("hello", { name: person?.name ?? "" })} />
      {nothing ? (
        <EmptyState
          icon={<IconChecklist size={44} stroke={1.3} aria-hidden />}
          title={t("nothing.title")}
          text={t(reviews ? "nothing.auditor" : "nothing.annotator")}
        />
      ) : (
        <Stack gap="xl">
          {label.length > 0 && <LabelSection work={label} first={toLabel} />}
          {review.length > 0 && <ReviewSection work={review} first={toReview} />}
          {manages && <ManageSection tasks={tasks.data} />}
        </Stack>
      )}
    </>
  );
}
