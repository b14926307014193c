import { useEffect } from "react";

/** Loaded in a hidden frame while a sign-in is renewed silently. */
export function Component() {
  useEffect(() => {
    void import("@/lib/auth/oidc").then(({ finishSilently }) => finishSilently());
  }, []);
  return null;
}
