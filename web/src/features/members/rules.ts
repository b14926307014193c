import type { Member, Role } from "@/lib/api/types";
import { allows } from "@/lib/roles";

/** Whether somebody of a role may change or remove a member: only a super_admin touches a super_admin. */
export function mayChange(own: Role, member: Member): boolean {
  return allows(own, "members") && (member.role !== "super_admin" || own === "super_admin");
}

/** What work stays behind, held, when a member's role becomes another one (null: they leave). */
export function workLeftBehind(before: Role, after: Role | null): ("label" | "review")[] {
  return (["label", "review"] as const).filter(
    (right) => allows(before, right) && (after === null || !allows(after, right)),
  );
}

/** Members whose name or user id has the words, by name. */
export function found(members: readonly Member[], words: string): Member[] {
  const wanted = words.trim().toLocaleLowerCase();
  return members
    .filter(({ name, user }) => `${name}\n${user}`.toLocaleLowerCase().includes(wanted))
    .sort((one, other) => one.name.localeCompare(other.name));
}
