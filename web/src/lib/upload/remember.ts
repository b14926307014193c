import { answer, api, everything } from "@/lib/api/client";
import type { ArrivedFile } from "./plan";

const key = (workspace: string) => `earmark.upload.${workspace}`;

/** The upload that was begun in a workspace and not made a dataset of, so that a reload can go on with it. */
export const remembered = {
  get: (workspace: string): string | null => localStorage.getItem(key(workspace)),
  set: (workspace: string, upload: string): void => localStorage.setItem(key(workspace), upload),
  forget: (workspace: string): void => localStorage.removeItem(key(workspace)),
};

/** What has arrived of an upload. Raises the problem `not-found` where it is gone. */
export async function arrivedFiles(
  upload: string,
  signal: AbortSignal,
): Promise<{ open: boolean; files: ArrivedFile[] }> {
  let open = true;
  const files = await everything(async (cursor) => {
    const page = await answer(
      api.GET("/api/v1/uploads/{id}", {
        params: { path: { id: upload }, query: { limit: 500, cursor } },
        signal,
      }),
    );
    open = page.state === "open";
    return { items: page.files, next: page.next };
  });
  return {
    open,
    files: files.map(({ path, total, missing }) => ({
      path,
      total,
      missing: missing.map(([start = 0, end = 0]) => [start, end] as const),
    })),
  };
}
