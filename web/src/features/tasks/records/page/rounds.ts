import { marksOf, type Mark } from "@/components/listening/marks";
import type { Compared } from "@/components/listening/useListening";
import type { Annotation, Assignment, Schemas } from "@/lib/api/types";

type Round = Schemas["RoundView"];

/** Something that was said of the record: a submitted round, the saved draft, or what is filled in to start from. */
export type Version =
  | { key: string; kind: "round"; annotation: Annotation | null; round: Round; marks: Mark[] }
  | { key: "draft"; kind: "draft"; annotation: Annotation; savedAt: string }
  | { key: "prefill"; kind: "prefill"; annotation: Annotation };

export type RoundVersion = Extract<Version, { kind: "round" }>;

/** All that was said of a record, latest first. */
export function versionsOf({ state, draft, prefill, history }: Assignment): Version[] {
  const rounds = [...history]
    .sort((a, b) => b.round - a.round)
    .map((round): Version => ({
      key: String(round.round),
      kind: "round",
      annotation: round.unusable ? null : round.annotation,
      round,
      marks: marksOf(round.marks),
    }));
  if (state !== "open") return rounds;
  // A draft that nobody saved is the last round's annotation, which is there as such.
  if (draft?.saved_at)
    return [
      { key: "draft", kind: "draft", annotation: draft.annotation, savedAt: draft.saved_at },
      ...rounds,
    ];
  if (rounds.length === 0 && prefill && Object.keys(prefill).length)
    return [{ key: "prefill", kind: "prefill", annotation: prefill }];
  return rounds;
}

/** What an address asks to be compared with nothing. */
export const NOTHING = "none";

/** What is shown of a record, and against what. */
export interface Showing {
  shown: Version | null;
  /** What it can be compared with, latest first. */
  others: RoundVersion[];
  compared: RoundVersion | null;
}

/**
 * What an address asks for: `round` names what is shown (by default the latest), `with` the round it is compared
 * with (by default the one before).
 */
export function showing(versions: readonly Version[], params: URLSearchParams): Showing {
  const shown = versions.find(({ key }) => key === params.get("round")) ?? versions[0] ?? null;
  const rounds = versions.filter((version): version is RoundVersion => version.kind === "round");
  const others = rounds.filter(({ key }) => key !== shown?.key);
  const asked = params.get("with");
  const number = shown?.kind === "round" ? shown.round.round : Infinity;
  const before = others.find(({ round }) => round.round < number) ?? null;
  const compared = asked === NOTHING ? null : (others.find(({ key }) => key === asked) ?? before);
  return { shown, others, compared };
}

/** A round as something to be compared with. */
export function comparedWith(version: RoundVersion | null): Compared | null {
  return version && { round: version.round.round, annotation: version.annotation };
}

/** Comments in place: those on the round that it is compared with, and those on what is shown. */
export function marksInPlace({ shown, compared }: Showing): Mark[] {
  return [...(compared?.marks ?? []), ...(shown?.kind === "round" ? shown.marks : [])];
}
