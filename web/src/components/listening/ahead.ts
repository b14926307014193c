import { prepare, type Coming } from "@/components/timeline/ahead";
import type { Player } from "@/lib/player/types";
import { audioOf, picturesOf, type HandedRecord } from "./media";

interface Handed {
  id: string;
  record: HandedRecord;
}

/** How a record is shown when it is opened; `to` in seconds. */
type FirstLook = (record: HandedRecord) => Pick<Coming, "to" | "spectrogram">;

const whole: FirstLook = ({ seconds }) => ({ to: seconds, spectrogram: true });

/** Loads what will be heard and seen of the records that come next, while one is on the screen. */
export function lookAhead(
  player: Player,
  shown: Handed | null,
  next: readonly Handed[],
  fresh: (id: string) => Promise<HandedRecord>,
  first: FirstLook = whole,
): void {
  for (const { id, record } of next) {
    const source = audioOf(record, () => fresh(id));
    if (source) player.prefetch(source);
  }
  const comingOf = ({ id, record }: Handed): Coming[] => {
    const audio = picturesOf(record, () => fresh(id));
    return audio ? [{ audio, from: 0, ...first(record) }] : [];
  };
  // With the one in hand: it may not be drawn yet.
  prepare([...(shown ? [shown] : []), ...next].flatMap(comingOf));
}

/** Lets go of what was loaded ahead. */
export function lookNoFurther(): void {
  prepare([]);
}
