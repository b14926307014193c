import { ProblemPage } from "@/components/ProblemPage";
import { Problem } from "@/lib/api/problems";
import type { Right } from "@/lib/roles";
import { useWorkspace } from "@/lib/workspace";
import { Outlet } from "react-router";

/** Says plainly that a role does not reach here, instead of a page full of refusals. */
export function Allowed({ rights }: { rights: readonly Right[] }) {
  const workspace = useWorkspace();
  if (rights.some((right) => workspace.can(right))) return <Outlet />;
  return <ProblemPage error={new Problem(403, { type: "/problems/forbidden" })} />;
}
