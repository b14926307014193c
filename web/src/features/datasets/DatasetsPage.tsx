import { DatasetTabs } from "@/components/DatasetTabs";
import { EmptyState } from "@/components/EmptyState";
import { Loading } from "@/components/Loading";
import { PageHeader } from "@/components/PageHeader";
import { ProblemPage } from "@/components/ProblemPage";
import { datasetsQuery } from "@/lib/api/queries";
import type { Dataset } from "@/lib/api/types";
import { useWorkspace } from "@/lib/workspace";
import { Button, Table, Text, TextInput } from "@mantine/core";
import { IconDatabaseImport, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { DatasetRow } from "./DatasetRow";
import { DeleteDataset } from "./DeleteDataset";

const MANY = 8;

/** Raw datasets of the workspace, newest first. */
export function Component() {
  const { t } = useTranslation("datasets");
  const workspace = useWorkspace();
  const [search, setSearch] = useSearchParams();
  const [removing, setRemoving] = useState<Dataset | null>(null);
  const list = useQuery({
    ...datasetsQuery(workspace.id),
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === "importing") ? 2000 : 10_000),
  });
  if (list.error && !list.data) return <ProblemPage error={list.error} onRetry={() => void list.refetch()} />;
  const wanted = search.get("search") ?? "";
  const shown = list.data?.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  const importButton = workspace.can("create") && (
    <Button component={Link} to="import" leftSection={<IconPlus size={18} aria-hidden />}>
      {t("import.button")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        below={t("below")}
        actions={list.data && list.data.length > 0 && importButton}
      />
      <DatasetTabs />
      {!list.data || !shown ? (
        <Loading />
      ) : list.data.length === 0 ? (
        <EmptyState
          icon={<IconDatabaseImport size={44} stroke={1.3} aria-hidden />}
          title={t("empty.title")}
          text={t("empty.text")}
        >
          {importButton}
        </EmptyState>
      ) : (
        <>
          {list.data.length > MANY && (
            <TextInput
              mb="md"
              maw={320}
              aria-label={t("search")}
              placeholder={t("search")}
              leftSection={<IconSearch size={16} aria-hidden />}
              value={wanted}
              onChange={({ currentTarget: { value } }) =>
                setSearch(value ? { search: value } : {}, { replace: true })
              }
            />
          )}
          <Table.ScrollContainer minWidth={900}>
            <Table aria-label={t("title")}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("column.name")}</Table.Th>
                  <Table.Th>{t("column.state")}</Table.Th>
                  <Table.Th ta="right">{t("column.records")}</Table.Th>
                  <Table.Th ta="right">{t("column.audio")}</Table.Th>
                  <Table.Th ta="right">{t("column.failed")}</Table.Th>
                  <Table.Th>{t("column.created")}</Table.Th>
                  <Table.Th>{t("column.by")}</Table.Th>
                  <Table.Th aria-label={t("column.actions")} />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((dataset) => (
                  <DatasetRow key={dataset.id} dataset={dataset} onDelete={() => setRemoving(dataset)} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          {shown.length === 0 && <Text c="dimmed">{t("nothingFound")}</Text>}
        </>
      )}
      {removing && <DeleteDataset dataset={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}
