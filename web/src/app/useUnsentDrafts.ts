import { usePerson } from "@/lib/auth/session";
import { everEdited } from "@/lib/drafts/name";
import { useEffect } from "react";

/** Sends what earlier windows could not, while somebody is signed in. */
export function useUnsentDrafts(): void {
  const user = usePerson()?.user;
  useEffect(() => {
    if (user === undefined) return;
    let left = false;
    let stop: (() => void) | undefined;
    const resume = async () => {
      if (!(await everEdited())) return;
      const { resumeUnsent } = await import("@/lib/drafts"); // not in the way of the first page
      if (!left) stop = resumeUnsent(user);
    };
    void resume();
    return () => {
      left = true;
      stop?.();
    };
  }, [user]);
}
