import { answer, api } from "@/lib/api/client";
import { queryOptions } from "@tanstack/react-query";

/** So many records tell which facts the manifest has. */
const SEEN = 100;

/** Names of the manifest facts of a dataset's first records, the most frequent first. */
export const factsQuery = (dataset: string | null) =>
  queryOptions({
    queryKey: ["dataset", dataset, "fact-names"],
    enabled: dataset !== null,
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const { items } = await answer(
        api.GET("/api/v1/datasets/{id}/records", {
          params: { path: { id: dataset! }, query: { limit: SEEN } },
          signal,
        }),
      );
      const seen = new Map<string, number>();
      for (const { facts } of items)
        for (const name of Object.keys(facts)) seen.set(name, (seen.get(name) ?? 0) + 1);
      return [...seen].sort((a, b) => b[1] - a[1]).map(([name]) => name);
    },
  });
