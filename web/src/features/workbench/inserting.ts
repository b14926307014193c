import { clock } from "@/lib/format";
import type { Bench } from "./bench";
import { currentSegment, insertAt, patchSegment } from "./editor/segments";

/** What transcripts mark by convention. */
export const INSERTS = { noise: "[noise]", inaudible: "[inaudible]" } as const;

/** A time as it stands in a text. */
export function timePiece(now: number): string {
  return `[${clock(now, 1)}]`;
}

function focusedText(): HTMLTextAreaElement | HTMLInputElement | null {
  const focused = document.activeElement;
  const text =
    focused instanceof HTMLTextAreaElement ||
    (focused instanceof HTMLInputElement && focused.type === "text");
  return text && !focused.readOnly && !focused.disabled ? focused : null;
}

/** Where the caret stands in the text of a segment; undefined where that is not being written. */
export function caretOf(segment: string | undefined): number | undefined {
  const field = focusedText();
  return field && segment !== undefined && field.dataset.segmentText === segment
    ? (field.selectionStart ?? undefined)
    : undefined;
}

/** Puts a piece where the caret is; without a text in work, at the end of the current segment's. */
export function insertPiece({ editor }: Bench, piece: string): boolean {
  const field = focusedText();
  if (field) {
    const [from, to] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
    const after = insertAt(field.value, from, to, piece);
    field.setRangeText(after.text, 0, field.value.length, "end");
    field.setSelectionRange(after.caret, after.caret);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }
  const segment = currentSegment(editor);
  if (!segment || !editor.item?.text) return false;
  const text = segment.text ?? "";
  patchSegment(editor, segment.id, { text: insertAt(text, text.length, text.length, piece).text.trimEnd() });
  return true;
}
