import { answer, api } from "@/lib/api/client";
import { createPlayer, type Player, type PlayerState } from "@/lib/player";
import { useCallback, useEffect, useRef, useState } from "react";

/** What a row needs to be heard. */
export interface Playable {
  /** The record. */
  id: string;
  audio_url: string;
  seconds: number;
  sample_rate: number;
  channels: number;
}

export interface RowPlayer {
  /** The row that was played last, and whether it sounds now. */
  current: string | null;
  playing: boolean;
  /** It is on its way to be heard. */
  loading: boolean;
  error: PlayerState["error"];
  player: Player | null;
  /** Plays a row; pauses or takes up the one that was played last. To be called in a key or click handler. */
  toggle: (row: Playable) => void;
}

/** Plays one row of a table at a time. */
export function useRowPlayer(): RowPlayer {
  const held = useRef<Player | null>(null);
  const [player, setPlayer] = useState<Player | null>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const [{ ready, playing, error }, setState] = useState<Pick<PlayerState, "ready" | "playing" | "error">>({
    ready: false,
    playing: false,
    error: null,
  });
  const latest = useRef<string | null>(null);

  useEffect(
    () => () => {
      held.current?.dispose();
      held.current = null;
      latest.current = null;
    },
    [],
  );

  const toggle = useCallback((row: Playable) => {
    if (!held.current) {
      held.current = createPlayer();
      held.current.store.subscribe(({ ready, playing, error }) => setState({ ready, playing, error }));
      setPlayer(held.current);
    }
    const own = held.current;
    if (latest.current === row.id) {
      const state = own.store.getState();
      if (state.ready) own.toggle();
      if (state.ready || state.error === null) return;
    }
    latest.current = row.id;
    setCurrent(row.id);
    const source = {
      audioUrl: row.audio_url,
      seconds: row.seconds,
      sampleRate: row.sample_rate,
      channels: row.channels,
      renew: async () =>
        (await answer(api.GET("/api/v1/records/{id}", { params: { path: { id: row.id } } }))).audio_url,
    };
    void own.open(source).then(() => {
      if (latest.current === row.id && own.store.getState().ready) own.play();
    });
  }, []);
  return { current, playing, loading: current !== null && !ready && error === null, error, player, toggle };
}
