import type { ProcessedDataset } from "@/lib/api/types";

export interface Share {
  name: string;
  records: number;
}

/** Who and what made a processed dataset, with their numbers of records. */
export interface Lineage {
  annotators: Share[];
  reviewers: Share[];
  models: Share[];
  /** person, rule, rest or nobody */
  reviewedBy: Share[];
  rounds: Share[];
}

function listed(value: unknown, key: string): Share[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry: Record<string, unknown>) => ({
    name: String(entry[key]),
    records: Number(entry.records),
  }));
}

function counted(value: unknown): Share[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([name, records]) => ({ name, records: Number(records) }));
}

export function lineageOf(processed: Pick<ProcessedDataset, "lineage">): Lineage {
  const { lineage } = processed;
  return {
    annotators: listed(lineage.annotators, "user"),
    reviewers: listed(lineage.reviewers, "user"),
    models: listed(lineage.models, "model"),
    reviewedBy: counted(lineage.reviewed_by),
    rounds: counted(lineage.rounds),
  };
}
