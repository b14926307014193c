import { answer, api } from "@/lib/api/client";
import type { Member, Role } from "@/lib/api/types";
import { useMutation, useQueryClient } from "@tanstack/react-query";

export interface Change {
  user: string;
  role: Role;
  /** Left out: the name stays, or is the user id. */
  name?: string;
}

/** Gives a user a role in the workspace. */
export function useChangeMember(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ user, role, name }: Change): Promise<Member> =>
      answer(
        api.PUT("/api/v1/workspaces/{workspace}/members/{user}", {
          params: { path: { workspace, user } },
          body: { role, ...(name ? { name } : {}) },
        }),
      ),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["members", workspace] }),
        queries.invalidateQueries({ queryKey: ["me"] }),
      ]),
  });
}

/** Takes a user out of the workspace. */
export async function removeMember(workspace: string, user: string): Promise<void> {
  await answer(
    api.DELETE("/api/v1/workspaces/{workspace}/members/{user}", { params: { path: { workspace, user } } }),
  );
}
