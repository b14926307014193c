/**
 * Resolves when a media element can play from `at` (null: from wherever it stands). Raises its MediaError, and
 * AbortError where the element was given another address in between.
 */
export async function loaded(element: HTMLMediaElement, at: number | null = null): Promise<void> {
  await until(element, () => element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA || ended(element));
  if (at === null || Math.abs(element.currentTime - at) < 1e-6) return;
  element.currentTime = at;
  await until(element, () => !element.seeking && element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA);
}

/** At its last sample an element has no future data. */
const ended = (element: HTMLMediaElement) =>
  element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && element.currentTime >= element.duration - 0.05;

const HOPEFUL = ["canplay", "loadeddata", "seeked"] as const;

function until(element: HTMLMediaElement, reached: () => boolean): Promise<void> {
  if (element.error) return Promise.reject(mediaError(element));
  if (reached()) return Promise.resolve();
  const listening = new AbortController();
  const { signal } = listening;
  return new Promise<void>((resolve, reject) => {
    for (const name of HOPEFUL) element.addEventListener(name, () => reached() && resolve(), { signal });
    element.addEventListener("error", () => reject(mediaError(element)), { signal });
    element.addEventListener("emptied", () => reject(new DOMException("another address", "AbortError")), {
      signal,
    });
  }).finally(() => listening.abort());
}

/** A failed media element, with what it said. */
class MediaFailure extends Error {
  override readonly name = "MediaFailure";
}

function mediaError(element: HTMLMediaElement): MediaFailure {
  return new MediaFailure(element.error?.message, { cause: element.error });
}
