import type { Review, Schemas } from "@/lib/api/types";
import { useEffect, useState } from "react";

export type Mark = Schemas["MarkBody"];

export interface Rejection {
  reason: string;
  categories: string[];
  marks: Mark[];
}

const EMPTY: Rejection = { reason: "", categories: [], marks: [] };

function keyOf(review: Review): string {
  return `earmark.rejection.${review.id}.${review.round}`;
}

function kept(review: Review): Rejection {
  const text = sessionStorage.getItem(keyOf(review));
  return text ? (JSON.parse(text) as Rejection) : EMPTY;
}

/** A rejection being written; a reload of the tab keeps it. To be used in a component with a key per review and round. */
export function useRejection(review: Review) {
  const [rejection, setRejection] = useState(() => kept(review));
  useEffect(() => {
    if (rejection === EMPTY) return;
    sessionStorage.setItem(keyOf(review), JSON.stringify(rejection));
  }, [review, rejection]);
  return {
    rejection,
    begun: rejection.reason !== "" || rejection.marks.length > 0 || rejection.categories.length > 0,
    change: (part: Partial<Rejection>) => setRejection((before) => ({ ...before, ...part })),
    forget: () => {
      sessionStorage.removeItem(keyOf(review));
      setRejection(EMPTY);
    },
  };
}
