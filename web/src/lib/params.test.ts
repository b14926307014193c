import { expect, test } from "vitest";
import { withParams } from "./params";

test("words of a query are set, changed and taken away; the others stay", () => {
  const before = new URLSearchParams("tab=records&q=rain&state=done");
  expect(withParams(before, { q: "snow", state: null, sort: "name", find: "" }).toString()).toBe(
    "tab=records&q=snow&sort=name",
  );
  expect(before.get("q")).toBe("rain");
});
