import { Loading } from "@/components/Loading";
import { MiniWave } from "@/components/MiniWave";
import { ProblemAlert } from "@/components/ProblemAlert";
import { StateBadge } from "@/components/StateBadge";
import type { Assignment, Task } from "@/lib/api/types";
import type { Player } from "@/lib/player/types";
import { clock, count, dateTime, duration } from "@/lib/format";
import { useNames } from "@/lib/workspace";
import { Badge, Button, Group, Stack, Text, Timeline } from "@mantine/core";
import { IconArrowBackUp, IconWaveSine } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { assignmentQuery } from "./queries";
import { Reason } from "./Reason";
import { Values } from "./AnnotationValues";

/** All of a record: its sound, what was said of it in every round, and what became of that. */
export function RecordDetails({
  task,
  id,
  page,
  playing,
  onReturn,
}: {
  task: Task;
  id: string;
  /** The address of its page. */
  page: string;
  /** The player, while it plays this record. */
  playing: Player | null;
  onReturn: () => void;
}) {
  const { t } = useTranslation("tasks");
  const { data, error, refetch } = useQuery(assignmentQuery(id));
  const renew = async () => (await refetch({ throwOnError: true })).data?.record.peaks_url ?? "";
  if (error && !data) return <ProblemAlert error={error} />;
  if (!data) return <Loading />;
  return (
    <Stack gap="md">
      <Group justify="space-between" wrap="nowrap">
        {data.record.peaks_url && (
          <MiniWave
            peaksUrl={data.record.peaks_url}
            seconds={data.record.seconds}
            width={640}
            height={56}
            playing={playing}
            renew={renew}
          />
        )}
        <Stack gap="xs" style={{ flexShrink: 0 }}>
          <Button
            component={Link}
            to={page}
            variant="default"
            leftSection={<IconWaveSine size={18} aria-hidden />}
          >
            {t("record.toTimeline")}
          </Button>
          {data.state === "done" && (
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={18} aria-hidden />}
              onClick={onReturn}
            >
              {t("return.action")}
            </Button>
          )}
        </Stack>
      </Group>
      <Draft task={task} assignment={data} />
      <History task={task} assignment={data} />
    </Stack>
  );
}

function Draft({ task, assignment: { draft, state } }: { task: Task; assignment: Assignment }) {
  const { t } = useTranslation("tasks");
  if (state !== "open" || !draft?.saved_at) return null;
  return (
    <section aria-label={t("record.draft")}>
      <Text fw={600} size="sm">
        {t("record.draftOf", { at: dateTime(draft.saved_at) })}
      </Text>
      <Values schema={task.schema} annotation={draft.annotation} />
    </section>
  );
}

function History({ task, assignment }: { task: Task; assignment: Assignment }) {
  const { t } = useTranslation("tasks");
  const name = useNames();
  const rounds = [...assignment.history].reverse();
  if (rounds.length === 0) return <Text c="dimmed">{t("record.notYet")}</Text>;
  return (
    <Timeline bulletSize={16} lineWidth={2} active={rounds.length}>
      {rounds.map((round) => (
        <Timeline.Item
          key={round.round}
          title={
            <Group gap="xs">
              <Text fw={600} size="sm">
                {t("record.round", { shown: count(round.round) })}
              </Text>
              {round.verdict && <StateBadge state={round.verdict} />}
              {round.returned && (
                <Badge color="orange" variant="light">
                  {t("record.returned")}
                </Badge>
              )}
            </Group>
          }
        >
          <Text size="xs" c="dimmed" mb={6}>
            {t("record.submittedBy", {
              name: name(round.annotator),
              at: dateTime(round.submitted_at),
              worked: duration(round.seconds_worked),
            })}
          </Text>
          {round.unusable ? (
            <Text size="sm">{t("record.unusableBecause", { reason: round.unusable.reason })}</Text>
          ) : (
            <Values schema={task.schema} annotation={round.annotation} />
          )}
          {(round.reason || round.categories.length > 0) && (
            <Reason reason={round.reason} categories={round.categories} />
          )}
          <Marks marks={round.marks} />
          {round.returned && (
            <Text size="sm" mt={4}>
              {t("record.returnedBy", {
                name: name(round.returned.by),
                at: dateTime(round.returned.at),
                reason: round.returned.reason,
              })}
            </Text>
          )}
        </Timeline.Item>
      ))}
    </Timeline>
  );
}

function Marks({ marks }: { marks: Assignment["history"][number]["marks"] }) {
  const { t } = useTranslation("tasks");
  if (marks.length === 0) return null;
  return (
    <ul aria-label={t("record.marks")} style={{ margin: "4px 0 0", paddingInlineStart: 20 }}>
      {marks.map((mark, index) => (
        <li key={index}>
          <Text size="sm" span>
            {typeof mark.start === "number" && (
              <Text span c="dimmed" className="numbers">{`${clock(mark.start)} `}</Text>
            )}
            {typeof mark.comment === "string" ? mark.comment : ""}
          </Text>
        </li>
      ))}
    </ul>
  );
}
