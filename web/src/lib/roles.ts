import type { Role } from "@/lib/api/types";

export type Right = "create" | "label" | "review" | "manage" | "members";

/** Who may do what: the table of `contracts/roles.py`, which the services enforce. */
const RIGHTS: Record<Role, readonly Right[]> = {
  super_admin: ["create", "label", "manage", "members"],
  administrator: ["create", "label", "manage", "members"],
  annotation_administrator: ["create", "label", "manage"],
  annotation_operator: ["label"],
  annotation_auditor: ["review"],
};

export const ROLES = Object.keys(RIGHTS) as Role[];

/** Whether a role includes a right. */
export function allows(role: Role, right: Right): boolean {
  return RIGHTS[role].includes(right);
}
