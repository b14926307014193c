import type { Annotation, AnnotationSchema, Schemas } from "@/lib/api/types";
import { find } from "@/lib/segments/edit";
import type { Segment } from "@/lib/segments/types";
import { isEmpty, same, segmentsOf, type Decision, type Decisions, type SegmentsItem } from "./content";

interface Suggested {
  key: string;
  /** Its place among the record's predictions. */
  prediction: number;
  model: string;
  version: string;
  item: string;
  score: number | null;
}

/** One thing that a model says: a segment, or the value of an item. */
export type Suggestion =
  (Suggested & { kind: "segment"; segment: Segment }) | (Suggested & { kind: "value"; value: unknown });

export type SegmentSuggestion = Extract<Suggestion, { kind: "segment" }>;
export type ValueSuggestion = Extract<Suggestion, { kind: "value" }>;

/** What an accepted segment says of where it came from. */
export function originOf({ model, version }: { model: string; version: string }): string {
  return `${model}@${version}`.slice(0, 200);
}

/** Takes predictions apart. What a model said before an earlier round was submitted was judged there. */
export function suggestionsOf(
  schema: AnnotationSchema,
  predictions: readonly Schemas["PredictionView"][],
  submittedAt: string | null,
): Suggestion[] {
  return predictions.flatMap((said, prediction) => {
    if (submittedAt !== null && Date.parse(said.said_at) <= Date.parse(submittedAt)) return [];
    const { model, version } = said;
    return schema.items.flatMap((item): Suggestion[] => {
      const value = said.annotation[item.name];
      if (isEmpty(value)) return [];
      const about = { prediction, model, version, item: item.name };
      if (item.kind !== "segments")
        return [{ ...about, kind: "value", key: `${prediction}/${item.name}`, value, score: said.score }];
      return segmentsOf(said.annotation, item.name).map((segment, index) => ({
        ...about,
        kind: "segment",
        key: `${prediction}/${item.name}/${segment.id || index}`,
        segment,
        score: segment.score ?? said.score,
      }));
    });
  });
}

/** The own segment that a suggestion became. */
export function acceptedAs(annotation: Annotation, suggestion: SegmentSuggestion): Segment | undefined {
  const own = find(segmentsOf(annotation, suggestion.item), suggestion.segment.id);
  return own?.origin === originOf(suggestion) ? own : undefined;
}

/** What an annotation tells about decisions that were taken before it was opened here. */
export function decisionsIn(annotation: Annotation, suggestions: readonly Suggestion[]): Decisions {
  const decisions: Record<string, Decision> = {};
  for (const suggestion of suggestions) {
    const taken =
      suggestion.kind === "segment"
        ? acceptedAs(annotation, suggestion) !== undefined
        : same(annotation[suggestion.item], suggestion.value);
    if (taken) decisions[suggestion.key] = "accepted";
  }
  return decisions;
}

/** A suggested segment as one's own: only the fields that its item asks for. */
export function asOwn(
  suggestion: SegmentSuggestion,
  item: SegmentsItem,
  id: string,
): Omit<Segment, "start" | "end"> {
  const { segment } = suggestion;
  const own: Omit<Segment, "start" | "end"> = {
    id,
    label: item.labels.some((label) => (typeof label === "string" ? label : label.value) === segment.label)
      ? segment.label
      : null,
    origin: originOf(suggestion),
  };
  if (segment.channel != null) own.channel = segment.channel;
  if (segment.score != null) own.score = segment.score;
  if (item.text && segment.text) own.text = segment.text;
  const { speakers } = item;
  if (
    segment.speaker &&
    (speakers === true || (Array.isArray(speakers) && speakers.includes(segment.speaker)))
  )
    own.speaker = segment.speaker;
  const asked = item.attributes.flatMap(({ name }) => {
    const value = segment.attributes?.[name];
    return isEmpty(value) ? [] : [[name, value] as const];
  });
  if (asked.length) own.attributes = Object.fromEntries(asked);
  return own;
}

/** Whether an accepted suggestion is still as the model said it. */
function unchanged(annotation: Annotation, suggestion: Suggestion): boolean {
  if (suggestion.kind === "value") return same(annotation[suggestion.item], suggestion.value);
  const own = acceptedAs(annotation, suggestion);
  const { segment } = suggestion;
  return (
    own !== undefined &&
    own.start === segment.start &&
    own.end === segment.end &&
    (own.label ?? null) === (segment.label ?? null) &&
    (own.text ?? "") === (segment.text ?? "") &&
    (own.speaker ?? "") === (segment.speaker ?? "") &&
    same(own.attributes ?? {}, segment.attributes ?? {})
  );
}

/** For the submission: what became of each model's suggestions. What nobody took counts as rejected. */
export function outcomes(
  annotation: Annotation,
  suggestions: readonly Suggestion[],
  decisions: Decisions,
): Schemas["SuggestionBody"][] {
  const byModel = new Map<string, Schemas["SuggestionBody"]>();
  for (const suggestion of suggestions) {
    const { model, version } = suggestion;
    const name = JSON.stringify([model, version]);
    const sum = byModel.get(name) ?? { model, version, accepted: 0, changed: 0, rejected: 0 };
    byModel.set(name, sum);
    const gone = suggestion.kind === "segment" && acceptedAs(annotation, suggestion) === undefined;
    const value = suggestion.kind === "value" && same(annotation[suggestion.item], suggestion.value);
    if (value) sum.accepted += 1;
    else if (decisions[suggestion.key] !== "accepted" || gone) sum.rejected += 1;
    else if (unchanged(annotation, suggestion)) sum.accepted += 1;
    else sum.changed += 1;
  }
  return [...byModel.values()].slice(0, 100);
}
