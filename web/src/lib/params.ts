/** A query with other words in it; null and nothing take one away. */
export function withParams(before: URLSearchParams, words: Record<string, string | null>): URLSearchParams {
  const after = new URLSearchParams(before);
  for (const [key, value] of Object.entries(words)) {
    if (value) after.set(key, value);
    else after.delete(key);
  }
  return after;
}
