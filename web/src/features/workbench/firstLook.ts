import { prepare } from "@/components/timeline/ahead";
import type { AnnotationSchema, Assignment, ListedAssignment } from "@/lib/api/types";
import type { Player } from "@/lib/player/types";
import { settings } from "./settings";
import { audioOf, picturesOf } from "./sources";

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
  for (const next of upcoming) {
    const source = audioOf(next);
    if (source) player.prefetch(source);
  }
  prepare(
    // With the one in hand: it may not be on the screen yet.
    [...(current ? [current] : []), ...upcoming].flatMap((next) => {
      const audio = picturesOf(next);
      const { spectrogram } = settings.getState();
      return audio ? [{ audio, from: 0, to: shownFirst(audio.seconds, schema), spectrogram }] : [];
    }),
  );
}
