import { Loading } from "@/components/Loading";
import { ProblemPage } from "@/components/ProblemPage";
import { meQuery } from "@/lib/api/queries";
import { rememberWorkspace } from "@/lib/lastWorkspace";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useEffect } from "react";
import { Outlet, useParams } from "react-router";
import { NotFoundPage } from "./ErrorPage";

/** Lets through who belongs to the workspace of the address. */
export function WorkspaceGate() {
  const { workspace } = useParams();
  const { data: me, error, refetch } = useQuery(meQuery());
  const member = me?.workspaces.some(({ id }) => id === workspace) ?? false;
  useEffect(() => {
    if (member && workspace) rememberWorkspace(workspace);
  }, [member, workspace]);
  if (error && !me) return <ProblemPage error={error} onRetry={() => void refetch()} />;
  if (!me) return <Loading full />;
  if (!member) return <NotFoundPage />;
  return (
    <Suspense fallback={<Loading full />}>
      <Outlet />
    </Suspense>
  );
}
