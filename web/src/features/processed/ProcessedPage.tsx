import { DatasetTabs } from "@/components/DatasetTabs";
import { EmptyState } from "@/components/EmptyState";
import { Loading } from "@/components/Loading";
import { PageHeader } from "@/components/PageHeader";
import { ProblemPage } from "@/components/ProblemPage";
import { datasetsQuery, processedQuery } from "@/lib/api/queries";
import type { ProcessedDataset } from "@/lib/api/types";
import { useWorkspace } from "@/lib/workspace";
import { Button, Table } from "@mantine/core";
import { IconPackageExport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DeleteProcessed } from "./DeleteProcessed";
import { ProcessedRow } from "./ProcessedRow";

/** Processed datasets of the workspace, newest first. */
export function Component() {
  const { t } = useTranslation("processed");
  const workspace = useWorkspace();
  const list = useQuery({
    ...processedQuery(workspace.id),
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === "generating") ? 2000 : 10_000),
  });
  const datasets = useQuery(datasetsQuery(workspace.id));
  const [removing, setRemoving] = useState<ProcessedDataset | null>(null);
  if (list.error && !list.data) return <ProblemPage error={list.error} onRetry={() => void list.refetch()} />;
  const nameOf = (id: string) => datasets.data?.find((dataset) => dataset.id === id)?.name;
  return (
    <>
      <PageHeader title={t("title")} below={t("below")} />
      <DatasetTabs />
      {!list.data ? (
        <Loading />
      ) : list.data.length === 0 ? (
        <EmptyState
          icon={<IconPackageExport size={44} stroke={1.3} aria-hidden />}
          title={t("empty.title")}
          text={t("empty.text")}
        >
          <Button component={Link} to={`/w/${workspace.id}/tasks`} mt="sm">
            {t("empty.toTasks")}
          </Button>
        </EmptyState>
      ) : (
        <Table.ScrollContainer minWidth={980}>
          <Table aria-label={t("title")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("column.version")}</Table.Th>
                <Table.Th>{t("column.task")}</Table.Th>
                <Table.Th>{t("column.state")}</Table.Th>
                <Table.Th ta="right">{t("column.records")}</Table.Th>
                <Table.Th ta="right">{t("column.audio")}</Table.Th>
                <Table.Th>{t("column.formats")}</Table.Th>
                <Table.Th ta="right">{t("column.size")}</Table.Th>
                <Table.Th>{t("column.requested")}</Table.Th>
                <Table.Th aria-label={t("column.actions")} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {list.data.map((processed) => (
                <ProcessedRow
                  key={processed.id}
                  processed={processed}
                  dataset={nameOf(processed.dataset)}
                  onDelete={() => setRemoving(processed)}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {removing && <DeleteProcessed processed={removing} opened onClose={() => setRemoving(null)} />}
    </>
  );
}
