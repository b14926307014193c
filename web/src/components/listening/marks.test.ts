import { describe, expect, test } from "vitest";
import { commentsBySegment, marksOf, spansOf } from "./marks";

const marks = marksOf([
  { item: "turns", segment: "a", start: 1, end: 2, comment: "too late" },
  { item: "turns", segment: "a", comment: "misheard" },
  { item: "turns", start: 3, end: 4, comment: "somebody speaks here" },
  { item: "turns", start: 5, comment: "a click" },
  { item: "note", comment: "one word" },
]);

describe("comments", () => {
  test("on the same segment stand below each other", () => {
    expect([...commentsBySegment(marks)]).toEqual([["a", "too late\nmisheard"]]);
  });

  test("on stretches of time lie on the timeline; those on segments and items do not", () => {
    expect(spansOf(marks)).toEqual([
      { id: "2", start: 3, end: 4, comment: "somebody speaks here" },
      { id: "3", start: 5, end: 5, comment: "a click" },
    ]);
  });

  test("are read whatever was kept", () => {
    expect(marksOf([{ item: 3, start: "soon" }])).toEqual([
      { item: "", segment: null, start: null, end: null, comment: "" },
    ]);
  });
});
