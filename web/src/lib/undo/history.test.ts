import fc from "fast-check";
import { expect, test } from "vitest";
import { commit, createHistory, forget, redo, seal, undo, type History } from "./history";

test("undo goes back step by step to the beginning, redo to the end, and a new step ends the future", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 50 }), (steps) => {
      const states = steps.map((value, index) => ({ value, index }));
      const start = { value: 0, index: -1 };
      let history: History<typeof start> = createHistory(start);
      for (const state of states) history = commit(history, state);
      const seen = [history.present];
      while (history.past.length) seen.push((history = undo(history)).present);
      expect(seen).toEqual([start, ...states].reverse());
      while (history.future.length) history = redo(history);
      expect(history.present).toBe([start, ...states].at(-1));
      expect(commit(undo(history), { value: 1, index: -2 }).future).toEqual([]);
    }),
  );
});

test("typing in one field is one step until there is a pause", () => {
  let history = createHistory("");
  history = commit(history, "h", { key: "text", now: 0 });
  history = commit(history, "he", { key: "text", now: 400 });
  history = commit(history, "hey", { key: "text", now: 1300 });
  history = commit(history, "hey you", { key: "text", now: 3000 });
  expect(undo(history).present).toBe("hey");
  expect(undo(undo(history)).present).toBe("");
});

test("typing in another field is another step, however fast", () => {
  let history = commit(createHistory(""), "a", { key: "one", now: 0 });
  history = commit(history, "b", { key: "two", now: 1 });
  expect(undo(history).present).toBe("a");
});

test("a drag is one step however long it takes, and the next one another", () => {
  let history = createHistory(0);
  for (const at of [0, 5000, 20_000])
    history = commit(history, at + 1, { key: "drag", lasting: true, now: at });
  history = commit(seal(history), 9, { key: "drag", lasting: true, now: 20_001 });
  expect(undo(history).present).toBe(20_001);
  expect(undo(undo(history)).present).toBe(0);
});

test("a drag that is given up leaves nothing to redo", () => {
  const history = forget(commit(createHistory(0), 1, { key: "drag", lasting: true }));
  expect(history).toMatchObject({ present: 0, past: [], future: [] });
});

test("the same state is no step, and a thousand steps are kept", () => {
  let history = createHistory(-1);
  expect(commit(history, -1)).toBe(history);
  for (let n = 0; n < 1200; n++) history = commit(history, n);
  expect(history.past).toHaveLength(1000);
});
