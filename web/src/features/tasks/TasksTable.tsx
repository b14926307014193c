import { CountsBar } from "@/components/CountsBar";
import { StateBadge } from "@/components/StateBadge";
import type { TaskItem } from "@/lib/api/types";
import { day, duration } from "@/lib/format";
import { useWorkspace } from "@/lib/workspace";
import { Anchor, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { SORTS, type Listing, type Sort } from "./list";
import { People } from "./People";
import { SortHeader } from "./SortHeader";
import { TaskMenu } from "./TaskMenu";
import { VirtualBody } from "./VirtualBody";

const WIDTHS: Record<Sort | "people" | "menu", number | undefined> = {
  name: undefined,
  state: 118,
  progress: 196,
  people: 118,
  dataset: 150,
  seconds: 92,
  created: 128,
  menu: 52,
};

/** The tasks with what a manager does with each. */
export function TasksTable({
  tasks,
  listing,
  onSort,
}: {
  tasks: TaskItem[];
  listing: Listing;
  onSort: (sort: Sort) => void;
}) {
  const { t } = useTranslation("tasks");
  const workspace = useWorkspace();
  const columns: (Sort | "people" | "menu")[] = [...SORTS.slice(0, 3), "people", ...SORTS.slice(3), "menu"];
  return (
    <Table aria-label={t("title")} layout="fixed" miw={960}>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) =>
            column === "menu" ? (
              <Table.Th key={column} style={{ width: WIDTHS[column] }}>
                <span className="visually-hidden">{t("column.menu")}</span>
              </Table.Th>
            ) : column === "people" ? (
              <Table.Th key={column} style={{ width: WIDTHS[column] }}>
                {t("column.people")}
              </Table.Th>
            ) : (
              <SortHeader
                key={column}
                label={t(`column.${column}`)}
                active={listing.sort === column}
                descending={listing.descending}
                onSort={() => onSort(column)}
                style={{ width: WIDTHS[column] }}
              />
            ),
          )}
        </Table.Tr>
      </Table.Thead>
      <VirtualBody items={tasks} columns={columns.length} rowHeight={64} keyOf={(task) => task.id}>
        {(task, row) => (
          <Table.Tr key={task.id} {...row}>
            <Table.Th scope="row" fw={500}>
              <Anchor
                component={Link}
                to={`/w/${workspace.id}/tasks/${task.id}`}
                size="sm"
                style={{ overflowWrap: "anywhere" }}
              >
                {task.name}
              </Anchor>
              {task.failure && (
                <Text size="xs" c="red" lineClamp={2}>
                  {task.failure}
                </Text>
              )}
            </Table.Th>
            <Table.Td>
              <StateBadge state={task.state} />
            </Table.Td>
            <Table.Td>
              <CountsBar counts={task.counts} />
            </Table.Td>
            <Table.Td>
              <Stack gap={4}>
                <People users={task.annotator_users} role="annotators" />
                <People users={task.reviewer_users} role="reviewers" />
              </Stack>
            </Table.Td>
            <Table.Td>
              <Anchor
                component={Link}
                to={`/w/${workspace.id}/datasets/${task.dataset}`}
                size="sm"
                style={{ overflowWrap: "anywhere" }}
              >
                {task.dataset_name}
              </Anchor>
            </Table.Td>
            <Table.Td className="numbers">{duration(task.seconds)}</Table.Td>
            <Table.Td style={{ whiteSpace: "nowrap" }}>{day(task.created_at)}</Table.Td>
            <Table.Td>
              <TaskMenu task={task} />
            </Table.Td>
          </Table.Tr>
        )}
      </VirtualBody>
    </Table>
  );
}
