/** A dataset card without the header that only programs read. */
export function withoutHeader(card: string): string {
  return card.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, "").trimStart();
}

/** A checksum short enough for a table. */
export function shortSum(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}
