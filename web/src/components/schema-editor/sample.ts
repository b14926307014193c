/** Heights from 0 to 1 of a recording that was never made: a few phrases with pauses between them. */
export function sampleWave(bars: number): number[] {
  return Array.from({ length: bars }, (_, x) => {
    const at = x / bars;
    const phrase = Math.max(0, Math.sin(at * Math.PI * 7)) * (0.8 + 0.2 * Math.sin(at * 11 + 1));
    const syllables = 0.55 + 0.45 * Math.abs(Math.sin(x * 1.7) * Math.cos(x * 0.53));
    return Math.max(0.03, phrase * syllables);
  });
}

export interface SampleSegment {
  /** Index of its label. */
  label: number;
  row: number;
  /** Shares of the length. */
  from: number;
  to: number;
}

/** Where the phrases of the sample are, one label after the other; with overlap the second runs into the third. */
export function sampleSegments(labels: number, overlap: boolean): SampleSegment[] {
  if (labels === 0) return [];
  const spans = [
    [0.0, 0.14, 0],
    [0.28, overlap ? 0.6 : 0.43, 0],
    [0.57, 0.72, overlap ? 1 : 0],
    [0.85, 1.0, 0],
  ] as const;
  return spans.map(([from, to, row], index) => ({ label: index % labels, row, from, to }));
}
