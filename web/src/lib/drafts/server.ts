import { answer, api } from "@/lib/api/client";
import { follow } from "@/lib/api/live";
import type { Annotation, Assignment, Schemas } from "@/lib/api/types";

export type Editor = Schemas["EditorView"];
export type LiveAssignment = Schemas["LiveAssignment"];

export interface Work {
  annotation: Annotation;
  secondsWorked: number;
}

/** What drafts need of the API. */
export interface DraftServer {
  read(assignment: string): Promise<Assignment>;
  /** Saves upon a revision and returns the new one. `leaving`: the page goes, the request shall not. */
  save(assignment: string, work: Work, revision: number, seat: string, leaving: boolean): Promise<number>;
  takeSeat(assignment: string, seat: string, takeOver: boolean): Promise<Editor>;
  leaveSeat(assignment: string, seat: string): Promise<void>;
  follow(assignment: string, onState: (state: LiveAssignment) => void, onGone: () => void): () => void;
}

/** Browsers carry so many bytes over the end of a page. */
const KEPT_ALIVE = 60_000;

export const draftServer: DraftServer = {
  read: (id) => answer(api.GET("/api/v1/assignments/{id}", { params: { path: { id } }, cache: "no-store" })),

  async save(id, { annotation, secondsWorked }, revision, seat, leaving) {
    const body = { annotation, seconds_worked: secondsWorked, seat };
    const { response } = await api.PUT("/api/v1/assignments/{id}/draft", {
      params: { path: { id } },
      body,
      headers: { "If-Match": `"${revision}"` },
      keepalive: leaving && JSON.stringify(body).length * 2 < KEPT_ALIVE,
    });
    return revisionOf(response.headers.get("ETag"));
  },

  takeSeat: (id, seat, takeOver) =>
    answer(
      api.PUT("/api/v1/assignments/{id}/editor", {
        params: { path: { id } },
        body: { seat, take_over: takeOver },
        keepalive: true,
      }),
    ),

  async leaveSeat(id, seat) {
    await api.DELETE("/api/v1/assignments/{id}/editor", {
      params: { path: { id }, query: { seat } },
      keepalive: true,
    });
  },

  follow: (id, onState, onGone) =>
    follow<LiveAssignment>(`/api/v1/assignments/${encodeURIComponent(id)}/live`, { onState, onGone }),
};

function revisionOf(etag: string | null): number {
  const revision = Number((etag ?? "").replace(/^W\//, "").replaceAll('"', ""));
  if (!Number.isInteger(revision)) throw new Error(`no revision: ${etag}`);
  return revision;
}
