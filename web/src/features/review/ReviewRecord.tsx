import { Desk } from "@/components/listening/Desk";
import { Heard } from "@/components/listening/Heard";
import { useListening } from "@/components/listening/useListening";
import { ProblemAlert } from "@/components/ProblemAlert";
import { StateBadge } from "@/components/StateBadge";
import type { Review, Task } from "@/lib/api/types";
import type { Player } from "@/lib/player/types";
import { useNames } from "@/lib/workspace";
import { Badge, Button, Group, Text, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { EarlierRounds } from "./EarlierRounds";
import { useRejection } from "./useRejection";
import { freshRecord, type Verdict } from "./useReviewDesk";
import { useReviewKeys } from "./useReviewKeys";
import { VerdictPanel } from "./VerdictPanel";

interface ReviewRecordProps {
  task: Task;
  review: Review;
  player: Player;
  /** Whether the caller may judge at all. */
  mine: boolean;
  judging: boolean;
  problem: unknown;
  onJudge: (verdict: Verdict) => void;
  /** Back to the pile, where this one was chosen from the list. */
  onBack?: () => void;
}

/** One record to be judged: what was said, beside what was said before. */
export function ReviewRecord({
  task,
  review,
  player,
  mine,
  judging,
  problem,
  onJudge,
  onBack,
}: ReviewRecordProps) {
  const { t } = useTranslation("review");
  const names = useNames();
  const rejection = useRejection(review);
  const earlier = useMemo(
    () => review.history.filter(({ round }) => round < review.round),
    [review.history, review.round],
  );
  const [comparedRound, compare] = useState<number | null>(earlier.at(-1)?.round ?? null);
  const compared = earlier.find(({ round }) => round === comparedRound) ?? null;
  // Nothing is said of an unusable record but why.
  const annotation = review.unusable ? null : review.annotation;
  const { record } = review;
  const listening = useListening({
    schema: task.schema,
    record,
    renew: useCallback(() => freshRecord(review.id), [review.id]),
    player,
    annotation,
    compared,
    marks: review.state === "pending" ? rejection.rejection.marks : review.marks,
  });
  const open = mine && review.state === "pending";

  const approve = () => open && onJudge({ kind: "approve", round: review.round });
  const reject = () =>
    open &&
    rejection.rejection.reason.trim() !== "" &&
    onJudge({
      kind: "reject",
      round: review.round,
      ...rejection.rejection,
      reason: rejection.rejection.reason.trim(),
    });
  const keys = useReviewKeys({ approve, reject, listening, player, enabled: open && !judging });

  return (
    <Desk
      asideName={t("verdict.title")}
      aside={
        <>
          <ProblemAlert error={problem} />
          <VerdictPanel
            task={task}
            review={review}
            open={open}
            judging={judging}
            rejection={rejection}
            rejecting={keys.rejecting}
            onRejecting={keys.setRejecting}
            onApprove={approve}
            onReject={reject}
            listening={listening}
          />
          <EarlierRounds
            review={review}
            compared={compared?.round ?? null}
            onCompare={compare}
            onOpen={listening.openMark}
          />
        </>
      }
    >
      <Group justify="space-between" wrap="nowrap">
        <Group gap="xs" wrap="nowrap" miw={0}>
          {onBack && (
            <Button
              variant="subtle"
              size="xs"
              leftSection={<IconArrowLeft size={14} aria-hidden />}
              onClick={onBack}
            >
              {t("backToPile")}
            </Button>
          )}
          <Title order={2} size="h4" lineClamp={1} title={record.audio_name}>
            {record.audio_name}
          </Title>
        </Group>
        <Group gap="xs" wrap="nowrap">
          {review.annotator && (
            <Text size="sm" c="dimmed">
              {t("by", { name: names(review.annotator) })}
            </Text>
          )}
          {review.round > 1 && <Badge variant="light">{t("round", { n: review.round })}</Badge>}
          {review.state !== "pending" && <StateBadge state={review.state} />}
        </Group>
      </Group>
      <Heard
        schema={task.schema}
        seconds={record.seconds}
        player={player}
        listening={listening}
        annotation={annotation}
        compared={compared}
        unusable={review.unusable}
        onMark={open ? keys.mark : undefined}
      />
    </Desk>
  );
}
