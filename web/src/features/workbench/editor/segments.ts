import { optionList } from "@/components/annotation";
import { divideText, merge, split, timeOfCaret } from "@/lib/segments/divide";
import * as edit from "@/lib/segments/edit";
import { boundaryBefore } from "@/lib/segments/seek";
import { edgesOf, snapTo } from "@/lib/segments/snap";
import type { Segment, Span } from "@/lib/segments/types";
import type { Editor } from "./store";

/** The own segment that keys speak of. */
export function currentSegment(editor: Editor): Segment | undefined {
  return edit.find(editor.segments, editor.state.current);
}

/** What a new segment starts with: the only label there is, or what its lane stands for. */
function fieldsOf(editor: Editor, lane: { label?: string; speaker?: string }): Omit<Segment, keyof Span> {
  const item = editor.item!;
  const labels = optionList(item.labels).map(({ value }) => value);
  const label =
    lane.label !== undefined && labels.includes(lane.label)
      ? lane.label
      : labels.length === 1
        ? labels[0]!
        : null;
  const speaker = item.speakers && lane.speaker ? { speaker: lane.speaker } : {};
  return { id: editor.newId(), label, ...(item.text ? { text: "" } : {}), ...speaker };
}

/** Makes a segment of a span and selects it; false where there is no room. */
export function createSegment(
  editor: Editor,
  span: Span,
  lane: { label?: string; speaker?: string } = {},
): boolean {
  if (!editor.item || editor.state.readOnly) return false;
  const fields = fieldsOf(editor, lane);
  const segments = edit.create(editor.segments, span, editor.rules, fields);
  if (segments === null) return false;
  editor.setSegments(segments);
  editor.select(fields.id);
  editor.setEdge("end");
  return true;
}

/** Changes a field of a segment; typing in one field is one step. */
export function patchSegment(editor: Editor, id: string, change: Partial<Segment>, typed = false): void {
  const key = `segment ${id} ${Object.keys(change).join(" ")}`;
  editor.setSegments(edit.patch(editor.segments, id, change), typed ? { key } : {});
}

/** Gives the selected own segments a field, for example a label. */
export function patchSelected(editor: Editor, change: Partial<Segment>): boolean {
  const ids = editor.segments.filter(({ id }) => editor.state.selected.has(id)).map(({ id }) => id);
  if (ids.length === 0) return false;
  editor.setSegments(ids.reduce((all, id) => edit.patch(all, id, change), editor.segments));
  return true;
}

/** Sets an edge of a segment to a time, as one step. */
export function putEdge(editor: Editor, id: string, edge: edit.Edge, to: number): void {
  editor.setEdge(edge);
  editor.setSegments(edit.setEdge(editor.segments, id, edge, to, editor.rules));
}

/** Moves the active edge of the current segment by some seconds; repeated presses are one step. */
export function nudgeEdge(editor: Editor, by: number): boolean {
  const segment = currentSegment(editor);
  if (!segment) return false;
  const { edge } = editor.state;
  const segments = edit.nudge(editor.segments, segment.id, edge, by, editor.rules);
  editor.setSegments(segments, { key: `nudge ${segment.id} ${edge}` });
  return true;
}

/** Follows a dragged edge; `reach` is how near (seconds) it snaps to other edges, 0 for not at all. */
export function dragEdge(editor: Editor, id: string, edge: edit.Edge, to: number, reach: number): void {
  const target = snapTo(to, edgesOf(editor.segments, id), reach);
  editor.setEdge(edge);
  editor.setSegments(edit.setEdge(editor.segments, id, edge, target, editor.rules), {
    key: `drag ${id}`,
    lasting: true,
  });
}

/** Follows a segment dragged as a whole; whichever edge comes near to another one snaps. */
export function dragWhole(editor: Editor, id: string, start: number, reach: number): void {
  const segment = edit.find(editor.segments, id);
  if (!segment) return;
  const length = segment.end - segment.start;
  const targets = edgesOf(editor.segments, id);
  const byStart = snapTo(start, targets, reach);
  const byEnd = snapTo(start + length, targets, reach) - length;
  const to = byStart !== start ? byStart : byEnd;
  editor.setSegments(edit.move(editor.segments, id, to, editor.rules), { key: `drag ${id}`, lasting: true });
}

/** Splits the current segment at the playhead where that is inside, else at the caret's share of its text. */
export function splitCurrent(editor: Editor, now: number, caret?: number): boolean {
  const segment =
    currentSegment(editor) ?? editor.segments.find(({ start, end }) => start < now && now < end);
  if (!segment) return false;
  const inside = now > segment.start && now < segment.end;
  if (!inside && caret === undefined) return false;
  const time = inside ? now : timeOfCaret(segment, caret!);
  const id = editor.newId();
  const segments = split(editor.segments, segment.id, time, id, caret);
  if (segments === editor.segments) return false;
  editor.setSegments(segments);
  editor.select(id);
  return true;
}

/** Merges the current segment with a neighbour in the order of time. */
export function mergeCurrent(editor: Editor, direction: "next" | "previous"): boolean {
  const segment = currentSegment(editor);
  if (!segment) return false;
  const index = editor.segments.indexOf(segment);
  const first = direction === "next" ? segment : editor.segments[index - 1];
  const segments = merge(editor.segments, segment.id, direction);
  if (segments === editor.segments || !first) return false;
  editor.setSegments(segments);
  editor.select(first.id);
  return true;
}

/** Deletes the selected own segments; what stood beside is selected then. */
export function deleteSelected(editor: Editor): boolean {
  const { segments } = editor;
  const { selected } = editor.state;
  const index = segments.findIndex(({ id }) => selected.has(id));
  if (index < 0 || editor.state.readOnly) return false;
  const left = edit.remove(segments, selected);
  editor.setSegments(left);
  editor.select(left[Math.min(index, left.length - 1)]?.id ?? null);
  return true;
}

/** Drops a boundary: inside a segment it splits it, else it ends a segment that begins at the last boundary before. */
export function dropBoundary(editor: Editor, time: number): boolean {
  if (!editor.item) return false;
  const inside = editor.segments.find(({ start, end }) => start < time && time < end);
  if (inside) {
    editor.select(inside.id);
    return splitCurrent(editor, time);
  }
  const { span } = editor.state;
  const from = span && span.start < time ? span.start : boundaryBefore(editor.segments, time);
  return time > from && createSegment(editor, { start: from, end: time });
}

/** Sets an edge at the playhead; without a segment the first press marks where one will begin, the second makes it. */
export function edgeAtPlayhead(editor: Editor, edge: edit.Edge, now: number): boolean {
  const segment = currentSegment(editor);
  if (segment) {
    putEdge(editor, segment.id, edge, now);
    return true;
  }
  if (!editor.item) return false;
  if (edge === "start") {
    editor.setSpan({ start: now, end: now });
    return true;
  }
  const from = editor.state.span?.start ?? boundaryBefore(editor.segments, now);
  return now > from && createSegment(editor, { start: from, end: now });
}

/** Gives the current segment the label and speaker of the one before it. */
export function sameAsPrevious(editor: Editor): boolean {
  const segment = currentSegment(editor);
  const before = segment && editor.segments[editor.segments.indexOf(segment) - 1];
  if (!segment || !before) return false;
  const speaker = before.speaker === undefined ? {} : { speaker: before.speaker };
  patchSegment(editor, segment.id, { label: before.label, ...speaker });
  return true;
}

/** The parts of a text field around its caret, for what is put in between. */
export function insertAt(
  text: string,
  caret: number,
  end: number,
  piece: string,
): { text: string; caret: number } {
  const [before, after] = [divideText(text, caret)[0], text.slice(end).trimStart()];
  const left = before ? `${before} ${piece}` : piece;
  return { text: after ? `${left} ${after}` : `${left} `, caret: left.length + 1 };
}
