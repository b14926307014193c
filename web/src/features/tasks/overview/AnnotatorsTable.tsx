import { LazyTransferDialog } from "@/components/transfer/LazyTransferDialog";
import type { Task } from "@/lib/api/types";
import { count, duration, ratio } from "@/lib/format";
import { useNames, useWorkspace } from "@/lib/workspace";
import { ActionIcon, Badge, Group, Table, Text, Tooltip } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Progress, Queues } from "../queries";
import { annotatorRows, calledName, realTimeFactor, type AnnotatorRow } from "./people";

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

function numbersOf({ progress, queue }: AnnotatorRow): Record<(typeof NUMBERS)[number], ReactNode> {
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
  const manages = useWorkspace().can("manage");
  const [from, setFrom] = useState<string | null>(null);
  return (
    <>
      <Table.ScrollContainer minWidth={900}>
        <Table aria-label={t("people.annotators")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("people.annotator")}</Table.Th>
              {NUMBERS.map((number) => (
                <Table.Th key={number} ta="right">
                  <Tooltip label={t(`number.${number}Text`)} multiline maw={260}>
                    <span tabIndex={0}>{t(`number.${number}`)}</span>
                  </Tooltip>
                </Table.Th>
              ))}
              {manages && (
                <Table.Th w={48}>
                  <span className="visually-hidden">{t("column.menu")}</span>
                </Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="numbers">
            {annotatorRows(progress, queues).map((row) => {
              const numbers = numbersOf(row);
              const shown = calledName(row.user, row.queue?.name, name);
              return (
                <Table.Tr key={row.user}>
                  <Table.Th scope="row" fw={500}>
                    <Group gap="xs" wrap="nowrap">
                      <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
                        {shown}
                      </Text>
                      {(row.queue?.held ?? 0) > 0 && (
                        <Badge color="orange" variant="light" tt="none">
                          {t("held.badge", { shown: count(row.queue!.held) })}
                        </Badge>
                      )}
                    </Group>
                  </Table.Th>
                  {NUMBERS.map((number) => (
                    <Table.Td key={number} ta="right">
                      {numbers[number]}
                    </Table.Td>
                  ))}
                  {manages && (
                    <Table.Td>
                      <Tooltip label={t("transfer.title.assignments")}>
                        <ActionIcon
                          variant="subtle"
                          color="gray"
                          aria-label={t("transfer.of.assignments", { name: shown })}
                          onClick={() => setFrom(row.user)}
                        >
                          <IconArrowsExchange size={18} aria-hidden />
                        </ActionIcon>
                      </Tooltip>
                    </Table.Td>
                  )}
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {from !== null && (
        <LazyTransferDialog
          kind="assignments"
          task={task.id}
          from={from}
          opened
          onClose={() => setFrom(null)}
        />
      )}
    </>
  );
}
