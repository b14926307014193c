import { createPlayer, type Player } from "@/lib/player";
import { useEffect, useState } from "react";

/** One player for the page; let go of with it. */
export function usePlayer(): Player | null {
  const [player, setPlayer] = useState<Player | null>(null);
  useEffect(() => {
    const made = createPlayer();
    // Made and let go of with the page, also where React mounts it twice to find mistakes.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setPlayer(made);
    return () => made.dispose();
  }, []);
  return player;
}
