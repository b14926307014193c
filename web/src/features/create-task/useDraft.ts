import { usePerson } from "@/lib/auth/session";
import { useWorkspace } from "@/lib/workspace";
import { useCallback, useEffect, useRef, useState } from "react";
import { useBeforeUnload, useBlocker, type Blocker, type BlockerFunction } from "react-router";
import type { TaskDraft } from "./model/draft";
import { forget, keep, sameDraft } from "./model/keep";

interface HeldDraft {
  draft: TaskDraft;
  update: (part: Partial<TaskDraft>) => void;
  /** Begins again with another draft. */
  restart: (draft: TaskDraft) => void;
  /** Something was entered that leaving would lose. */
  dirty: boolean;
  /** Asks before the page is left; to be shown while it is `blocked`. */
  blocker: Blocker;
  /** Nothing needs to be kept any more: the page may be left. */
  release: () => void;
}

/** The draft of this window: it outlives a reload, and leaving the page asks first. */
export function useDraft(start: TaskDraft, resumed: boolean): HeldDraft {
  const { id: workspace } = useWorkspace();
  const user = usePerson()?.user ?? "";
  const [first, setFirst] = useState(start);
  const [draft, setDraft] = useState(start);
  const released = useRef(false);
  const dirty = resumed || !sameDraft(draft, first);

  useEffect(() => {
    if (!released.current && dirty) keep(workspace, user, draft);
  }, [workspace, user, draft, dirty]);

  const blocker = useBlocker(
    useCallback<BlockerFunction>(
      ({ currentLocation, nextLocation }) =>
        dirty && !released.current && currentLocation.pathname !== nextLocation.pathname,
      [dirty],
    ),
  );

  useBeforeUnload(
    useCallback(
      (event) => {
        if (dirty && !released.current) event.preventDefault();
      },
      [dirty],
    ),
  );

  return {
    draft,
    update: (part) => setDraft((before) => ({ ...before, ...part })),
    restart: (next) => {
      forget(workspace, user);
      setFirst(next);
      setDraft(next);
    },
    dirty,
    blocker,
    release: () => {
      released.current = true;
      forget(workspace, user);
    },
  };
}
