import { answer, api } from "@/lib/api/client";
import type { DatasetRecord } from "@/lib/api/types";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { isWindowed, ordinalAt, WINDOW, windowsOf, type RecordsQuery } from "./query";

const PAGE = 200;
/** Signed addresses of a row work for half an hour at least. */
const FRESH_MS = 20 * 60_000;
/** A window that is scrolled past within this time is not asked for. */
const SETTLE_MS = 90;

export interface Rows {
  rowCount: number;
  /** Whether there may be more than `rowCount` says. */
  more: boolean;
  rowAt: (index: number) => DatasetRecord | undefined;
  onRange: (first: number, last: number) => void;
  loading: boolean;
  error: unknown;
  retry: () => void;
}

/** The records of a dataset as rows: of any window at once, or page by page where they are sorted or filtered. */
export function useRecords(dataset: string, total: number, query: RecordsQuery): Rows {
  const windowed = useWindows(dataset, isWindowed(query) ? total : 0, query.sort === "-ordinal");
  const paged = usePages(dataset, query, !isWindowed(query));
  return isWindowed(query) ? windowed : paged;
}

function useWindows(dataset: string, total: number, descending: boolean): Rows {
  const queries = useQueryClient();
  const [range, setRange] = useState<readonly [number, number]>([0, 30]);
  const [settled] = useDebouncedValue(range, SETTLE_MS, { leading: true });
  const key = useCallback((window: number) => ["dataset", dataset, "records", "window", window], [dataset]);
  const windows = windowsOf(settled[0], settled[1], total, descending);
  const results = useQueries({
    queries: windows.map((window) => ({
      queryKey: key(window),
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (
          await answer(
            api.GET("/api/v1/datasets/{id}/records", {
              params: { path: { id: dataset }, query: { from_ordinal: window * WINDOW, limit: WINDOW } },
              signal,
            }),
          )
        ).items,
      staleTime: FRESH_MS,
      gcTime: 60_000,
    })),
  });
  // Read here, so that the table is drawn anew when a window arrives; others are taken from what was kept.
  const shown = new Map(windows.map((window, index) => [window, results[index]?.data]));
  const error = results.find((result) => result.error)?.error ?? null;
  return {
    rowCount: total,
    more: false,
    rowAt: (index) => {
      const ordinal = ordinalAt(index, total, descending);
      const window = Math.floor(ordinal / WINDOW);
      const records = shown.get(window) ?? queries.getQueryData<DatasetRecord[]>(key(window));
      return records?.[ordinal % WINDOW];
    },
    onRange: useCallback((first: number, last: number) => setRange([first, last]), []),
    loading: false,
    error,
    retry: () => results.forEach((result) => result.error && void result.refetch()),
  };
}

function usePages(dataset: string, query: RecordsQuery, enabled: boolean): Rows {
  const pages = useInfiniteQuery({
    queryKey: ["dataset", dataset, "records", "pages", query],
    enabled,
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/v1/datasets/{id}/records", {
          params: {
            path: { id: dataset },
            query: {
              sort: query.sort,
              name: query.name || undefined,
              limit: PAGE,
              cursor: pageParam,
              ...query.bounds,
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: FRESH_MS,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const loaded = data?.pages.reduce((sum, { items }) => sum + items.length, 0) ?? 0;
  return {
    // One row more stands for what comes.
    rowCount: loaded + (hasNextPage ? 1 : 0),
    more: hasNextPage,
    rowAt: (index) => data?.pages[Math.floor(index / PAGE)]?.items[index % PAGE],
    onRange: useCallback(
      (_: number, last: number) => {
        if (enabled && hasNextPage && !isFetchingNextPage && last > loaded - PAGE / 2) void fetchNextPage();
      },
      [enabled, hasNextPage, isFetchingNextPage, loaded, fetchNextPage],
    ),
    loading: enabled && pages.isPending,
    error: pages.error,
    retry: () => void pages.refetch(),
  };
}
