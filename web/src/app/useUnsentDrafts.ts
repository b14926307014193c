import { usePerson } from "@/lib/auth/session";
import { useEffect } from "react";

/** Sends what earlier windows could not, while somebody is signed in. */
export function useUnsentDrafts(): void {
  const user = usePerson()?.user;
  useEffect(() => {
    if (user === undefined) return;
    let left = false;
    let stop: (() => void) | undefined;
    // Not in the way of the first page.
    void import("@/lib/drafts").then(({ resumeUnsent }) => {
      if (!left) stop = resumeUnsent(user);
    });
    return () => {
      left = true;
      stop?.();
    };
  }, [user]);
}
