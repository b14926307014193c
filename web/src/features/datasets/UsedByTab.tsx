import { EmptyState } from "@/components/EmptyState";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import { StateBadge } from "@/components/StateBadge";
import { datasetsQuery, processedQuery } from "@/lib/api/queries";
import type { Dataset } from "@/lib/api/types";
import { dateTime } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { Anchor, Button, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { tasksOfQuery } from "./queries";

/** Tasks, subsets and processed datasets that stand on a dataset. */
export function UsedByTab({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation("datasets");
  const workspace = useWorkspace();
  const home = `/w/${workspace.id}`;
  const tasks = useQuery(tasksOfQuery(workspace.id, dataset.id));
  const datasets = useQuery(datasetsQuery(workspace.id));
  const processed = useQuery({ ...processedQuery(workspace.id), enabled: workspace.can("manage") });
  const error = tasks.error ?? datasets.error ?? processed.error;
  if (error) return <ProblemAlert error={error} />;
  if (!tasks.data || !datasets.data) return <Loading />;
  const users = [
    ...tasks.data.map((task) => ({ ...task, kind: "task", to: `${home}/tasks/${task.id}` }) as const),
    ...datasets.data
      .filter(({ subset_of }) => subset_of === dataset.id)
      .map((one) => ({ ...one, kind: "subset", to: `${home}/datasets/${one.id}` }) as const),
    ...(processed.data ?? [])
      .filter((one) => one.dataset === dataset.id)
      .map(
        (one) =>
          ({
            ...one,
            kind: "processed",
            name: `${one.task_name} ${one.version}`,
            to: `${home}/processed-datasets/${one.id}`,
          }) as const,
      ),
  ];
  if (users.length === 0)
    return (
      <EmptyState title={t("used.noneTitle")} text={t("used.noneText")}>
        {workspace.can("create") && dataset.state === "ready" && (
          <Button component={Link} to={`${home}/tasks/new?dataset=${dataset.id}`}>
            {t("menu.createTask")}
          </Button>
        )}
      </EmptyState>
    );
  return (
    <Table aria-label={t("tab.used")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("column.name")}</Table.Th>
          <Table.Th>{t("used.kind")}</Table.Th>
          <Table.Th>{t("column.state")}</Table.Th>
          <Table.Th>{t("column.created")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map((user) => (
          <Table.Tr key={user.id}>
            <Table.Td>
              <Anchor component={Link} to={user.to}>
                {user.name}
              </Anchor>
            </Table.Td>
            <Table.Td>{t(`used.${user.kind}`)}</Table.Td>
            <Table.Td>
              <StateBadge state={user.state} />
            </Table.Td>
            <Table.Td>{dateTime(user.created_at)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
