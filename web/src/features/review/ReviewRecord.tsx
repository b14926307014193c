import { optionList } from "@/components/annotation";
import { AnnotationForm } from "@/components/annotation/AnnotationForm";
import { ProblemAlert } from "@/components/ProblemAlert";
import { StateBadge } from "@/components/StateBadge";
import { Timeline } from "@/components/timeline/Timeline";
import { TimelineToolbar } from "@/components/timeline/TimelineToolbar";
import { itemChanges } from "@/lib/annotation-diff/changes";
import type { Review, Task } from "@/lib/api/types";
import type { Player } from "@/lib/player/types";
import { useNames } from "@/lib/workspace";
import { Alert, Badge, Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconArrowLeft, IconBan } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { EarlierRounds } from "./EarlierRounds";
import { PlayBar } from "./PlayBar";
import classes from "./ReviewRecord.module.css";
import { SegmentChangesTable } from "./SegmentChangesTable";
import { useListening } from "./useListening";
import { useRejection } from "./useRejection";
import type { Verdict } from "./useReviewDesk";
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
  const listening = useListening({ task, review, player, marks: rejection.rejection.marks });
  const { compared } = listening;
  const open = mine && review.state === "pending";
  const annotation = review.annotation ?? {};
  const changes = compared && itemChanges(task.schema, compared.annotation ?? {}, annotation);
  const changed = changes?.filter(({ change }) => change !== "same").length ?? 0;

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

  const { record } = review;
  const labels = useMemo(
    () =>
      listening.item &&
      optionList(listening.item.labels).map(({ value, label }) => ({ value, title: label })),
    [listening.item],
  );
  return (
    <div className={classes.desk}>
      <Stack gap="sm" miw={0}>
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
        {review.unusable && (
          <Alert color="orange" icon={<IconBan aria-hidden />} title={t("unusable")}>
            {review.unusable.reason}
          </Alert>
        )}
        <PlayBar player={player} seconds={record.seconds} />
        {listening.audio && (
          <Paper withBorder className={classes.timeline}>
            <TimelineToolbar
              view={listening.view}
              withLanes={listening.item !== null}
              span={listening.span}
            />
            <div className={classes.canvas} data-lanes={listening.item !== null}>
              <Timeline
                audio={listening.audio}
                player={player}
                view={listening.view}
                segments={listening.drawn}
                marks={listening.marks}
                selected={listening.selected}
                span={listening.span}
                withLanes={listening.item !== null}
                labels={labels ?? undefined}
                readOnly
                onIntent={listening.onIntent}
              />
            </div>
          </Paper>
        )}
        {compared && (
          <Text size="sm" role="status">
            {changed
              ? t("differences", { count: changed, round: compared.round })
              : t("noDifference", { round: compared.round })}
          </Text>
        )}
        {listening.item && (
          <SegmentChangesTable
            rows={listening.changes}
            labels={labels}
            comparing={compared !== null}
            selected={listening.selected}
            marked={listening.marked}
            onSelect={listening.select}
            onPlay={listening.play}
            onMark={open ? keys.mark : undefined}
          />
        )}
        {!review.unusable && (
          <AnnotationForm
            schema={task.schema}
            value={annotation}
            readOnly
            compareWith={compared?.annotation ?? undefined}
            layout="side"
          />
        )}
      </Stack>
      <Stack gap="sm" component="aside" aria-label={t("verdict.title")}>
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
        <EarlierRounds review={review} compared={compared?.round ?? null} onCompare={listening.compare} />
      </Stack>
    </div>
  );
}
