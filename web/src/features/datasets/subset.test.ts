import { expect, test } from "vitest";
import { countable, knownFacts, subsetSource, type Condition, type SubsetSettings } from "./subset";

const settings: SubsetSettings = { dataset: "d", conditions: [], without: [], sample: "", seed: "" };
const number = (fact: string, min: number | "", max: number | ""): Condition => ({
  fact,
  kind: "number",
  min,
  max,
  values: [],
});
const text = (fact: string, ...values: string[]): Condition => ({
  fact,
  kind: "text",
  min: "",
  max: "",
  values,
});

test("what can be filtered by are the measured facts and what the manifest told", () => {
  const facts = knownFacts([
    { facts: { language: "cs", year: 1999, checked: true } },
    { facts: { language: "nl", year: null, checked: false } },
  ]);
  expect(facts.find(({ fact }) => fact === "seconds")?.kind).toBe("number");
  expect(facts.find(({ fact }) => fact === "year")).toEqual({ fact: "year", kind: "number", values: [] });
  expect(facts.find(({ fact }) => fact === "language")?.values).toEqual(["cs", "nl"]);
  expect(facts.find(({ fact }) => fact === "checked")?.values).toEqual(["false", "true"]);
});

test("conditions that ask for nothing are left out, others become the filter", () => {
  const source = subsetSource({
    ...settings,
    conditions: [
      number("seconds", 1, ""),
      number("channels", "", ""),
      text("language", "cs"),
      text("checked", "true"),
    ],
    sample: 100,
    seed: "7",
    without: ["x"],
  });
  expect(source).toEqual({
    kind: "subset",
    dataset: "d",
    sample: 100,
    seed: 7,
    filter: { seconds: { min: 1 }, language: { in: ["cs"] }, checked: { in: ["true", true] } },
    without: ["x"],
  });
});

test("a seed that is no number stays a text, none is 0", () => {
  expect(subsetSource({ ...settings, seed: " pilot " }).seed).toBe("pilot");
  expect(subsetSource(settings).seed).toBe(0);
});

test("only measured numbers can be counted before", () => {
  expect(countable({ ...settings, conditions: [number("seconds", 1, 20)] })).toEqual({
    min_seconds: 1,
    max_seconds: 20,
  });
  expect(countable({ ...settings, conditions: [text("language", "cs")] })).toBeNull();
  expect(countable({ ...settings, conditions: [number("year", 1, "")] })).toBeNull();
  expect(countable({ ...settings, without: ["x"] })).toBeNull();
  expect(countable(settings)).toEqual({});
});
