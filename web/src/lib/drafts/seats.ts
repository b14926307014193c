import type { Database } from "./database";
import type { DraftServer, Editor } from "./server";
import { isDeadWindow } from "./windows";

/** Sits down, or learns who sits there; takes the seat of a window of this browser that is no more. */
export async function sitDown(
  assignment: string,
  { server, seat, database }: { server: DraftServer; seat: string; database: Database },
): Promise<Editor> {
  const editor = await server.takeSeat(assignment, seat, false);
  if (editor.yours || !(await isDeadWindow(database, editor.seat))) return editor;
  return server.takeSeat(assignment, seat, true);
}
