import { ProblemAlert } from "@/components/ProblemAlert";
import { count } from "@/lib/format";
import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { isOver, readTransfer, totalOf, type Transfer, type TransferKind } from "./transfer";

/** What an ordered transfer has moved so far; a large one goes on by itself. */
export function TransferResult({
  kind,
  ordered,
  onClose,
}: {
  kind: TransferKind;
  ordered: Transfer;
  onClose: () => void;
}) {
  const { t } = useTranslation("tasks");
  const { t: common } = useTranslation();
  const { data: transfer = ordered, error } = useQuery({
    queryKey: ["transfer", kind, ordered.id],
    queryFn: ({ signal }) => readTransfer(kind, ordered.id, signal),
    enabled: !isOver(ordered),
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : 1000),
  });
  const { done, total } = transfer.progress;
  const moved = totalOf(transfer.moved);
  return (
    <Stack>
      <div role="status">
        {transfer.state === "done" ? (
          <Alert color="green" icon={<IconCircleCheck aria-hidden />} title={t("transfer.done")}>
            {t(`transfer.moved.${kind}`, { count: moved, shown: count(moved) })}
          </Alert>
        ) : isOver(transfer) ? (
          <Alert color="red" title={t("transfer.ended")}>
            {transfer.failure ?? t(`transfer.moved.${kind}`, { count: moved, shown: count(moved) })}
          </Alert>
        ) : (
          <Text>
            {t("transfer.running", { done: count(done), total: total === null ? "?" : count(total) })}
          </Text>
        )}
      </div>
      {!isOver(transfer) && (
        <>
          <Progress value={total ? (100 * done) / total : 0} aria-label={t("transfer.progress")} animated />
          <Text size="sm" c="dimmed">
            {t("transfer.mayClose")}
          </Text>
        </>
      )}
      <ProblemAlert error={error} />
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {common("close")}
        </Button>
      </Group>
    </Stack>
  );
}
