import type { Assignment, Schemas } from "@/lib/api/types";

/** The latest round, if it was sent back: what rework is about. */
export function sentBack({ state, kind, history }: Assignment): Schemas["RoundView"] | undefined {
  const latest = [...history].sort((a, b) => b.round - a.round)[0];
  return state === "open" && kind === "rework" ? latest : undefined;
}
