import { ExpiredSignIn } from "./ExpiredSignIn";
import { useAuth } from "@/lib/auth/session";
import { Navigate, Outlet, useLocation } from "react-router";
import { useUnsentDrafts } from "./useUnsentDrafts";

/** Only for somebody who signed in. Where the sign-in ended, the page stays as it is, with a way back in on top. */
export function RequireSession() {
  const state = useAuth((store) => store.state);
  const { pathname, search } = useLocation();
  useUnsentDrafts();
  if (state.kind === "signed-out" || state.kind === "starting") {
    const back = pathname === "/" ? "" : `?to=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/signin${back}`} replace />;
  }
  return (
    <>
      <Outlet />
      {state.kind === "expired" && <ExpiredSignIn person={state.person} />}
    </>
  );
}
