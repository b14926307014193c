import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { RecordFilters } from "../filters";
import { recordsQuery } from "../queries";
import { neighboursIn } from "./neighbours";

/** How far a record is searched that was not opened from the table. */
const MOST_PAGES = 50;
/** So near the end of what is loaded, more is asked for. */
const AHEAD = 2;

/** The records before and after one in the table as it is filtered, and where it stands there. */
export function useNeighbours(task: string, filters: RecordFilters, id: string) {
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({
    ...recordsQuery(task, filters),
    // The table as one saw it: all its pages are asked for again where something was changed, not with each look.
    refetchOnMount: false,
    refetchOnWindowFocus: false,
  });
  const records = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const found = useMemo(() => neighboursIn(records, id), [records, id]);
  // A record that the filters leave out since it was returned keeps its place until one goes on.
  const [kept, keep] = useState(found);
  if (found && found !== kept) keep(found);
  const known = found ?? (kept?.id === id ? kept : null);

  const pages = data?.pages.length ?? 0;
  const wanted = known ? known.at >= records.length - AHEAD : pages < MOST_PAGES;
  const more = pages > 0 && wanted && hasNextPage && !isFetching && !error;
  useEffect(() => {
    if (more) void fetchNextPage();
  }, [more, fetchNextPage]);

  return {
    before: known?.before ?? null,
    after: known?.after ?? null,
    /** From 1; null where it is not in the table, or not found yet. */
    place: found && found.at + 1,
    /** How many there are, as far as they are known. */
    count: records.length,
    whole: !hasNextPage,
    searching: !known && (isFetching || more),
  };
}

export type NeighboursOf = ReturnType<typeof useNeighbours>;
