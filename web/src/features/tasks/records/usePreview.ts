import { audioOf } from "@/components/listening/media";
import type { Player } from "@/lib/player";
import { useEffect, useRef, useState } from "react";
import { freshRecord, type ListedRecord } from "./queries";

/** Plays records of the table, one at a time. The player is loaded with the first one that is played. */
export function usePreview(): {
  playing: string | null;
  /** What plays, once something was played. */
  player: Player | null;
  failed: string | null;
  toggle: (record: ListedRecord) => void;
} {
  const player = useRef<Player | null>(null);
  const [shown, setShown] = useState<Player | null>(null);
  const opened = useRef<string | null>(null);
  const gone = useRef(false);
  const [playing, setPlaying] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);

  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      player.current?.dispose();
      player.current = null;
      opened.current = null;
    };
  }, []);

  async function start(assignment: ListedRecord): Promise<void> {
    setFailed(null);
    if (!player.current) {
      const { createPlayer } = await import("@/lib/player");
      if (gone.current) return;
      player.current ??= createPlayer();
      setShown(player.current);
      player.current.store.subscribe((state) => {
        setPlaying(state.playing ? opened.current : null);
        if (state.error) setFailed(opened.current);
      });
    }
    player.current.pause();
    opened.current = assignment.id;
    const renew = () => freshRecord(assignment.id);
    const source = audioOf(assignment.record, renew) ?? audioOf(await renew(), renew);
    if (!source) throw new Error("a record without its sound");
    await player.current.open(source);
    if (opened.current === assignment.id) player.current?.play();
  }

  function toggle(assignment: ListedRecord): void {
    if (playing === assignment.id) player.current?.pause();
    else start(assignment).catch(() => setFailed(assignment.id));
  }

  return { playing, player: shown, failed, toggle };
}
