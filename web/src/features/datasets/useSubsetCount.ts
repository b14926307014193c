import { answer, api } from "@/lib/api/client";
import type { Dataset } from "@/lib/api/types";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { countable, type SubsetSettings } from "./subset";

const PAGE = 500;
const MOST = 4 * PAGE;

export interface SubsetCount {
  records: number;
  /** There are more than were counted. */
  more: boolean;
}

/** How many records a subset would have; undefined while it is counted, null where it cannot be told before. */
export function useSubsetCount(
  settings: SubsetSettings,
  dataset: Dataset | undefined,
): SubsetCount | null | undefined {
  const [bounds] = useDebouncedValue(countable(settings), 400);
  const filtered = bounds !== null && Object.keys(bounds).length > 0;
  const counted = useQuery({
    queryKey: ["dataset", dataset?.id, "count", bounds],
    enabled: filtered && dataset !== undefined,
    queryFn: async ({ signal }): Promise<SubsetCount> => {
      let records = 0;
      let cursor: string | undefined;
      do {
        const page = await answer(
          api.GET("/api/v1/datasets/{id}/records", {
            params: { path: { id: dataset!.id }, query: { limit: PAGE, cursor, ...bounds } },
            signal,
          }),
        );
        records += page.items.length;
        cursor = page.next ?? undefined;
      } while (cursor !== undefined && records < MOST);
      return { records, more: cursor !== undefined };
    },
  });
  if (!dataset || bounds === null) return null;
  const fitting = filtered ? counted.data : { records: dataset.record_count, more: false };
  if (!fitting || settings.sample === "" || settings.sample > fitting.records) return fitting;
  return { records: settings.sample, more: false };
}
