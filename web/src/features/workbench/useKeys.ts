import { keysOf, sameKey } from "@/components/annotation";
import { listen } from "@/lib/keymap/dispatch";
import { useEffectEvent, useLayoutEffect, useMemo } from "react";
import type { Bench } from "./bench";
import { pressItemKey } from "./labeling";
import { perform } from "./perform";

/** Lets keys act on the record. */
export function useKeys(bench: Bench): void {
  const keys = useMemo(() => keysOf(bench.editor.schema), [bench.editor]);
  const onAction = useEffectEvent((action: Parameters<typeof perform>[1]) => perform(bench, action));
  const onKey = useEffectEvent((combo: string) => {
    const key = keys.find((one) => sameKey(one.key, combo));
    return key !== undefined && pressItemKey(bench, key);
  });
  // With the record itself: a key pressed the moment it is shown is not lost.
  useLayoutEffect(
    () => listen({ onAction: (action) => onAction(action), onKey: (combo) => onKey(combo) }),
    [],
  );
}
