import type { Member, Role } from "@/lib/api/types";
import { expect, test } from "vitest";
import { found, mayChange, workLeftBehind } from "./rules";

const member = (user: string, name: string, role: Role): Member => ({ id: user, user, name, role });

test("only a super administrator changes a super administrator", () => {
  const top = member("ana", "Ana", "super_admin");
  const other = member("bo", "Bo", "annotation_operator");
  expect(mayChange("super_admin", top)).toBe(true);
  expect(mayChange("administrator", top)).toBe(false);
  expect(mayChange("administrator", other)).toBe(true);
  expect(mayChange("annotation_administrator", other)).toBe(false);
});

test("who loses the right to label leaves open records behind, who loses that to review leaves reviews", () => {
  expect(workLeftBehind("annotation_operator", "annotation_auditor")).toEqual(["label"]);
  expect(workLeftBehind("annotation_auditor", "annotation_operator")).toEqual(["review"]);
  expect(workLeftBehind("annotation_auditor", null)).toEqual(["review"]);
  expect(workLeftBehind("annotation_operator", "administrator")).toEqual([]);
});

test("members are found by name or user id, in any case, and stand by name", () => {
  const members = [member("u-2", "Zoe", "administrator"), member("u-1", "Ana", "administrator")];
  expect(found(members, " ZO").map(({ user }) => user)).toEqual(["u-2"]);
  expect(found(members, "u-").map(({ name }) => name)).toEqual(["Ana", "Zoe"]);
  expect(found(members, "nobody")).toEqual([]);
});
