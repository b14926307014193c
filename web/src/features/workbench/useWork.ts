import { isProblem } from "@/lib/api/problems";
import type { Assignment, ListedAssignment } from "@/lib/api/types";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { nextWork, readAssignment, type Work } from "./queries";

export interface Standing {
  state: Work["state"];
  taskState: Work["task_state"];
  left: number;
}

/** What is on the desk. */
type OnDesk =
  | { kind: "loading" }
  | { kind: "record"; assignment: Assignment; serial: number }
  | { kind: "nothing" }
  | { kind: "failed"; error: unknown };

export interface WorkHandle {
  desk: OnDesk;
  standing: Standing | null;
  upcoming: readonly ListedAssignment[];
  /** Takes up what an answer with work brought. */
  take: (work: Work) => void;
  /** Opens one of the own queue; the same one: reads it anew. */
  open: (id: string) => void;
  /** Asks for the next one. */
  next: () => void;
}

const LOADING: OnDesk = { kind: "loading" };
/** Where nothing is open, so often is looked whether something came back, in milliseconds. */
const LOOK_AGAIN = 5000;

/** The caller's work on a task: what is in hand, and what comes. The record's id stands in the address. */
export function useWork(task: string): WorkHandle {
  const queries = useQueryClient();
  const [params, setParams] = useSearchParams();
  const [desk, setDesk] = useState<OnDesk>(LOADING);
  const [standing, setStanding] = useState<Standing | null>(null);
  const [upcoming, setUpcoming] = useState<readonly ListedAssignment[]>([]);
  const serial = useRef(0);
  const turn = useRef(0);
  const wanted = params.get("record");
  const shownId = desk.kind === "record" ? desk.assignment.id : null;
  /** Which address this hook set itself, so that only others are followed. */
  const told = useRef<string | null>(null);

  const address = useCallback(
    (id: string | null) => {
      told.current = id;
      setParams(
        (old) => {
          const params = new URLSearchParams(old);
          if (id === null) params.delete("record");
          else params.set("record", id);
          return params;
        },
        { replace: true },
      );
    },
    [setParams],
  );

  const show = useCallback(
    (assignment: Assignment | null) => {
      serial.current += 1;
      setDesk(assignment ? { kind: "record", assignment, serial: serial.current } : { kind: "nothing" });
      address(assignment?.id ?? null);
    },
    [address],
  );

  const stand = useCallback((work: Work) => {
    setStanding({ state: work.state, taskState: work.task_state, left: work.left });
    setUpcoming(work.upcoming);
  }, []);

  const take = useCallback(
    (work: Work) => {
      turn.current += 1;
      stand(work);
      show(work.assignment);
      // The lists beside the desk have time.
      setTimeout(() => void queries.invalidateQueries({ queryKey: ["assignments"] }), 300);
    },
    [queries, show, stand],
  );

  const readNext = useCallback(() => {
    const mine = ++turn.current;
    nextWork(task).then(
      (work) => {
        if (mine === turn.current) {
          stand(work);
          show(work.assignment);
        }
      },
      (error: unknown) => mine === turn.current && setDesk({ kind: "failed", error }),
    );
  }, [show, stand, task]);

  const next = useCallback(() => {
    setDesk((desk) => (desk.kind === "nothing" ? desk : LOADING));
    readNext();
  }, [readNext]);

  const readOne = useCallback(
    (id: string) => {
      const mine = ++turn.current;
      readAssignment(id).then(
        (assignment) => {
          if (mine !== turn.current) return;
          if (assignment.task === task) show(assignment);
          else readNext();
        },
        (error: unknown) => {
          if (mine !== turn.current) return;
          // Deleted, or in somebody else's queue by now.
          if (isProblem(error, "not-found")) readNext();
          else setDesk({ kind: "failed", error });
        },
      );
    },
    [readNext, show, task],
  );

  const open = useCallback(
    (id: string) => {
      setDesk((desk) => (desk.kind === "record" && desk.assignment.id === id ? desk : LOADING));
      address(id);
      readOne(id);
    },
    [address, readOne],
  );

  // The first look, and links to other records.
  const begun = useRef<string | null>(null);
  const seen = useRef(wanted);
  useEffect(() => {
    if (begun.current !== task) {
      begun.current = task;
      if (!wanted) return readNext();
      told.current = wanted;
      readOne(wanted);
      nextWork(task).then(stand, () => undefined);
    } else if (wanted !== seen.current) {
      // The address changed; whether by this hook or by somebody else.
      seen.current = wanted;
      if (!wanted || wanted === told.current || wanted === shownId) return;
      told.current = wanted;
      readOne(wanted);
    }
  }, [task, wanted, shownId, readNext, readOne, stand]);

  // Rework comes by itself.
  const idle = desk.kind === "nothing";
  useEffect(() => {
    if (!idle) return;
    const timer = setInterval(() => {
      const mine = turn.current;
      nextWork(task).then(
        (work) => {
          if (mine !== turn.current) return;
          stand(work);
          if (work.assignment) show(work.assignment);
        },
        () => undefined,
      );
    }, LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [idle, task, show, stand]);

  return useMemo(
    () => ({ desk, standing, upcoming, take, open, next }),
    [desk, standing, upcoming, take, open, next],
  );
}
