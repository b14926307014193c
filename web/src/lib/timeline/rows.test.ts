import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstEndingAfter, laneStrips, layRows, type Placeable } from "./rows";

let count = 0;
function item(
  start: number,
  end: number,
  more: { label?: string; speaker?: string; kind?: Placeable["kind"]; id?: string } = {},
): Placeable {
  const { kind = "own", id = `s${count++}`, ...rest } = more;
  return { segment: { id, start, end, ...rest }, kind };
}

describe("rows of segments", () => {
  const segments = fc
    .array(
      fc.record({
        start: fc.integer({ min: 0, max: 100 }),
        length: fc.integer({ min: 1, max: 30 }),
        label: fc.constantFrom("a", "b", undefined),
        kind: fc.constantFrom("own" as const, "suggestion" as const, "earlier" as const),
      }),
    )
    .map((all) =>
      all
        .map(({ start, length, label, kind }, i) =>
          item(start, start + length, { id: `i${i}`, kind, ...(label && { label }) }),
        )
        .sort((a, b) => a.segment.start - b.segment.start),
    );

  test("never overlap, are sorted, and hold every segment once", () => {
    fc.assert(
      fc.property(segments, fc.constantFrom("label" as const, "one" as const), (all, mode) => {
        const { lanes } = layRows(all, mode, []);
        const rows = lanes.flatMap((lane) => [...lane.rows, ...lane.earlier]);
        expect(rows.flat()).toHaveLength(all.length);
        for (const row of rows)
          for (let i = 1; i < row.length; i++)
            expect(row[i]!.segment.start).toBeGreaterThanOrEqual(row[i - 1]!.segment.end);
      }),
    );
  });

  test("stay where they are when a neighbour is dragged over them", () => {
    const [a, b, c] = [item(0, 2, { id: "a" }), item(1, 3, { id: "b" }), item(4, 5, { id: "c" })];
    const first = layRows([a, b, c], "one", []);
    expect(["a", "b", "c"].map((id) => first.places.get(`o ${id}`))).toEqual([0, 1, 0]);
    const dragged = item(2.5, 4.5, { id: "a" });
    const second = layRows([b, dragged, c], "one", [], first.places);
    expect(second.places.get("o b")).toBe(1);
    expect(second.places.get("o a")).toBe(0);
  });

  test("leave no empty row behind", () => {
    const first = layRows([item(0, 2, { id: "a" }), item(1, 3, { id: "b" })], "one", []);
    const { lanes } = layRows([item(1, 3, { id: "b" })], "one", [], first.places);
    expect(lanes[0]!.rows).toHaveLength(1);
  });
});

describe("lanes", () => {
  test("of known labels are there even when empty, others follow, what has none comes last", () => {
    const all = [item(0, 1), item(1, 2, { label: "new" }), item(2, 3, { label: "b" })];
    expect(layRows(all, "label", ["a", "b"]).lanes.map(({ key }) => key)).toEqual(["a", "b", "new", null]);
    expect(layRows([], "label", ["a"]).lanes.map(({ key }) => key)).toEqual(["a"]);
  });

  test("are by speaker or one, as chosen, and never none", () => {
    const all = [item(0, 1, { label: "a", speaker: "Ann" }), item(1, 2, { label: "b", speaker: "Ben" })];
    expect(layRows(all, "speaker", []).lanes.map(({ key }) => key)).toEqual(["Ann", "Ben"]);
    expect(layRows(all, "one", ["a"]).lanes).toHaveLength(1);
    expect(layRows([], "label", []).lanes).toHaveLength(1);
  });

  test("lie below each other without a gap", () => {
    const strips = laneStrips(
      layRows([item(0, 2, { label: "a" }), item(1, 3, { label: "a" })], "label", ["a", "b"]).lanes,
    );
    expect(strips[1]!.top).toBe(strips[0]!.top + strips[0]!.height);
    expect(strips[0]!.height).toBeGreaterThan(strips[1]!.height);
  });
});

test("what is shown of a row begins with the first segment that has not ended", () => {
  const row = [item(0, 1), item(1, 2), item(5, 6)];
  expect([0, 1, 1.5, 2, 6].map((at) => firstEndingAfter(row, at))).toEqual([0, 1, 1, 2, 3]);
});
