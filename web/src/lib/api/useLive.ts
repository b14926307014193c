import { useEffect, useRef, useState } from "react";
import { follow } from "./live";

/** Follows a `/live` path (null: nothing) while the component is there; returns whether the stream is up. */
export function useLive<T>(
  path: string | null,
  onState: (state: T) => void,
  onGone?: (error: unknown) => void,
): boolean {
  const [connected, setConnected] = useState(false);
  const latest = useRef({ onState, onGone });
  useEffect(() => {
    latest.current = { onState, onGone };
  });
  useEffect(() => {
    if (path === null) return;
    return follow<T>(path, {
      onState: (state) => latest.current.onState(state),
      onConnected: setConnected,
      onGone: (error) => latest.current.onGone?.(error),
    });
  }, [path]);
  return connected;
}
