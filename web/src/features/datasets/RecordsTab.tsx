import { EmptyState } from "@/components/EmptyState";
import { readQuery, writeQuery, type RecordsQuery } from "@/components/records-table/query";
import { RecordsFilter } from "@/components/records-table/RecordsFilter";
import { RecordsTable } from "@/components/records-table/RecordsTable";
import type { Dataset } from "@/lib/api/types";
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { firstRecordsQuery } from "./queries";

/** The records of a dataset; what is sorted and filtered stands in the address. */
export function RecordsTab({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation("datasets");
  const [search, setSearch] = useSearchParams();
  const ready = dataset.state === "ready";
  const firsts = useQuery({ ...firstRecordsQuery(dataset.id), enabled: ready });
  const facts = useMemo(
    () => [...new Set((firsts.data ?? []).flatMap((record) => Object.keys(record.facts)))],
    [firsts.data],
  );
  const query = readQuery(search);
  const onQuery = (next: RecordsQuery) => setSearch((old) => writeQuery(old, next), { replace: true });
  if (!ready || dataset.record_count === 0)
    return (
      <EmptyState
        title={t("noRecords.title")}
        text={
          dataset.state === "importing"
            ? t("noRecords.importing")
            : ready
              ? t("noRecords.text")
              : t("noRecords.ended")
        }
      />
    );
  return (
    <Stack gap="sm">
      <RecordsFilter query={query} onQuery={onQuery} />
      <RecordsTable
        dataset={dataset.id}
        total={dataset.record_count}
        query={query}
        onQuery={onQuery}
        facts={facts}
      />
    </Stack>
  );
}
