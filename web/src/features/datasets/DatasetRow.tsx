import { StateBadge } from "@/components/StateBadge";
import type { Dataset } from "@/lib/api/types";
import { count, dateTime, duration } from "@/lib/format";
import { useNames } from "@/lib/workspace";
import { Anchor, Progress, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DatasetMenu } from "./DatasetMenu";

/** A dataset of the list. */
export function DatasetRow({ dataset, onDelete }: { dataset: Dataset; onDelete: () => void }) {
  const { t } = useTranslation("datasets");
  const name = useNames();
  const { done, total } = dataset.progress;
  const importing = dataset.state === "importing";
  return (
    <Table.Tr>
      <Table.Td maw={340}>
        <Anchor component={Link} to={dataset.id} fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
          {dataset.name}
        </Anchor>
        {dataset.subset_of && (
          <Text size="xs" c="dimmed">
            {t("subset")}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Stack gap={4} miw={120}>
          <StateBadge state={dataset.state} />
          {importing && (
            <>
              <Progress
                size="sm"
                animated
                value={total ? (100 * done) / total : 0}
                aria-label={t("progress.label")}
              />
              <Text size="xs" c="dimmed" className="numbers">
                {total === null
                  ? count(done)
                  : t("progress.files", { done: count(done), total: count(total) })}
              </Text>
            </>
          )}
        </Stack>
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {count(dataset.record_count)}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {duration(dataset.seconds)}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {dataset.failed_count > 0 ? (
          <Anchor component={Link} to={`${dataset.id}?tab=failures`} c="red" size="sm">
            {count(dataset.failed_count)}
          </Anchor>
        ) : (
          count(0)
        )}
      </Table.Td>
      <Table.Td>
        <Text size="sm">{dateTime(dataset.created_at)}</Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{name(dataset.created_by)}</Text>
      </Table.Td>
      <Table.Td ta="right">
        <DatasetMenu dataset={dataset} onDelete={onDelete} />
      </Table.Td>
    </Table.Tr>
  );
}
