import { EmptyState } from "@/components/EmptyState";
import { Loading } from "@/components/Loading";
import { ProblemAlert } from "@/components/ProblemAlert";
import type { Task } from "@/lib/api/types";
import { count } from "@/lib/format";
import { withParams } from "@/lib/params";
import { Button, Group, Loader, Text } from "@mantine/core";
import { IconFilterOff, IconHourglass, IconRefresh } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { filtersOf } from "./filters";
import { recordsQuery } from "./queries";
import { RecordFiltersBar } from "./RecordFiltersBar";
import { RecordsTable } from "./RecordsTable";

/** Every record of the task: with whom it is, in which state, what was said of it. */
export default function RecordsTab({ task }: { task: Task }) {
  const { t } = useTranslation("tasks");
  const queries = useQueryClient();
  const [params, setParams] = useSearchParams();
  const filters = filtersOf(params);
  const { data, error, refetch, hasNextPage, isFetching, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(recordsQuery(task.id, filters));
  const records = data?.pages.flatMap(({ items }) => items) ?? [];
  const pages = data?.pages.length ?? 0;

  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  // A page of a search may hold nothing of what is asked for: on to the next one until something is there.
  const sparse = records.length < 30;
  useEffect(() => {
    if (sparse && pages > 0) more();
  }, [sparse, pages, more]);

  function change(key: string, value: string | null) {
    setParams((before) => withParams(before, { [key]: value }), { replace: true });
  }

  const searching = isFetching && (records.length === 0 || isFetchingNextPage);
  return (
    <>
      <RecordFiltersBar
        task={task}
        filters={filters}
        onChange={change}
        onClear={() => setParams({ tab: "records" }, { replace: true })}
      />
      <Group justify="space-between" mb="xs" mih={30}>
        <Text size="sm" c="dimmed" role="status">
          {data &&
            t(hasNextPage ? "record.shownSoFar" : "record.shown", {
              count: records.length,
              shown: count(records.length),
            })}
        </Text>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={() => void queries.resetQueries({ queryKey: ["task-records", task.id] })}
        >
          {t("record.refresh")}
        </Button>
      </Group>
      {error && <ProblemAlert error={error} onClose={() => void refetch()} />}
      {records.length > 0 && <RecordsTable task={task} records={records} onEnd={more} />}
      {searching &&
        (records.length > 0 ? <Loader size="sm" m="md" aria-label={t("record.searching")} /> : <Loading />)}
      {data && !searching && records.length === 0 && !hasNextPage && (
        <EmptyState
          icon={
            task.state === "preparing" ? (
              <IconHourglass size={44} stroke={1.3} aria-hidden />
            ) : (
              <IconFilterOff size={44} stroke={1.3} aria-hidden />
            )
          }
          title={t(task.state === "preparing" ? "notice.preparing" : "record.none")}
          text={t(task.state === "preparing" ? "notice.preparingText" : "record.noneText")}
        />
      )}
    </>
  );
}
