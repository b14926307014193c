import { usePerson } from "@/lib/auth/session";
import type { ActionId } from "@/lib/keymap/actions";
import type { Combo } from "@/lib/keymap/combos";
import { listen } from "@/lib/keymap/dispatch";
import { followKeymapOf } from "@/lib/keymap/store";
import type { Player } from "@/lib/player/types";
import { showAll, zoom, zoomTo } from "@/lib/timeline/view";
import { useEffect, useRef } from "react";
import type { Listening } from "./useListening";

interface ListeningKeysOptions {
  listening: Listening;
  player: Player;
  /** A page's own keys, asked first; true where the key was meant for it. */
  onKey?: (combo: Combo) => boolean;
  /** A page's own meaning of an action, asked first; true where it has one. */
  onAction?: (action: ActionId) => boolean;
}

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2];

/** The keys of who only listens and looks: those of the workbench, as the person has mapped them. */
export function useListeningKeys(options: ListeningKeysOptions): void {
  const user = usePerson()?.user;
  useEffect(() => (user ? followKeymapOf(user) : undefined), [user]);

  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(
    () =>
      listen({
        onKey: (combo) => latest.current.onKey?.(combo) ?? false,
        onAction: (action) => latest.current.onAction?.(action) || listenTo(action, latest.current),
      }),
    [],
  );
}

/** Playing, looking and stepping; false where the key means nothing here. */
function listenTo(
  action: ActionId,
  { player, listening }: Pick<ListeningKeysOptions, "player" | "listening">,
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
