import type { ListedRecord } from "../queries";

/** Where a record stands in a table, and what stands beside it. */
export interface Neighbours {
  id: string;
  /** From 0. */
  at: number;
  before: ListedRecord | null;
  after: ListedRecord | null;
}

/** Finds a record among those of a table; null where it is not. */
export function neighboursIn(records: readonly ListedRecord[], id: string): Neighbours | null {
  const at = records.findIndex((record) => record.id === id);
  if (at < 0) return null;
  return { id, at, before: records[at - 1] ?? null, after: records[at + 1] ?? null };
}
