import { answer, api, send } from "@/lib/api/client";
import { queryOptions } from "@tanstack/react-query";

export const processedDatasetQuery = (id: string) =>
  queryOptions({
    queryKey: ["processed", "one", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v1/processed-datasets/{id}", { params: { path: { id } }, signal })),
  });

/** A small file of a processed dataset, as text. */
export const processedTextQuery = (id: string, name: string) =>
  queryOptions({
    queryKey: ["processed", "text", id, name],
    queryFn: async ({ signal }) => {
      const path = `/api/v1/processed-datasets/${id}/files/${encodeURIComponent(name)}`;
      return (await send(new Request(new URL(path, location.origin), { signal }))).text();
    },
    staleTime: Infinity,
  });

/**
 * Has the browser download the archive, or one file. The address is signed for this alone, so that the token
 * stays out of it and a download of any size goes straight to disk and can be resumed.
 */
export async function download(id: string, file?: string): Promise<void> {
  const { url } = await answer(
    api.POST("/api/v1/processed-datasets/{id}/download-address", {
      params: { path: { id } },
      body: file === undefined ? {} : { file },
    }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}
