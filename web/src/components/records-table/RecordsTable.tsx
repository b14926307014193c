import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import type { DatasetRecord } from "@/lib/api/types";
import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { recordColumns } from "./columns";
import type { RecordsQuery } from "./query";
import { useRecords } from "./useRecords";
import { useRowPlayer } from "./useRowPlayer";
import { VirtualGrid } from "./VirtualGrid";

const ROW = 40;
const SCROLLBAR = 20;

interface RecordsTableProps {
  dataset: string;
  /** Records of the dataset. */
  total: number;
  query: RecordsQuery;
  onQuery: (query: RecordsQuery) => void;
  /** Facts of the manifest to show as columns. */
  facts: readonly string[];
  height?: number | string;
}

/** The records of a dataset, however many: heard in place, sorted and filtered by the server. */
export function RecordsTable({ dataset, total, query, onQuery, facts, height }: RecordsTableProps) {
  const { t } = useTranslation("datasets");
  const rows = useRecords(dataset, total, query);
  const player = useRowPlayer();
  const columns = recordColumns(t, player, facts);
  if (rows.error && rows.rowCount === 0)
    return (
      <Group align="flex-start">
        <ProblemAlert error={rows.error} />
        <Button onClick={rows.retry}>{t("retry", { ns: "common" })}</Button>
      </Group>
    );
  if (rows.loading) return <Loading />;
  if (rows.rowCount === 0) return <Text c="dimmed">{t("nothingFound")}</Text>;
  return (
    <>
      {rows.error !== null && <ProblemAlert error={rows.error} onClose={rows.retry} />}
      <VirtualGrid<DatasetRecord>
        label={t("tab.records")}
        columns={columns}
        rowCount={rows.rowCount}
        rowAt={rows.rowAt}
        rowHeight={ROW}
        height={height ?? `min(${(rows.rowCount + 1) * ROW + SCROLLBAR}px, max(320px, 100vh - 360px))`}
        sort={query.sort}
        onSort={(sort) => onQuery({ ...query, sort })}
        onRange={rows.onRange}
        onAct={(record) => player.toggle(record)}
        resetKey={JSON.stringify(query)}
      />
      <Text size="xs" c="dimmed" mt={6}>
        {t("row.keys")}
      </Text>
    </>
  );
}
