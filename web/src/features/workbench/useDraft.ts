import type { Assignment } from "@/lib/api/types";
import { openDraft } from "@/lib/drafts";
import type { DraftSession, SaveStatus } from "@/lib/drafts/types";
import { useCallback, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";

const OPENING = createStore<SaveStatus>(() => ({ kind: "saved", at: null }));

type Opened = { session: DraftSession | null; error: unknown };

interface Draft extends Opened {
  status: SaveStatus;
  /** The submission was accepted, perhaps before the draft was open: nothing of it is needed any more. */
  submitted: () => void;
}

/** The unlosable draft of a record that can still change; `null` until it is open. */
export function useDraft(assignment: Assignment, user: string): Draft {
  const [opened, setOpened] = useState<Opened>({ session: null, error: null });
  const latest = useRef<{ session: DraftSession | null; over: boolean }>({ session: null, over: false });
  const changes = assignment.state !== "done";
  useEffect(() => {
    if (!changes) return;
    let left = false;
    let session: DraftSession | null = null;
    openDraft(assignment, user).then(
      (draft) => {
        if (latest.current.over) return draft.submitted();
        if (left) return draft.close();
        latest.current.session = session = draft;
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
  const submitted = useCallback(() => {
    latest.current.over = true;
    latest.current.session?.submitted();
  }, []);
  return { ...opened, status, submitted };
}
