import { api } from "@/lib/api/client";
import type { OpenDraft, SaveStatus } from "@/lib/drafts/types";
import { createStore } from "zustand/vanilla";

export const openDraft: OpenDraft = (assignment) => {
  const status = createStore<SaveStatus>(() => ({ kind: "saved", at: null }));
  let revision = assignment.revision;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  return Promise.resolve({
    status,
    starting: {
      annotation: assignment.draft?.annotation ?? assignment.annotation ?? assignment.prefill ?? {},
      secondsWorked: assignment.draft?.seconds_worked ?? 0,
      source: "empty",
      prefilled: assignment.draft ? [] : Object.keys(assignment.prefill ?? {}),
    },
    edit(annotation, seconds_worked) {
      status.setState({ kind: "saving", edits: 1 });
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (closed) return;
        void api
          .PUT("/api/v1/assignments/{id}/draft", {
            params: { path: { id: assignment.id }, header: { "If-Match": `"${revision}"` } },
            body: { annotation, seconds_worked },
          } as never)
          .then((r: { response: Response }) => {
            revision = Number(/\d+/.exec(r.response.headers.get("ETag") ?? "")?.[0] ?? revision + 1);
            status.setState({ kind: "saved", at: Date.now() });
          }, console.warn);
      }, 600);
    },
    flush: () => Promise.resolve(),
    takeOver: () => Promise.resolve({}),
    seat: "temporary",
    copies: () => Promise.resolve([]),
    dropCopy: () => Promise.resolve(),
    submitted() {
      closed = true;
    },
    close() {
      closed = true;
    },
  });
};
