import type { Member, TaskItem } from "@/lib/api/types";
import { someTask } from "@/testing/tasks";
import { describe, expect, test } from "vitest";
import type { OwnQueue, OwnReviews } from "./queries";
import { attention, firstToContinue, labelWork, maybeHeld, reviewWork } from "./work";

function task(id: string, more: Partial<TaskItem> = {}): TaskItem {
  return someTask({ id, name: id, parts: ["annotator"], annotator_users: ["dina"], ...more });
}

function queue(task: string, fresh: number, rework = 0, submitted = 0, held = 0): OwnQueue {
  return {
    task,
    annotator: "dina",
    name: "Dina",
    open: { fresh, draft: 0, rework },
    held,
    submitted,
    done: 0,
    total: fresh + rework + submitted,
  };
}

function reviews(task: string, pending: number, held = 0): OwnReviews {
  return { task, reviewer: "gus", pending, held, approved: 0, rejected: 0, in_rework: 0 };
}

const ids = (work: { task: TaskItem }[]) => work.map(({ task }) => task.id);

describe("an annotator's tasks", () => {
  test("stand with rework first, then what is open, then what waits for others, then what is over", () => {
    const tasks = ["over", "waits", "open", "rework"].map((id) => task(id));
    const found = labelWork(tasks, [
      queue("over", 0),
      queue("waits", 0, 0, 3),
      queue("open", 5),
      queue("rework", 1, 2),
    ]);
    expect(ids(found)).toEqual(["rework", "open", "waits", "over"]);
  });

  test("are only those in which they have a queue", () => {
    expect(ids(labelWork([task("one"), task("two")], [queue("two", 1)]))).toEqual(["two"]);
  });

  test("come after others while they are stopped, and are not continued with", () => {
    const tasks = [task("stopped", { state: "stopped" }), task("runs")];
    const found = labelWork(tasks, [queue("stopped", 4, 1), queue("runs", 1)]);
    expect(ids(found)).toEqual(["runs", "stopped"]);
    expect(firstToContinue(found)).toBe("runs");
    expect(firstToContinue(found.filter((work) => work.task.id === "stopped"))).toBeNull();
  });

  test("count no held record as left", () => {
    const [work] = labelWork([task("one")], [queue("one", 3, 0, 0, 3)]);
    expect(work?.left).toBe(0);
  });
});

describe("an auditor's tasks", () => {
  test("stand with what waits first", () => {
    const found = reviewWork(
      [task("done", { counts: { total: 1, open: 0, submitted: 0, done: 1 } }), task("waits")],
      [reviews("done", 0), reviews("waits", 2)],
    );
    expect(ids(found)).toEqual(["waits", "done"]);
    expect(firstToContinue(found)).toBe("waits");
  });

  test("count no held review as left", () => {
    expect(reviewWork([task("one")], [reviews("one", 2, 2)])[0]?.left).toBe(0);
  });
});

describe("what a manager should look at", () => {
  const members: Member[] = [
    { id: "dina", user: "dina", name: "Dina", role: "annotation_operator" },
    { id: "gus", user: "gus", name: "Gus", role: "annotation_auditor" },
  ];

  test("are tasks whose annotator is no member any more, or may not label", () => {
    const tasks = [
      task("fine"),
      task("gone", { annotator_users: ["dina", "zoe"] }),
      task("role", { annotator_users: ["gus"] }),
      task("nothing-open", {
        annotator_users: ["zoe"],
        counts: { total: 10, open: 0, submitted: 0, done: 10 },
      }),
    ];
    expect(maybeHeld(tasks, members)).toEqual(["gone", "role"]);
  });

  test("are failed, held, stopped ones, and completed ones without their whole dataset", () => {
    const partial = { id: "p", version: "V001", partial: true, record_count: 1, at: "2026-01-01T00:00:00Z" };
    expect(attention(task("runs"), 0)).toEqual([]);
    expect(attention(task("failed", { state: "failed" }), 0)).toEqual(["failed"]);
    expect(attention(task("held"), 4)).toEqual(["held"]);
    expect(attention(task("stopped", { state: "stopped" }), 0)).toEqual(["stopped"]);
    expect(attention(task("completed", { state: "completed" }), 0)).toEqual(["completed-not-generated"]);
    expect(attention(task("partly", { state: "completed", processed_dataset: partial }), 0)).toEqual([
      "completed-not-generated",
    ]);
    expect(
      attention(task("all", { state: "completed", processed_dataset: { ...partial, partial: false } }), 0),
    ).toEqual([]);
  });
});
