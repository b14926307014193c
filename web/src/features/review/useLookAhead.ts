import { lookAhead, lookNoFurther } from "@/components/listening/ahead";
import type { Review, Schemas } from "@/lib/api/types";
import type { Player } from "@/lib/player/types";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { freshRecord, reviewQuery } from "./useReviewDesk";

type Upcoming = Schemas["ReviewServiceWorkView"]["upcoming"];

/** Loads what will be heard and seen of the reviews that come next, while one is on the screen. */
export function useLookAhead(
  player: Player | null,
  shown: Review | null,
  upcoming: Upcoming | undefined,
): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!player) return;
    let current = true;
    const asked = (upcoming ?? []).map(({ id }) =>
      // What is refused now is asked for again when its turn comes.
      queries.fetchQuery(reviewQuery(id)).catch(() => null),
    );
    void Promise.all(asked).then((answers) => {
      if (!current) return;
      const next = answers.filter((answer) => answer !== null);
      lookAhead(player, shown, next, freshRecord);
    });
    return () => {
      current = false;
    };
  }, [player, queries, shown, upcoming]);
  useEffect(() => lookNoFurther, []);
}
