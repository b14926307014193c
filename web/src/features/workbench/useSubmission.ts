import { isProblem, isTemporary, type Problem } from "@/lib/api/problems";
import { SignedOut } from "@/lib/auth/provider";
import type { Annotation, Assignment } from "@/lib/api/types";
import { useCallback, useRef, useState } from "react";
import { submit, type Submission, type Submitted } from "./queries";

export type Sending =
  | { kind: "idle" }
  | { kind: "sending" }
  /** No answer came, or the sign-in ended: the same submission can be sent again. */
  | { kind: "away"; error: unknown }
  | { kind: "refused"; error: unknown };

/** What is submitted: an annotation, or why there is none. */
export type Content = { annotation: Annotation } | { unusable: { reason: string } };

interface Options {
  assignment: Assignment;
  /** What is under way to the server and is to arrive before. */
  before: () => Promise<void>;
  /** Facts beside the content, as they are when it is sent first. */
  about: () => Omit<Submission, "annotation" | "unusable" | "round">;
  onSubmitted: (answer: Submitted) => void;
  onInvalid: (problem: Problem, annotation: Annotation) => void;
}

/** The round that a submission of an assignment will have: a correction names the next one. */
export function roundOf({ state, round }: Pick<Assignment, "state" | "round">): number {
  return state === "open" ? round : round + 1;
}

/** Sends submissions; the same content goes out with the same Idempotency-Key until an answer has come. */
export function useSubmission({ assignment, before, about, onSubmitted, onInvalid }: Options) {
  const [sending, setSending] = useState<Sending>({ kind: "idle" });
  const unanswered = useRef<{ content: string; key: string; body: Submission } | null>(null);
  const busy = useRef(false);

  const send = useCallback(
    async (content: Content): Promise<boolean> => {
      if (busy.current) return false;
      busy.current = true;
      setSending({ kind: "sending" });
      await before();
      const text = JSON.stringify(content);
      if (unanswered.current?.content !== text) {
        const body = { ...about(), ...content, round: roundOf(assignment) } as Submission;
        unanswered.current = { content: text, key: crypto.randomUUID(), body };
      }
      const { key, body } = unanswered.current;
      try {
        const answered = await submit(assignment.id, body, key);
        unanswered.current = null;
        onSubmitted(answered);
        return true;
      } catch (error) {
        if (isTemporary(error) || error instanceof SignedOut) setSending({ kind: "away", error });
        else {
          unanswered.current = null;
          if (isProblem(error, "invalid-annotation") && "annotation" in content) {
            setSending({ kind: "idle" });
            onInvalid(error, content.annotation);
          } else setSending({ kind: "refused", error });
        }
        return false;
      } finally {
        busy.current = false;
      }
    },
    [about, assignment, before, onInvalid, onSubmitted],
  );

  const forget = useCallback(() => setSending({ kind: "idle" }), []);
  return { sending, send, forget };
}
