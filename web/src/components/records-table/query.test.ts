import { describe, expect, test } from "vitest";
import { isWindowed, ordinalAt, readQuery, windowsOf, writeQuery } from "./query";

describe("the query of a table of records", () => {
  test("is kept in the address, beside what else stands there", () => {
    const search = new URLSearchParams("tab=records&sort=-seconds&min_seconds=2.5&max_channels=1&name=dog");
    const query = readQuery(search);
    expect(query).toEqual({
      sort: "-seconds",
      name: "dog",
      bounds: { min_seconds: 2.5, max_channels: 1 },
    });
    expect(writeQuery(search, { sort: "ordinal", name: "", bounds: { min_seconds: 1 } }).toString()).toBe(
      "tab=records&min_seconds=1",
    );
  });

  test("leaves out bounds that are no numbers or of no known fact", () => {
    expect(readQuery(new URLSearchParams("min_seconds=x&max_color=1&min_channels=")).bounds).toEqual({});
  });

  test("can be shown from any row where nothing is filtered, in the records' own order", () => {
    expect(isWindowed(readQuery(new URLSearchParams()))).toBe(true);
    expect(isWindowed(readQuery(new URLSearchParams("sort=-ordinal")))).toBe(true);
    expect(isWindowed(readQuery(new URLSearchParams("sort=seconds")))).toBe(false);
    expect(isWindowed(readQuery(new URLSearchParams("name=a")))).toBe(false);
    expect(isWindowed(readQuery(new URLSearchParams("min_seconds=0")))).toBe(false);
  });
});

describe("windows of rows", () => {
  test("hold every row in sight, in both directions", () => {
    expect(windowsOf(95, 130, 100_000, false)).toEqual([0, 1]);
    expect(windowsOf(0, 20, 250, true)).toEqual([2]);
    expect(windowsOf(40, 60, 250, true)).toEqual([1, 2]);
    expect(windowsOf(0, 500, 120, false)).toEqual([0, 1]);
    expect(windowsOf(0, 0, 0, false)).toEqual([]);
  });

  test("begin at the end where the order is reversed", () => {
    expect(ordinalAt(0, 250, true)).toBe(249);
    expect(ordinalAt(249, 250, true)).toBe(0);
    expect(ordinalAt(7, 250, false)).toBe(7);
  });
});
