import { meQuery, membersQuery } from "@/lib/api/queries";
import type { Workspace } from "@/lib/api/types";
import { allows, type Right } from "@/lib/roles";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "react-router";

export interface CurrentWorkspace extends Workspace {
  can: (right: Right) => boolean;
}

/** The workspace of the address, `/w/<id>/...`; to be used below the shell, which has made sure that there is one. */
export function useWorkspace(): CurrentWorkspace {
  const { workspace: id } = useParams();
  const { data: me } = useSuspenseQuery(meQuery());
  const found = me.workspaces.find((workspace) => workspace.id === id);
  if (!found) throw new Error("a page of a workspace outside of one");
  return { ...found, can: (right) => allows(found.role, right) };
}

/** User id to name, for the members of the workspace; the id itself where somebody left. */
export function useNames(): (user: string) => string {
  const { id } = useWorkspace();
  const { data: members } = useQuery(membersQuery(id));
  return (user) => members?.find((member) => member.user === user)?.name ?? user;
}
