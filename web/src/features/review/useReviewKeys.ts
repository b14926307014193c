import type { Player } from "@/lib/player/types";
import { useHotkeys } from "@mantine/hooks";
import { useState } from "react";
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

/** The auditor's keys. Those of the rejection form work while typing, too. */
export function useReviewKeys({ approve, reject, listening, player, enabled }: ReviewKeysOptions) {
  const [rejecting, setRejecting] = useState<MarkTarget | boolean>(false);

  const step = (by: number) => {
    const { changes, selected } = listening;
    const at = changes.findIndex(({ segment }) => selected.has(segment.id));
    const next = changes[Math.min(changes.length - 1, Math.max(0, at + by))]?.segment;
    if (!next) return;
    listening.select(next.id);
    player.playSpan(next);
  };
  const mark = (segment: string | null = [...listening.selected][0] ?? null) => setRejecting({ segment });
  const when = (action: () => void) => () => {
    if (enabled) action();
  };

  useHotkeys([
    ["Space", () => player.toggle()],
    ["a", when(() => !rejecting && approve())],
    ["r", when(() => setRejecting(true))],
    ["m", when(() => mark())],
    ["ArrowDown", () => step(1)],
    ["ArrowUp", () => step(-1)],
    ["ArrowLeft", () => player.seek(player.now() - 1)],
    ["ArrowRight", () => player.seek(player.now() + 1)],
  ], ["INPUT", "TEXTAREA", "SELECT", "BUTTON"]); // prettier-ignore
  useHotkeys(
    [
      ["mod+Enter", when(() => (rejecting ? reject() : approve()))],
      ["Escape", () => (rejecting ? setRejecting(false) : player.toggle())],
    ],
    [],
    true,
  );

  return { rejecting, setRejecting, mark };
}
