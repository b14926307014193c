import { find, inOrder, remove, SHORTEST, type Segments } from "./edit";
import type { Segment } from "./types";

/** A place in a text that does not cut a character of two units. */
export function wholeCharacter(text: string, caret: number): number {
  const code = text.charCodeAt(caret);
  return caret > 0 && caret < text.length && code >= 0xdc00 && code <= 0xdfff ? caret - 1 : caret;
}

/** The two parts of a text around a caret, without the spaces between them. */
export function divideText(text: string, caret: number): [string, string] {
  const at = wholeCharacter(text, Math.min(text.length, Math.max(0, caret)));
  return [text.slice(0, at).trimEnd(), text.slice(at).trimStart()];
}

/** Where to divide a text when a share of its time has passed: at the nearest space, else at a character. */
export function caretOfShare(text: string, share: number): number {
  const wanted = Math.round(text.length * Math.min(1, Math.max(0, share)));
  let best = -1;
  for (const { index } of text.matchAll(/\s+/g))
    if (best < 0 || Math.abs(index - wanted) < Math.abs(best - wanted)) best = index;
  return best < 0 ? wholeCharacter(text, wanted) : best;
}

/** Without what a model said of the whole: it is true of no part of it. */
function ownPart(segment: Segment): Segment {
  const plain = { ...segment };
  delete plain.words;
  delete plain.score;
  return plain;
}

/**
 * Splits a segment at a time; its text is divided at the caret, or, without one, where that share of the text ends.
 * The first part keeps the id. Unchanged where a part would be too short to be grasped.
 */
export function split(
  segments: Segments,
  id: string,
  at: number,
  newId: string,
  caret?: number,
  shortest = SHORTEST,
): Segments {
  const segment = find(segments, id);
  if (!segment || at - segment.start < shortest || segment.end - at < shortest) return segments;
  const plain = ownPart(segment);
  const first: Segment = { ...plain, end: at };
  const second: Segment = { ...plain, id: newId, start: at };
  if (segment.text !== undefined) {
    const place = caret ?? caretOfShare(segment.text, (at - segment.start) / (segment.end - segment.start));
    [first.text, second.text] = divideText(segment.text, place);
  }
  return inOrder(segments.flatMap((other) => (other.id === id ? [first, second] : [other])));
}

/** The time that belongs to a caret where the playhead says nothing: its share of the text. */
export function timeOfCaret(segment: Segment, caret: number): number {
  const length = segment.text?.length ?? 0;
  const share = length === 0 ? 0.5 : Math.min(1, Math.max(0, caret / length));
  return segment.start + share * (segment.end - segment.start);
}

const CJK = /[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/;

/** Two texts as one; languages that write without spaces get none. */
export function joinTexts(first: string, second: string): string {
  const [left, right] = [first.trimEnd(), second.trimStart()];
  if (!left || !right) return left + right;
  return CJK.test(left.at(-1)!) && CJK.test(right[0]!) ? left + right : `${left} ${right}`;
}

/** Merges a segment with its next or previous one; the earlier one's id and fields stay where it has them. */
export function merge(segments: Segments, id: string, direction: "next" | "previous"): Segments {
  const index = segments.findIndex((segment) => segment.id === id);
  const other = segments[direction === "next" ? index + 1 : index - 1];
  if (index < 0 || !other) return segments;
  const one = segments[index]!;
  const [first, second] = direction === "next" ? [one, other] : [other, one];
  const plain = ownPart(first);
  const joined: Segment = {
    ...plain,
    start: Math.min(first.start, second.start),
    end: Math.max(first.end, second.end),
    label: first.label ?? second.label,
  };
  if (first.text !== undefined || second.text !== undefined)
    joined.text = joinTexts(first.text ?? "", second.text ?? "");
  const speaker = first.speaker ?? second.speaker;
  if (speaker !== undefined) joined.speaker = speaker;
  if (first.attributes || second.attributes)
    joined.attributes = { ...second.attributes, ...first.attributes };
  const left = remove(segments, new Set([second.id]));
  return inOrder(left.map((segment) => (segment.id === first.id ? joined : segment)));
}
