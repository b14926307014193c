/**
 * Resolves when a media element can play from `at` (null: from wherever it stands). Raises MediaFailure, and the
 * reason of `signal` where that says that the element serves something else by now.
 */
export async function loaded(
  element: HTMLMediaElement,
  signal: AbortSignal,
  at: number | null = null,
): Promise<void> {
  await until(
    element,
    signal,
    () => element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA || ended(element),
  );
  if (at === null || Math.abs(element.currentTime - at) < 1e-6) return;
  element.currentTime = at;
  await until(
    element,
    signal,
    () => !element.seeking && element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA,
  );
}

/** At its last sample an element has no future data. */
const ended = (element: HTMLMediaElement) =>
  element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && element.currentTime >= element.duration - 0.05;

const HOPEFUL = ["canplay", "loadeddata", "seeked"] as const;

async function until(element: HTMLMediaElement, given: AbortSignal, reached: () => boolean): Promise<void> {
  given.throwIfAborted();
  if (element.error) throw mediaError(element);
  if (reached()) return;
  const listening = new AbortController();
  const { signal } = listening;
  try {
    await new Promise<void>((resolve, reject) => {
      for (const name of HOPEFUL) element.addEventListener(name, () => reached() && resolve(), { signal });
      element.addEventListener("error", () => reject(mediaError(element)), { signal });
      given.addEventListener("abort", () => reject(given.reason as Error), { signal });
    });
  } finally {
    listening.abort();
  }
}

/** A failed media element, with what it said. */
class MediaFailure extends Error {
  override readonly name = "MediaFailure";
}

function mediaError(element: HTMLMediaElement): MediaFailure {
  return new MediaFailure(element.error?.message, { cause: element.error });
}
