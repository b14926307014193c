import { describe, expect, test } from "vitest";
import { hitEdges, hitLanes } from "./hit";
import { LANE_PADDING, laneStrips, layRows, type Placeable, ROW_HEIGHT } from "./rows";

const plot = { from: 0, to: 10, left: 100, width: 1000 }; // 100 pixels a second
const none: ReadonlySet<string> = new Set();

function item(id: string, start: number, end: number, kind: Placeable["kind"] = "own"): Placeable {
  return { segment: { id, start, end }, kind };
}

function at(items: Placeable[], x: number, y = LANE_PADDING + 5, selected = none): string | null {
  const strips = laneStrips(layRows(items, "one", []).lanes);
  const found = hitLanes(strips, plot, x, y, selected)?.hit;
  return found ? `${found.item.segment.id} ${found.part}` : null;
}

describe("what lies below the pointer", () => {
  const one = [item("a", 1, 3)];

  test("is an edge up to eight pixels inside and four outside, else the body, else nothing", () => {
    expect([195, 196, 208, 209, 391, 392, 404, 405].map((x) => at(one, x))).toEqual([
      null, "a start", "a start", "a body", "a body", "a end", "a end", null,
    ]); // prettier-ignore
  });

  test("leaves a narrow segment a body to be moved by", () => {
    const narrow = [item("a", 1, 1.12)];
    expect([203, 206, 209].map((x) => at(narrow, x))).toEqual(["a start", "a body", "a end"]);
  });

  test("is, where two segments meet, the side that was pressed, or the selected one", () => {
    const two = [item("a", 1, 2), item("b", 2, 3)];
    expect([at(two, 299), at(two, 301)]).toEqual(["a end", "b start"]);
    expect(at(two, 300, LANE_PADDING + 5, new Set(["b"]))).toBe("b start");
    expect(at(two, 300, LANE_PADDING + 5, new Set(["a"]))).toBe("a end");
  });

  test("is looked for in the row that was pressed", () => {
    const two = [item("a", 1, 3), item("b", 2, 4)];
    expect(at(two, 350)).toBe("a body");
    expect(at(two, 350, LANE_PADDING + ROW_HEIGHT + 5)).toBe("b body");
  });

  test("is an earlier round's in the strip below the row", () => {
    const two = [item("a", 1, 3), item("old", 1, 3, "earlier")];
    expect(at(two, 250)).toBe("a body");
    expect(at(two, 250, LANE_PADDING + ROW_HEIGHT + 3)).toBe("old body");
  });

  test("says the lane on empty ground, and nothing below all lanes", () => {
    const strips = laneStrips(layRows([], "label", ["x", "y"]).lanes);
    expect(hitLanes(strips, plot, 500, strips[1]!.top + 1, none)).toEqual({ lane: "y", hit: null });
    expect(hitLanes(strips, plot, 500, 1000, none)).toBeNull();
  });
});

test("the edges of selected segments can be grabbed within four pixels over the pictures", () => {
  const items = [item("a", 1, 3), item("b", 3.05, 4)];
  const hit = (x: number) => {
    const found = hitEdges(items, plot, x);
    return found && `${found.item.segment.id} ${found.part}`;
  };
  expect([hit(197), hit(205), hit(402), hit(403)]).toEqual(["a start", null, "a end", "b start"]);
});
