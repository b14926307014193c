import type { Player } from "@/lib/player/types";
import { useEffect, useRef, useState } from "react";
import type { SegmentRow } from "./types";

const NONE: ReadonlySet<string> = new Set();
const EVERY = 50;

/** The ids of the own segments at the playhead while the sound plays, as often as they change. */
export function useSounding(player: Player, rows: readonly SegmentRow[]): ReadonlySet<string> {
  const [sounding, setSounding] = useState(NONE);
  const latest = useRef(rows);
  useEffect(() => {
    latest.current = rows;
  }, [rows]);
  useEffect(() => {
    const look = () => {
      const now = player.now();
      const ids = player.store.getState().playing
        ? latest.current
            .filter(({ kind, segment }) => kind === "own" && segment.start <= now && now < segment.end)
            .map(({ id }) => id)
        : [];
      setSounding((old) =>
        ids.length === old.size && ids.every((id) => old.has(id)) ? old : ids.length ? new Set(ids) : NONE,
      );
    };
    const timer = setInterval(look, EVERY);
    return () => clearInterval(timer);
  }, [player]);
  return sounding;
}
