import { usePlayer } from "@/components/listening/usePlayer";
import { Loading } from "@/components/Loading";
import { ProblemPage } from "@/components/ProblemPage";
import { taskQuery } from "@/lib/api/queries";
import { useWorkspace } from "@/lib/workspace";
import { AppShell } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { ReviewHeader } from "./ReviewHeader";
import { ReviewQueue } from "./ReviewQueue";
import { ReviewRecord } from "./ReviewRecord";
import { useLookAhead } from "./useLookAhead";
import { useReviewDesk } from "./useReviewDesk";
import { WaitingState } from "./WaitingState";

/** Where an auditor judges: one record after the other, read-only. Managers may look at any. */
export function Component() {
  const { t } = useTranslation("review");
  const { task: id = "" } = useParams();
  const workspace = useWorkspace();
  const [params, setParams] = useSearchParams();
  const opened = params.get("review");
  const task = useQuery(taskQuery(id));
  const mayReview = workspace.can("review");
  const desk = useReviewDesk(id, opened, mayReview);
  const player = usePlayer();
  useDocumentTitle(`${t("title")}: ${task.data?.name ?? ""} · Earmark`);

  useLookAhead(player, desk.review, desk.work.data?.upcoming);

  if (task.error && !task.data) return <ProblemPage error={task.error} onRetry={() => void task.refetch()} />;
  if (!task.data) return <Loading full />;

  const open = (review: string | null) => setParams(review ? { review } : {});
  const { review } = desk;

  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 260, breakpoint: 1000, collapsed: { mobile: true } }}
      padding="md"
    >
      <AppShell.Header>
        <ReviewHeader task={task.data} work={desk.work.data} onChanged={desk.refresh} />
      </AppShell.Header>
      <AppShell.Navbar component="div">
        <ReviewQueue task={id} current={review?.id ?? null} onOpen={open} />
      </AppShell.Navbar>
      <AppShell.Main id="main" data-testid="review" data-review={review?.id} data-ready={review !== null}>
        {desk.loading ? (
          <Loading />
        ) : desk.error && !review ? (
          <ProblemPage error={desk.error} onRetry={desk.refresh} />
        ) : review && player ? (
          <ReviewRecord
            key={`${review.id} ${review.round}`}
            task={task.data}
            review={review}
            player={player}
            mine={mayReview}
            judging={desk.judge.isPending}
            problem={desk.judge.variables?.review.id === review.id ? desk.judge.error : null}
            onJudge={(verdict) => desk.judge.mutate({ review, verdict }, { onSuccess: () => open(null) })}
            onBack={opened === null ? undefined : () => open(null)}
          />
        ) : (
          <WaitingState work={desk.work.data} task={task.data} />
        )}
      </AppShell.Main>
    </AppShell>
  );
}
