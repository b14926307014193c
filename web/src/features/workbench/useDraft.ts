import type { Assignment } from "@/lib/api/types";
import { openDraft } from "@/lib/drafts";
import type { DraftSession, SaveStatus } from "@/lib/drafts/types";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

const OPENING = createStore<SaveStatus>(() => ({ kind: "saved", at: null }));

type Opened = { session: DraftSession | null; error: unknown };

/** The unlosable draft of a record that can still change; `null` until it is open. */
export function useDraft(assignment: Assignment, user: string): Opened & { status: SaveStatus } {
  const [opened, setOpened] = useState<Opened>({ session: null, error: null });
  const changes = assignment.state !== "done";
  useEffect(() => {
    if (!changes) return;
    let left = false;
    let session: DraftSession | null = null;
    openDraft(assignment, user).then(
      (draft) => {
        if (left) return draft.close();
        session = draft;
        setOpened({ session, error: null });
      },
      (error: unknown) => !left && setOpened({ session: null, error }),
    );
    return () => {
      left = true;
      session?.close();
    };
  }, [assignment, user, changes]);
  const status = useStore(opened.session?.status ?? OPENING);
  return { ...opened, status };
}
