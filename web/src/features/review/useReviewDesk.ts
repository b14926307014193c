import { shared } from "@/components/listening/media";
import { answer, api } from "@/lib/api/client";
import { isProblem } from "@/lib/api/problems";
import type { Review, Schemas } from "@/lib/api/types";
import { useMutation, useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";

type Work = Schemas["ReviewServiceWorkView"];

export type Verdict =
  | { kind: "approve"; round: number }
  | {
      kind: "reject";
      round: number;
      reason: string;
      categories: string[];
      marks: Schemas["MarkBody"][];
    };

const WAITING_POLL_MS = 4000;

function readReview(review: string, signal?: AbortSignal): Promise<Review> {
  return answer(api.GET("/api/v1/reviews/{review}", { params: { path: { review } }, signal }));
}

/** The addresses of a record's media are signed for a while: asks for new ones. */
export const freshRecord = shared(async (review) => (await readReview(review)).record);

export const reviewQuery = (id: string) => ({
  queryKey: ["review", id],
  queryFn: ({ signal }: { signal: AbortSignal }) => readReview(id, signal),
  staleTime: 30_000,
});

function deskKey(task: string) {
  return ["review-desk", task];
}

/** The auditor's own pile: what is in hand, what comes next, and how to judge. `opened`: a review chosen from the list instead. */
export function useReviewDesk(task: string, opened: string | null, mayReview: boolean) {
  const queries = useQueryClient();

  const work = useQuery({
    queryKey: deskKey(task),
    queryFn: ({ signal }) => answer(api.POST("/api/v1/reviews/next", { body: { task }, signal })),
    enabled: mayReview,
    refetchInterval: ({ state: { data } }) => (data && !data.review ? WAITING_POLL_MS : false),
    refetchOnWindowFocus: ({ state: { data } }) => !data?.review,
    staleTime: Infinity,
  });

  // As it is now: what was looked at before may have come back in another round.
  const chosen: UseQueryResult<Review> = useQuery({
    ...reviewQuery(opened ?? ""),
    enabled: opened !== null,
    staleTime: 0,
  });
  const fresh = chosen.isFetchedAfterMount ? chosen.data : undefined;

  const judge = useMutation({
    mutationFn: async ({ review, verdict }: { review: Review; verdict: Verdict }) => {
      const params = { path: { review: review.id } };
      const { kind, ...body } = verdict;
      return kind === "approve"
        ? answer(api.POST("/api/v1/reviews/{review}/approval", { params, body: { round: body.round } }))
        : answer(
            api.POST("/api/v1/reviews/{review}/rejection", {
              params,
              body: body as Schemas["RejectionBody"],
            }),
          );
    },
    onSuccess: ({ judged, ...next }, { review }) => {
      queries.setQueryData<Work>(deskKey(task), next);
      void queries.invalidateQueries({ queryKey: ["review", judged.id] });
      void queries.invalidateQueries({ queryKey: ["reviews", task] });
      void queries.invalidateQueries({ queryKey: ["rest", task] });
      queries.removeQueries({ queryKey: ["review", review.id] });
    },
    onError: (error, { review }) => {
      // Somebody else moved, judged or resubmitted it meanwhile: show how it is now.
      if (!isProblem(error, "already-judged", "wrong-round", "not-yours", "not-found")) return;
      void queries.invalidateQueries({ queryKey: ["review", review.id] });
      void queries.invalidateQueries({ queryKey: deskKey(task) });
      void queries.invalidateQueries({ queryKey: ["reviews", task] });
    },
  });

  const refresh = () => {
    void queries.invalidateQueries({ queryKey: deskKey(task) });
    void queries.invalidateQueries({ queryKey: ["reviews", task] });
    void queries.invalidateQueries({ queryKey: ["rest", task] });
  };

  return {
    work,
    review: opened === null ? (work.data?.review ?? null) : (fresh ?? null),
    error: opened === null ? work.error : chosen.error,
    loading: opened === null ? work.isLoading : !fresh && !chosen.error,
    judge,
    refresh,
  };
}
