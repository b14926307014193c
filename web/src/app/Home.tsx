import { Loading } from "@/components/Loading";
import { ProblemPage } from "@/components/ProblemPage";
import { meQuery } from "@/lib/api/queries";
import { lastWorkspace } from "@/lib/lastWorkspace";
import { useQuery } from "@tanstack/react-query";
import { Navigate } from "react-router";

/** The workspace one was in last, or the choice of one. */
export function Home() {
  const { data: me, error, refetch } = useQuery(meQuery());
  if (error && !me) return <ProblemPage error={error} onRetry={() => void refetch()} />;
  if (!me) return <Loading full />;
  const last = lastWorkspace();
  const target =
    me.workspaces.find(({ id }) => id === last) ??
    (me.workspaces.length === 1 ? me.workspaces[0] : undefined);
  return <Navigate to={target ? `/w/${target.id}/my-work` : "/spaces"} replace />;
}
