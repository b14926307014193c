import { expect, test } from "vitest";
import { listed, listingOf, sortWord } from "./list";
import { someTask } from "@/testing/tasks";

const names = (user: string) => ({ dina: "Dina Haddad" })[user] ?? user;
const tasks = [
  someTask({ id: "1", name: "Beta", state: "completed", created_at: "2026-01-01T00:00:00Z" }),
  someTask({
    id: "2",
    name: "alpha",
    annotator_users: ["dina"],
    created_at: "2026-01-03T00:00:00Z",
    counts: { total: 10, open: 5, submitted: 0, done: 5 },
  }),
  someTask({ id: "3", name: "Gamma", dataset_name: "Street noise", created_at: "2026-01-02T00:00:00Z" }),
];
const shown = (address: string) =>
  listed(tasks, listingOf(new URLSearchParams(address)), names).map(({ id }) => id);

test("the newest task stands on top unless another order is asked for", () => {
  expect(shown("")).toEqual(["2", "3", "1"]);
  expect(shown("sort=created")).toEqual(["1", "3", "2"]);
  expect(shown("sort=name")).toEqual(["2", "1", "3"]);
  expect(shown("sort=-progress")[0]).toBe("2");
});

test("tasks are found by name, dataset and people, in any case", () => {
  expect(shown("q=ALPHA")).toEqual(["2"]);
  expect(shown("q=street")).toEqual(["3"]);
  expect(shown("q=haddad")).toEqual(["2"]);
  expect(shown("q=nothing")).toEqual([]);
});

test("a state leaves only tasks in it", () => {
  expect(shown("state=completed")).toEqual(["1"]);
});

test("an address with unknown words shows the usual list", () => {
  expect(shown("sort=magic&state=odd")).toEqual(["2", "3", "1"]);
});

test("a sort's word says its direction", () => {
  expect(sortWord("name", true)).toBe("-name");
  expect(listingOf(new URLSearchParams({ sort: sortWord("name", true) }))).toMatchObject({
    sort: "name",
    descending: true,
  });
});
