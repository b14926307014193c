import type { AnnotationSchema } from "@/lib/api/types";
import { expect, test } from "vitest";
import { Activity } from "../activity";
import { placeFaults } from "./faults";
import { createSegment, deleteSelected, dragEdge, dropBoundary, patchSegment } from "./segments";
import { Editor } from "./store";
import { accept, acceptAll, reject, waiting } from "./suggesting";
import { outcomes, suggestionsOf } from "./suggestions";

const schema = {
  items: [
    { name: "parts", kind: "segments", labels: ["speech", "noise"], text: true, speakers: false, overlap: true, attributes: [], required: true },
    { name: "note", kind: "text", required: false },
  ],
} as unknown as AnnotationSchema; // prettier-ignore

const said = {
  model: "vad",
  version: "2",
  score: null,
  said_at: "2026-01-02T00:00:00Z",
  annotation: {
    parts: [
      { id: "s1", start: 1, end: 2, label: "speech", text: "one", words: [] },
      { id: "s2", start: 3, end: 4, label: "cough" },
      { id: "s3", start: 5, end: 6, label: "noise" },
    ],
    note: "loud",
  },
};

function editor(annotation = {}) {
  let n = 0;
  const suggestions = suggestionsOf(schema, [said], null);
  return new Editor({ schema, seconds: 10, annotation, suggestions, newId: () => `new-${++n}` });
}

test("what became of suggestions is told by model: taken, changed, left", () => {
  const bench = editor();
  expect(waiting(bench)).toHaveLength(4);
  accept(
    bench,
    waiting(bench).find(({ key }) => key === "0/parts/s1"),
  );
  reject(
    bench,
    waiting(bench).find(({ key }) => key === "0/parts/s2"),
  );
  acceptAll(bench);
  patchSegment(bench, "s3", { text: "bang" });
  expect(outcomes(bench.annotation, bench.suggestions, bench.content.decisions)).toEqual([
    { model: "vad", version: "2", accepted: 2, changed: 1, rejected: 1 },
  ]);
  expect(bench.segments.map(({ origin, words }) => [origin, words])).toEqual([
    ["vad@2", undefined],
    ["vad@2", undefined],
  ]);
});

test("an accepted suggestion is known again after a reload, and undo brings it back as a suggestion", () => {
  const first = editor();
  accept(first);
  accept(first);
  expect(waiting(editor(first.annotation))).toHaveLength(waiting(first).length);
  first.undo();
  expect(waiting(first)).toHaveLength(3);
});

test("what was said before an earlier round was submitted is not suggested again", () => {
  expect(suggestionsOf(schema, [said], "2026-01-03T00:00:00Z")).toEqual([]);
  expect(suggestionsOf(schema, [said], "2026-01-01T00:00:00Z")).toHaveLength(4);
});

test("faults stand at their segment and go when it is touched", () => {
  const bench = editor();
  createSegment(bench, { start: 1, end: 2 });
  const errors = [
    { pointer: "/parts/0/label", item: "parts", rule: "required", message: "" },
    { pointer: "/note", item: "note", rule: "required", message: "" },
  ];
  bench.setFaults(placeFaults(errors, bench.annotation, bench.items));
  expect([...bench.state.faults.segments.keys()]).toEqual(["new-1"]);
  patchSegment(bench, "new-1", { label: "noise" });
  expect(bench.state.faults.segments.size).toBe(0);
  expect(bench.state.faults.items).toHaveLength(1);
});

test("a drag is one step, and given up as if it had not begun", () => {
  const bench = editor();
  createSegment(bench, { start: 1, end: 2 });
  for (const to of [2.1, 2.2, 2.3]) dragEdge(bench, "new-1", "end", to, 0);
  bench.giveUp();
  expect(bench.segments[0]!.end).toBe(2);
  for (const to of [2.1, 2.4]) dragEdge(bench, "new-1", "end", to, 0);
  bench.seal();
  bench.undo();
  expect(bench.segments[0]!.end).toBe(2);
});

test("boundaries end a segment that begins at the last one, and split one they fall into", () => {
  const bench = editor();
  dropBoundary(bench, 2);
  dropBoundary(bench, 5);
  dropBoundary(bench, 1);
  expect(bench.segments.map(({ start, end }) => [start, end])).toEqual([
    [0, 1],
    [1, 2],
    [2, 5],
  ]);
});

test("where nothing may be changed nothing changes", () => {
  const bench = editor();
  createSegment(bench, { start: 1, end: 2 });
  bench.setReadOnly(true);
  expect(createSegment(bench, { start: 3, end: 4 })).toBe(false);
  expect(deleteSelected(bench)).toBe(false);
  expect(acceptAll(bench)).toBe(0);
  bench.setValue("note", "x");
  expect(bench.undo()).toBe(false);
  expect(bench.segments).toHaveLength(1);
  expect(bench.annotation.note).toBeUndefined();
});

test("time counts while there are signs of life, and stops a minute after the last", () => {
  let now = 0;
  const activity = new Activity(10, () => now);
  activity.sign();
  now = 30_000;
  activity.sign();
  now = 400_000;
  expect(activity.seconds).toBe(10 + 30 + 60);
  activity.sign();
  now = 405_000;
  activity.pause();
  now = 500_000;
  expect(activity.seconds).toBe(105);
});
