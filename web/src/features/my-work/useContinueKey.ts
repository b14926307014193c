import { usePerson } from "@/lib/auth/session";
import { listen } from "@/lib/keymap/dispatch";
import { followKeymapOf } from "@/lib/keymap/store";
import { useEffect } from "react";
import { useNavigate } from "react-router";

/** A key goes on with the first task, wherever the focus is, but not where somebody types or chooses. */
export function useContinueKey(to: string | null): void {
  const navigate = useNavigate();
  const user = usePerson()?.user;
  useEffect(() => (user ? followKeymapOf(user) : undefined), [user]);
  useEffect(() => {
    if (to === null) return;
    const onAction = (_: string, event: KeyboardEvent) => {
      // A key still held down from elsewhere begins nothing here.
      if (event.repeat) return false;
      void navigate(to);
    };
    return listen({ onAction }, "myWork");
  }, [to, navigate]);
}
