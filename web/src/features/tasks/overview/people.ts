import type { AnnotatorProgress, Progress, Queues, ReviewerProgress, Reviews } from "../queries";

type Queue = Queues["items"][number];
type Row = Reviews["reviewers"][number];

/** Somebody who labels: what events told of them, and their queue as it is now. */
export interface AnnotatorRow {
  user: string;
  progress: AnnotatorProgress | null;
  queue: Queue | null;
}

/** Somebody who reviews; `user` null: reviews that nobody holds. */
export interface ReviewerRow {
  user: string | null;
  progress: ReviewerProgress | null;
  now: Row | null;
}

/** Everybody who labels in a task or did, in the order of the task's settings. */
export function annotatorRows(progress: Progress, queues: Queues | null): AnnotatorRow[] {
  const byUser = new Map(queues?.items.map((queue) => [queue.annotator, queue]));
  const rows: AnnotatorRow[] = progress.annotators.map((each) => ({
    user: each.user,
    progress: each,
    queue: byUser.get(each.user) ?? null,
  }));
  for (const { user } of rows) byUser.delete(user);
  return [...rows, ...[...byUser].map(([user, queue]) => ({ user, progress: null, queue }))];
}

/** Everybody who reviews in a task or did, and reviews in nobody's hands last. */
export function reviewerRows(progress: Progress, reviews: Reviews | null): ReviewerRow[] {
  const byUser = new Map(reviews?.reviewers.map((row) => [row.reviewer, row]));
  const rows: ReviewerRow[] = progress.reviewers.map((each) => ({
    user: each.user,
    progress: each,
    now: byUser.get(each.user) ?? null,
  }));
  for (const { user } of rows) byUser.delete(user);
  return [
    ...rows,
    ...[...byUser]
      .filter(([user, row]) => user !== null || row.pending > 0)
      .map(([user, now]) => ({ user, progress: null, now })),
  ];
}

/** Seconds worked for each second of audio; null before any. */
export function realTimeFactor(progress: AnnotatorProgress | null): number | null {
  if (!progress || progress.audio_seconds <= 0 || progress.seconds_worked <= 0) return null;
  return progress.seconds_worked / progress.audio_seconds;
}

/** What to call somebody: a queue still knows the name of who left the workspace. */
export function calledName(
  user: string,
  known: string | null | undefined,
  name: (user: string) => string,
): string {
  const found = name(user);
  return found === user && known ? known : found;
}

/** Who has work that they cannot do now, and how much. */
export function heldBy(
  annotators: readonly AnnotatorRow[],
  reviewers: readonly ReviewerRow[],
): { kind: "assignments" | "reviews"; user: string | null; name: string | null; held: number }[] {
  return [
    ...annotators.map(({ user, queue }) => ({
      kind: "assignments" as const,
      user,
      name: queue?.name ?? null,
      held: queue?.held ?? 0,
    })),
    ...reviewers.map(({ user, now }) => ({
      kind: "reviews" as const,
      user,
      name: null,
      held: now?.held ?? 0,
    })),
  ].filter(({ held }) => held > 0);
}
