import { Media, pathOf, type Wanted } from "./media";
import type { TimelineAudio } from "./types";

/** A record that comes soon, and the stretch of it that will be seen first. */
export interface Coming {
  audio: TimelineAudio;
  from: number;
  to: number;
  spectrogram: boolean;
}

/** The media of records that are not shown yet, by what of their address stays. */
const ready = new Map<string, Media>();
let coming: readonly Coming[] = [];
/** What is shown now: it goes first. */
let shown: { media: Media; path: string; complete: boolean } | null = null;
let screen: Pick<Wanted, "width" | "ratio"> | null = null;

/**
 * Says which records come next, the next one first. Once the shown record has all of its own, their pictures are
 * loaded one after the other; those of records that no longer come are let go of.
 */
export function prepare(next: readonly Coming[]): void {
  coming = next;
  const kept = new Set(next.map(({ audio }) => pathOf(audio)));
  for (const [path, media] of ready) {
    if (kept.has(path)) continue;
    ready.delete(path);
    media.dispose();
  }
  load();
}

/** The media of a record that is shown from now on: prepared, or new. */
export function open(audio: TimelineAudio, onChange: () => void): Media {
  const path = pathOf(audio);
  const prepared = ready.get(path);
  ready.delete(path);
  prepared?.readdress(audio);
  const media = prepared ?? new Media(audio);
  media.onChange = onChange;
  shown = { media, path, complete: false };
  return media;
}

/** Lets go of the media of a record that was shown. */
export function close(media: Media): void {
  if (shown?.media === media) shown = null;
  media.dispose();
}

/** A record was drawn: what comes is wanted for the same width. */
export function drawn(media: Media, { width, ratio }: Wanted): void {
  if (shown?.media !== media) return;
  const before = shown.complete && screen?.width === width && screen.ratio === ratio;
  shown.complete = media.complete;
  screen = { width, ratio };
  if (!before) load();
}

function load(): void {
  if (!screen || !shown?.complete) return;
  for (const { audio, ...span } of coming) {
    const path = pathOf(audio);
    if (path === shown.path) continue;
    let media = ready.get(path);
    if (!media) {
      media = new Media(audio);
      media.onChange = load;
      ready.set(path, media);
    }
    media.want({ ...screen, ...span });
    if (!media.complete) return;
  }
}
