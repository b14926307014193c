import { ServerAway } from "@/components/ServerAway";
import { auth, useAuth } from "@/lib/auth/session";
import { useQueryClient } from "@tanstack/react-query";
import { Loading } from "@/components/Loading";
import { useEffect, useState, type ReactNode } from "react";

/** Waits until it is known who is here. Another person sees nothing that was read for the one before. */
export function SessionGate({ children }: { children: ReactNode }) {
  const state = useAuth((store) => store.state);
  const [away, setAway] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const queries = useQueryClient();
  const user = "person" in state ? state.person.user : null;

  useEffect(() => {
    auth.start().then(
      () => setAway(false),
      () => setAway(true),
    );
  }, [attempt]);

  useEffect(() => () => queries.clear(), [user, queries]);

  if (state.kind === "starting")
    return away ? <ServerAway onRetry={() => setAttempt(attempt + 1)} /> : <Loading full />;
  return children;
}
