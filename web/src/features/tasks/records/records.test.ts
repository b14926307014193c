import type { AnnotationSchema } from "@/lib/api/types";
import { describe, expect, test } from "vitest";
import { filtersOf, queryOf, recordPath, tablePath } from "./filters";
import { shownSegments, shownValues } from "./values";

const asked = (address: string) => queryOf("t", filtersOf(new URLSearchParams(address)));

describe("the filters of records", () => {
  test("ask for nothing more than the address does", () => {
    expect(asked("")).toEqual({ task: "t", values: true, limit: 100, sort: "ordinal" });
    expect(asked("state=odd&only=odd&sort=odd")).toEqual(asked(""));
  });

  test("ask for an open record's kind as a kind of open ones", () => {
    expect(asked("state=rework")).toMatchObject({ state: "open", kind: "rework" });
    expect(asked("state=open")).not.toHaveProperty("kind");
    expect(asked("state=done")).toMatchObject({ state: "done" });
  });

  test("turn what became of a record into verdict, unusable or rounds", () => {
    expect(asked("only=rejected")).toMatchObject({ verdict: "rejected" });
    expect(asked("only=unusable")).toMatchObject({ unusable: true });
    expect(asked("only=again")).toMatchObject({ round_min: 2 });
  });

  test("ask for the order of a queue only with an annotator", () => {
    expect(asked("sort=queue")).toMatchObject({ sort: "ordinal" });
    expect(asked("sort=queue&annotator=dina")).toMatchObject({ sort: "queue", annotator: "dina" });
  });
});

describe("the addresses of a record and its table", () => {
  test("carry the filters there and back, and nothing else", () => {
    const table = new URLSearchParams("tab=records&q=a+b&state=done&sort=-ordinal");
    const record = recordPath("w", "t", "r", table);
    expect(record).toBe("/w/w/tasks/t/records/r?q=a+b&state=done&sort=-ordinal");
    const there = new URLSearchParams(`${record.split("?")[1]}&round=2&with=none`);
    expect(tablePath("w", "t", there)).toBe("/w/w/tasks/t?tab=records&q=a+b&state=done&sort=-ordinal");
    expect(recordPath("w", "t", "next", there)).not.toContain("round");
  });

  test("are plain without filters", () => {
    expect(recordPath("w", "t", "r", new URLSearchParams("tab=records"))).toBe("/w/w/tasks/t/records/r");
    expect(tablePath("w", "t", new URLSearchParams())).toBe("/w/w/tasks/t?tab=records");
  });
});

describe("values in short", () => {
  const schema = {
    items: [
      {
        kind: "choice",
        name: "language",
        title: "Language",
        options: [{ value: "en", label: "English" }, "de"],
      },
      { kind: "text", name: "transcript" },
      { kind: "number", name: "speakers", unit: "people" },
      { kind: "segments", name: "turns", labels: [{ value: "s", label: "Speech" }], text: true },
    ],
  } as AnnotationSchema;
  const many = (count: number) => `${count} segments`;

  test("stand in the schema's order with the options' labels and units", () => {
    const annotation = { speakers: 2, transcript: "Good morning", language: ["en", "de"] };
    expect(shownValues(schema, annotation, many)).toEqual([
      { item: "language", title: "Language", value: "English, de" },
      { item: "transcript", title: "transcript", value: "Good morning" },
      { item: "speakers", title: "speakers", value: "2 people" },
    ]);
  });

  test("count segments and join what they say", () => {
    const turns = [
      { id: "b", start: 2, end: 3, label: "s", text: "you" },
      { id: "a", start: 0.5, end: 1.25, label: "s", text: "Hear", speaker: "A" },
    ];
    expect(shownValues(schema, { turns }, many)[0]?.value).toBe("2 segments: you Hear");
    expect(shownSegments(schema, { turns })).toEqual([
      { key: "turns 0", time: "0:00.500–0:01.250", label: "Speech", speaker: "A", text: "Hear" },
      { key: "turns 1", time: "0:02.000–0:03.000", label: "Speech", speaker: "", text: "you" },
    ]);
  });

  test("are none without an annotation, and leave out what is empty", () => {
    expect(shownValues(schema, null, many)).toEqual([]);
    expect(shownValues(schema, { transcript: "", turns: [], language: null }, many)).toEqual([]);
  });
});
