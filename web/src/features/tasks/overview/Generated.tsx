import { ProblemAlert } from "@/components/ProblemAlert";
import { StateBadge } from "@/components/StateBadge";
import type { Task } from "@/lib/api/types";
import { bytes, count, dateTime } from "@/lib/format";
import { Anchor, Badge, Group, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { generatedQuery } from "../queries";

/** The processed datasets that were generated from the task. */
export function Generated({ task }: { task: Task }) {
  const { t } = useTranslation("tasks");
  const { data, error } = useQuery(generatedQuery(task.workspace, task.id));
  if (error && !data) return <ProblemAlert error={error} />;
  if (!data) return null;
  if (data.items.length === 0)
    return (
      <Text c="dimmed">{t(task.state === "completed" ? "generated.noneCompleted" : "generated.none")}</Text>
    );
  return (
    <Table aria-label={t("generated.title")} className="numbers">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("generated.version")}</Table.Th>
          <Table.Th>{t("column.state")}</Table.Th>
          <Table.Th>{t("generated.formats")}</Table.Th>
          <Table.Th ta="right">{t("generated.records")}</Table.Th>
          <Table.Th ta="right">{t("generated.size")}</Table.Th>
          <Table.Th>{t("column.created")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {data.items.map((each) => (
          <Table.Tr key={each.id}>
            <Table.Th scope="row" fw={500}>
              <Group gap="xs">
                <Anchor component={Link} to={`/w/${task.workspace}/processed-datasets/${each.id}`}>
                  {each.version}
                </Anchor>
                {each.partial && (
                  <Badge variant="default" tt="none">
                    {t("generated.partial")}
                  </Badge>
                )}
              </Group>
            </Table.Th>
            <Table.Td>
              <StateBadge state={each.state} />
            </Table.Td>
            <Table.Td>{each.formats.join(", ")}</Table.Td>
            <Table.Td ta="right">{count(each.record_count)}</Table.Td>
            <Table.Td ta="right">{each.state === "ready" ? bytes(each.bytes) : "–"}</Table.Td>
            <Table.Td>{dateTime(each.created_at)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
