import type { Assignment } from "@/lib/api/types";
import { describe, expect, test } from "vitest";
import type { ListedRecord } from "../queries";
import { neighboursIn } from "./neighbours";
import { marksInPlace, showing, versionsOf, type Version } from "./rounds";

type Round = Assignment["history"][number];

function round(number: number, more: Partial<Round> = {}): Round {
  return {
    round: number,
    annotator: "ana",
    annotation: { note: `round ${number}` },
    unusable: null,
    submitted_at: "2026-01-01T00:00:00Z",
    seconds_worked: 10,
    verdict: null,
    reason: null,
    categories: [],
    marks: [],
    judged_at: null,
    returned: null,
    ...more,
  };
}

function versions(more: Partial<Assignment>): Version[] {
  const assignment = { state: "open", draft: null, prefill: null, history: [], ...more };
  return versionsOf(assignment as unknown as Assignment);
}

const draft = { annotation: { note: "begun" }, seconds_worked: 3, saved_at: "2026-01-02T00:00:00Z" };
const keys = (of: readonly Version[]) => of.map(({ key }) => key);
const asked = (of: readonly Version[], address = "") => {
  const { shown, compared } = showing(of, new URLSearchParams(address));
  return [shown?.key ?? null, compared?.key ?? null];
};

describe("what was said of a record", () => {
  test("is the saved draft and every round, latest first", () => {
    expect(keys(versions({ draft, history: [round(1), round(2)] }))).toEqual(["draft", "2", "1"]);
  });

  test("has no draft where nobody saved one, and none once it is submitted", () => {
    expect(keys(versions({ draft: { ...draft, saved_at: null }, history: [round(1)] }))).toEqual(["1"]);
    expect(keys(versions({ state: "done", draft, history: [round(1)] }))).toEqual(["1"]);
  });

  test("is what is filled in, as long as nobody worked on it", () => {
    const prefill = { note: "from the manifest" };
    expect(keys(versions({ prefill }))).toEqual(["prefill"]);
    expect(keys(versions({ prefill, draft }))).toEqual(["draft"]);
    expect(keys(versions({ prefill, history: [round(1)] }))).toEqual(["1"]);
    expect(keys(versions({ prefill: {} }))).toEqual([]);
  });

  test("is nothing of a round that was declared unusable", () => {
    const [only] = versions({ history: [round(1, { unusable: { reason: "noise" } })] });
    expect(only?.annotation).toBeNull();
  });
});

describe("what is shown and compared", () => {
  const two = versions({ state: "done", history: [round(1), round(2), round(3)] });

  test("is the latest beside the round before it", () => {
    expect(asked(two)).toEqual(["3", "2"]);
    expect(asked(versions({ draft, history: [round(1)] }))).toEqual(["draft", "1"]);
    expect(asked(versions({ history: [round(1)] }))).toEqual(["1", null]);
    expect(asked([])).toEqual([null, null]);
  });

  test("is what the address asks for", () => {
    expect(asked(two, "round=2")).toEqual(["2", "1"]);
    expect(asked(two, "round=1")).toEqual(["1", null]);
    expect(asked(two, "with=1")).toEqual(["3", "1"]);
    expect(asked(two, "round=1&with=3")).toEqual(["1", "3"]);
    expect(asked(two, "with=none")).toEqual(["3", null]);
  });

  test("is never compared with itself, nor anything that is not there", () => {
    expect(asked(two, "round=2&with=2")).toEqual(["2", "1"]);
    expect(asked(two, "round=9&with=odd")).toEqual(["3", "2"]);
  });

  test("has the comments of both rounds in place", () => {
    const said = (comment: string) => ({ marks: [{ item: "turns", segment: "a", comment }] });
    const of = versions({
      state: "submitted",
      history: [round(1, said("too late")), round(2, said("good"))],
    });
    const comments = (address: string) =>
      marksInPlace(showing(of, new URLSearchParams(address))).map(({ comment }) => comment);
    expect(comments("")).toEqual(["too late", "good"]);
    expect(comments("with=none")).toEqual(["good"]);
    expect(comments("round=1")).toEqual(["too late"]);
  });
});

describe("the neighbours of a record", () => {
  const records = ["a", "b", "c"].map((id) => ({ id }) as ListedRecord);
  const around = (id: string) => {
    const found = neighboursIn(records, id);
    return found && [found.before?.id ?? null, found.at, found.after?.id ?? null];
  };

  test("stand before and after it in the table", () => {
    expect(around("b")).toEqual(["a", 1, "c"]);
    expect(around("a")).toEqual([null, 0, "b"]);
    expect(around("c")).toEqual(["b", 2, null]);
  });

  test("are unknown where the table does not have it", () => {
    expect(around("z")).toBeNull();
  });
});
