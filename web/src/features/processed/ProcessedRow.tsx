import { StateBadge } from "@/components/StateBadge";
import type { ProcessedDataset } from "@/lib/api/types";
import { bytes, count, dateTime, duration } from "@/lib/format";
import { useNames, useWorkspace } from "@/lib/workspace";
import { ActionIcon, Anchor, Badge, Group, Progress, Stack, Table, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DownloadFile } from "./DownloadButton";

interface ProcessedRowProps {
  processed: ProcessedDataset;
  /** Name of the raw dataset; absent where it is deleted. */
  dataset: string | undefined;
  onDelete: () => void;
}

export function ProcessedRow({ processed, dataset, onDelete }: ProcessedRowProps) {
  const { t } = useTranslation("processed");
  const workspace = useWorkspace();
  const name = useNames();
  const { done, total } = processed.progress;
  const ready = processed.state === "ready";
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={processed.id} fw={600} size="sm">
          {processed.version}
        </Anchor>
      </Table.Td>
      <Table.Td maw={260}>
        <Anchor component={Link} to={`/w/${workspace.id}/tasks/${processed.task}`} size="sm">
          {processed.task_name}
        </Anchor>
        {dataset && (
          <Text size="xs" c="dimmed" truncate>
            {dataset}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Stack gap={4} miw={110}>
          <Group gap={6} wrap="nowrap">
            <StateBadge state={processed.state} />
            {processed.partial && (
              <Badge variant="light" color="orange" style={{ flexShrink: 0 }}>
                {t("partial")}
              </Badge>
            )}
          </Group>
          {processed.state === "generating" && (
            <Progress
              size="sm"
              value={total ? (100 * done) / total : 0}
              aria-label={t("progress.label")}
              animated
            />
          )}
        </Stack>
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {ready ? count(processed.record_count) : ""}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {ready ? duration(processed.seconds) : ""}
      </Table.Td>
      <Table.Td>
        <Text size="sm">{processed.formats.map((format) => t(`format.${format}`)).join(", ")}</Text>
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {ready ? bytes(processed.bytes) : ""}
      </Table.Td>
      <Table.Td>
        <Text size="sm">{dateTime(processed.created_at)}</Text>
        <Text size="xs" c="dimmed">
          {name(processed.requested_by)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap={2} wrap="nowrap" justify="flex-end">
          {ready && (
            <DownloadFile id={processed.id} name={`${processed.task_name} ${processed.version}`} all />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t("delete.title", { version: processed.version, task: processed.task_name })}
            onClick={onDelete}
          >
            <IconTrash size={18} aria-hidden />
          </ActionIcon>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
