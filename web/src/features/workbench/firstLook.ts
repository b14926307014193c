import * as ahead from "@/components/listening/ahead";
import type { AnnotationSchema, Assignment, ListedAssignment } from "@/lib/api/types";
import type { Player } from "@/lib/player/types";
import { settings } from "./settings";
import { freshRecord } from "./sources";

/** Longer records begin with a part that one can work on, in seconds. */
const WHOLE = 60;
const FIRST_PART = 30;

/** Until where a record is shown when it is opened, in seconds. */
export function shownFirst(seconds: number, schema: AnnotationSchema): number {
  const cut = schema.items.some(({ kind }) => kind === "segments");
  return cut && seconds > WHOLE ? FIRST_PART : seconds;
}

/** Loads what will be heard and seen first of the records that come. */
export function lookAhead(
  current: Assignment | null,
  upcoming: readonly ListedAssignment[],
  schema: AnnotationSchema,
  player: Player,
): void {
  ahead.lookAhead(player, current, upcoming, freshRecord, ({ seconds }) => ({
    to: shownFirst(seconds, schema),
    spectrogram: settings.getState().spectrogram,
  }));
}
