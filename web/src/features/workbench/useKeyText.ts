import type { ActionId } from "@/lib/keymap/actions";
import { comboText } from "@/lib/keymap/combos";
import { bindingsOf } from "@/lib/keymap/map";
import { keymap } from "@/lib/keymap/store";
import { useStore } from "zustand";

/** The first key of an action, for tooltips and buttons; empty where it has none. */
export function useKeyText(action: ActionId): string {
  const remapped = useStore(keymap, (state) => state.remapped);
  const first = bindingsOf(action, remapped)[0];
  return first ? comboText(first.combo) : "";
}
