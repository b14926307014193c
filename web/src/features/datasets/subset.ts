import { NUMBER_FACTS } from "@/components/records-table/facts";
import type { DatasetRecord, Schemas } from "@/lib/api/types";

export type NumberFact = (typeof NUMBER_FACTS)[number];

export function isNumberFact(fact: string): fact is NumberFact {
  return (NUMBER_FACTS as readonly string[]).includes(fact);
}

/** One condition, as it is typed: of a number, bounds; of a text, one or more values. */
export interface Condition {
  fact: string;
  kind: "number" | "text";
  min: number | "";
  max: number | "";
  values: readonly string[];
}

export interface SubsetSettings {
  dataset: string | null;
  conditions: readonly Condition[];
  without: readonly string[];
  /** Empty: all that fit. */
  sample: number | "";
  seed: string;
}

export interface KnownFact {
  fact: string;
  kind: "number" | "text";
  /** Values seen in the first records, of texts. */
  values: readonly string[];
}

const MOST_VALUES = 50;

/** What can be filtered by: the measured facts, and what the manifest told of the first records. */
export function knownFacts(records: readonly Pick<DatasetRecord, "facts">[]): KnownFact[] {
  const told = new Map<string, Set<unknown>>();
  for (const { facts } of records)
    for (const [fact, value] of Object.entries(facts)) {
      const values = told.get(fact) ?? new Set();
      told.set(fact, values);
      if (value !== null) values.add(value);
    }
  const measured: KnownFact[] = NUMBER_FACTS.map((fact) => ({ fact, kind: "number", values: [] }));
  const codec: KnownFact = { fact: "codec", kind: "text", values: [] };
  const own = [...told].map(([fact, values]): KnownFact => {
    const all = [...values];
    const numbers = all.length > 0 && all.every((value) => typeof value === "number");
    return numbers
      ? { fact, kind: "number", values: [] }
      : { fact, kind: "text", values: all.map(String).sort().slice(0, MOST_VALUES) };
  });
  return [...measured, codec, ...own];
}

export function emptyCondition({ fact, kind }: KnownFact): Condition {
  return { fact, kind, min: "", max: "", values: [] };
}

/** Whether a condition asks for anything. */
function asks(condition: Condition): boolean {
  return condition.kind === "number"
    ? condition.min !== "" || condition.max !== ""
    : condition.values.length > 0;
}

/** A value as the manifest may have told it: true and false are no texts. */
function valuesOf(text: string): (string | boolean)[] {
  return text === "true" || text === "false" ? [text, text === "true"] : [text];
}

/** The source of the import, as the API takes it. */
export function subsetSource(settings: SubsetSettings): Schemas["SubsetSource"] {
  const filter = Object.fromEntries(
    settings.conditions.filter(asks).map((condition) => [
      condition.fact,
      condition.kind === "number"
        ? {
            ...(condition.min !== "" && { min: condition.min }),
            ...(condition.max !== "" && { max: condition.max }),
          }
        : { in: condition.values.flatMap(valuesOf) },
    ]),
  );
  const seed = settings.seed.trim();
  return {
    kind: "subset",
    dataset: settings.dataset ?? "",
    sample: settings.sample === "" ? null : settings.sample,
    seed: /^-?\d{1,15}$/.test(seed) ? Number(seed) : seed || 0,
    filter,
    without: [...settings.without],
  };
}

/**
 * The bounds to count by in the list of records; null where the list cannot tell: it knows the measured numbers
 * alone, and not what other datasets hold.
 */
export function countable(settings: SubsetSettings): Record<string, number> | null {
  if (settings.without.length > 0) return null;
  const bounds: Record<string, number> = {};
  for (const condition of settings.conditions.filter(asks)) {
    if (condition.kind !== "number" || !isNumberFact(condition.fact)) return null;
    if (condition.min !== "") bounds[`min_${condition.fact}`] = condition.min;
    if (condition.max !== "") bounds[`max_${condition.fact}`] = condition.max;
  }
  return bounds;
}
