import { usePerson } from "@/lib/auth/session";
import type { ActionId } from "@/lib/keymap/actions";
import { listen } from "@/lib/keymap/dispatch";
import { followKeymapOf } from "@/lib/keymap/store";
import type { Player } from "@/lib/player/types";
import { showAll, zoom, zoomTo } from "@/lib/timeline/view";
import { useEffect, useRef, useState } from "react";
import type { Listening } from "./useListening";

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

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2];

/** The auditor's keys: those of the workbench for playing and looking, its accept and reject for the verdict. */
export function useReviewKeys(options: ReviewKeysOptions) {
  const [rejecting, setRejecting] = useState<MarkTarget | boolean>(false);
  const user = usePerson()?.user;
  useEffect(() => (user ? followKeymapOf(user) : undefined), [user]);

  const mark = (segment: string | null = [...options.listening.selected][0] ?? null) =>
    setRejecting({ segment });
  const latest = useRef({ ...options, rejecting, mark });
  useEffect(() => {
    latest.current = { ...options, rejecting, mark };
  });

  useEffect(
    () =>
      listen({
        onKey(combo) {
          const { enabled, mark } = latest.current;
          if (!enabled || (combo !== "R" && combo !== "M")) return false;
          if (combo === "M") mark();
          else setRejecting(true);
          return true;
        },
        onAction(action) {
          const { approve, reject, enabled, rejecting } = latest.current;
          switch (action) {
            case "suggestion.accept":
              if (enabled && !rejecting) approve();
              return;
            case "suggestion.reject":
              if (enabled) setRejecting(true);
              return;
            case "work.submit":
              if (enabled) (rejecting ? reject : approve)();
              return;
            default:
              return listenTo(action, latest.current);
          }
        },
      }),
    [],
  );

  return { rejecting, setRejecting, mark };
}

/** Playing, looking and stepping; false where the key means nothing here. */
function listenTo(
  action: ActionId,
  { player, listening }: Pick<ReviewKeysOptions, "player" | "listening">,
): boolean | void {
  const { view, span, selected, changes } = listening;
  const at = changes.findIndex(({ segment }) => selected.has(segment.id));
  const chosen = span ?? changes[at]?.segment ?? null;
  const step = (by: number) => {
    const next = changes[Math.min(changes.length - 1, Math.max(0, at + by))]?.segment;
    if (!next) return;
    listening.select(next.id);
    player.playSpan(next);
  };
  const speed = (by: number) => {
    const index = RATES.findIndex((rate) => rate >= player.store.getState().rate);
    player.setRate(RATES[Math.min(RATES.length - 1, Math.max(0, index + by))]!);
  };
  switch (action) {
    case "play.toggle":
      return player.toggle();
    case "play.selection":
      return chosen ? player.playSpan(chosen) : player.toggle();
    case "play.loop":
      return player.setLoop(!player.store.getState().loop);
    case "play.back":
      return player.seek(player.now() - 1);
    case "play.forward":
      return player.seek(player.now() + 1);
    case "play.slower":
      return speed(-1);
    case "play.faster":
      return speed(1);
    case "segment.previous":
      return step(-1);
    case "segment.next":
      return step(1);
    case "view.in":
      return zoom(view, 0.5, player.now());
    case "view.out":
      return zoom(view, 2, player.now());
    case "view.selection":
      return chosen ? zoomTo(view, chosen) : undefined;
    case "view.all":
      return showAll(view);
    default:
      return false;
  }
}
