import { LazyTransferDialog } from "@/components/transfer/LazyTransferDialog";
import type { Task } from "@/lib/api/types";
import { count } from "@/lib/format";
import { useNames, useWorkspace } from "@/lib/workspace";
import { ActionIcon, Badge, Group, Table, Text, Tooltip } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Progress, Reviews } from "../queries";
import { reviewerRows, type ReviewerRow } from "./people";

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
  const manages = useWorkspace().can("manage");
  const [from, setFrom] = useState<string | null>(null);
  return (
    <>
      <Table.ScrollContainer minWidth={720}>
        <Table aria-label={t("people.reviewers")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("people.reviewer")}</Table.Th>
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
            {reviewerRows(progress, reviews).map((row) => {
              const numbers = numbersOf(row);
              const shown = row.user === null ? t("people.nobody") : name(row.user);
              return (
                <Table.Tr key={row.user ?? ""}>
                  <Table.Th scope="row" fw={500}>
                    <Group gap="xs" wrap="nowrap">
                      <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
                        {shown}
                      </Text>
                      {(row.now?.held ?? 0) > 0 && (
                        <Badge color="orange" variant="light" tt="none">
                          {t("held.badge", { shown: count(row.now!.held) })}
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
                      {row.user !== null && (
                        <Tooltip label={t("transfer.title.reviews")}>
                          <ActionIcon
                            variant="subtle"
                            color="gray"
                            aria-label={t("transfer.of.reviews", { name: shown })}
                            onClick={() => setFrom(row.user)}
                          >
                            <IconArrowsExchange size={18} aria-hidden />
                          </ActionIcon>
                        </Tooltip>
                      )}
                    </Table.Td>
                  )}
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {from !== null && (
        <LazyTransferDialog kind="reviews" task={task.id} from={from} opened onClose={() => setFrom(null)} />
      )}
    </>
  );
}
