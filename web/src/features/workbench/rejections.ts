import type { Decisions } from "./editor/content";

const place = (assignment: string, round: number) => `earmark.rejected.${assignment}.${round}`;

/** Suggestions that were rejected before a reload; an annotation does not tell of them. */
export function readRejections(assignment: string, round: number): Decisions {
  try {
    const keys: unknown = JSON.parse(sessionStorage.getItem(place(assignment, round)) ?? "[]");
    return Array.isArray(keys)
      ? Object.fromEntries(keys.map((key) => [String(key), "rejected" as const]))
      : {};
  } catch {
    return {};
  }
}

export function keepRejections(assignment: string, round: number, decisions: Decisions): void {
  const keys = Object.keys(decisions).filter((key) => decisions[key] === "rejected");
  if (keys.length) sessionStorage.setItem(place(assignment, round), JSON.stringify(keys));
  else sessionStorage.removeItem(place(assignment, round));
}
