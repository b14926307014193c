import type { Listening } from "@/components/listening/useListening";
import { useListeningKeys } from "@/components/listening/useListeningKeys";
import type { Player } from "@/lib/player/types";
import { useState } from "react";

interface ReviewKeysOptions {
  approve: () => void;
  reject: () => void;
  listening: Listening;
  player: Player;
  enabled: boolean;
}

/** What the marks editor is about to comment on. */
export interface MarkTarget {
  segment: string | null;
}

/** The auditor's keys: those of the workbench for playing and looking, its accept and reject for the verdict. */
export function useReviewKeys({ approve, reject, listening, player, enabled }: ReviewKeysOptions) {
  const [rejecting, setRejecting] = useState<MarkTarget | boolean>(false);
  const mark = (segment: string | null = [...listening.selected][0] ?? null) => setRejecting({ segment });

  useListeningKeys({
    listening,
    player,
    onKey(combo) {
      if (!enabled || (combo !== "R" && combo !== "M")) return false;
      if (combo === "M") mark();
      else setRejecting(true);
      return true;
    },
    onAction(action) {
      switch (action) {
        case "suggestion.accept":
          if (enabled && !rejecting) approve();
          return true;
        case "suggestion.reject":
          if (enabled) setRejecting(true);
          return true;
        case "work.submit":
          if (enabled) (rejecting ? reject : approve)();
          return true;
        default:
          return false;
      }
    },
  });

  return { rejecting, setRejecting, mark };
}
