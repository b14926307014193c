/** A reason, how often it was named, and the share of all namings that it and more frequent ones make up. */
export interface ParetoRow {
  reason: string;
  count: number;
  share: number;
  cumulative: number;
}

/** Reasons by frequency, the most frequent first. */
export function pareto(counts: Readonly<Record<string, number>>): ParetoRow[] {
  const rows = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([one, many], [other, more]) => more - many || one.localeCompare(other));
  const total = rows.reduce((sum, [, count]) => sum + count, 0);
  let before = 0;
  return rows.map(([reason, count]) => {
    before += count;
    return { reason, count, share: count / total, cumulative: before / total };
  });
}
