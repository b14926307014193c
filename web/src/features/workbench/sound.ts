import type { Assignment } from "@/lib/api/types";
import type { Player } from "@/lib/player/types";
import { settings } from "./settings";
import { audioOf } from "./sources";

const opened = new WeakMap<Player, Assignment>();

/** Opens a record's sound; once, however often it is asked for, so that it can begin before the record is drawn. */
export function openSound(player: Player, assignment: Assignment): void {
  if (opened.get(player) === assignment) return;
  opened.set(player, assignment);
  const source = audioOf(assignment);
  if (!source) return;
  const { rate, gainDb, rewind } = settings.getState();
  player.setRate(rate);
  player.setGain(gainDb);
  player.setRewind(rewind);
  void player.open(source).catch(() => undefined); // the reason stands in the player's store
}

/** Silence, unless the next record's sound is open already. */
export function leaveSound(player: Player, assignment: Assignment): void {
  if (opened.get(player) === assignment) player.pause();
}
