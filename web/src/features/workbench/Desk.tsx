import { keysOf, useFocusItem } from "@/components/annotation";
import { ProblemAlert } from "@/components/ProblemAlert";
import type { FocusSegment } from "@/components/segments-table/types";
import type { Assignment, Task } from "@/lib/api/types";
import type { SaveStatus } from "@/lib/drafts/types";
import type { Player } from "@/lib/player/types";
import { reveal } from "@/lib/timeline/view";
import { IconCheck, IconInfoCircle } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ActionBar } from "./ActionBar";
import type { Bench, Message, PageActions } from "./bench";
import { GotoDialog, UnusableDialog } from "./Dialogs";
import { segmentsOf } from "./editor/content";
import { placeFaults } from "./editor/faults";
import { outcomes } from "./editor/suggestions";
import { keepRejections } from "./rejections";
import { marksOf, type KeptMark } from "@/components/listening/marks";
import { sentBack } from "./sentBack";
import { Messages } from "./Messages";
import { Notice } from "./Notice";
import { Copies, ReadOnlyNotice } from "./ReadOnlyNotice";
import { Refusal } from "./Refusal";
import { Rework } from "./Rework";
import { openSound } from "./sound";
import { usePutOff } from "./usePutOff";
import { useEditor } from "./useEditor";
import { useKeys } from "./useKeys";
import { useRecord } from "./useRecord";
import { useSubmission } from "./useSubmission";
import type { WorkHandle } from "./useWork";
import { Workplace } from "./Workplace";
import classes from "./workbench.module.css";

/** So long a submission waits for the draft before it, in milliseconds. */
const DRAFT_WAIT = 500;

interface DeskProps {
  assignment: Assignment;
  task: Task;
  user: string;
  player: Player;
  work: WorkHandle;
  shell: Pick<PageActions, "openHelp" | "togglePanel" | "toggleQueue">;
  /** Which opening of a record this is; it goes with what is told about it. */
  serial: number;
  onStatus: (told: { serial: number; status: SaveStatus | null }) => void;
}

/** One record being labeled. */
export function Desk({ assignment, task, user, player, work, shell, serial, onStatus }: DeskProps) {
  const { t } = useTranslation("workbench");
  const { schema } = task;
  const record = useRecord(assignment, schema, user, player);
  const { editor, view, activity, session, status, draftError, submitted, round } = record;
  const [message, setMessage] = useState<Message | null>(null);
  const [dialog, setDialog] = useState<"unusable" | "goto" | null>(null);
  const { handle, focusItem } = useFocusItem();
  const segmentHandle = useRef<FocusSegment>(null);
  const faults = useEditor(editor, (state) => state.faults);
  const back = useMemo(() => sentBack(assignment), [assignment]);
  const marks = useMemo(() => marksOf(back?.marks ?? []), [back]);
  const done = assignment.state === "done";

  const focusSegment = useCallback<FocusSegment>(
    (id, where) => segmentHandle.current?.(id, where) ?? false,
    [],
  );

  const { sending, send, forget } = useSubmission({
    assignment,
    before: useCallback(async () => {
      // A draft on its way would meet a record that is submitted.
      if (session?.status.getState().kind !== "saving") return;
      await Promise.race([session.flush(), new Promise((done) => setTimeout(done, DRAFT_WAIT))]);
    }, [session]),
    about: useCallback(
      () => ({
        seconds_worked: activity.seconds,
        suggestions: outcomes(editor.annotation, editor.suggestions, editor.content.decisions),
        ...(session ? { seat: session.seat } : {}),
      }),
      [activity, editor, session],
    ),
    onSubmitted: useCallback(
      (answer) => {
        submitted();
        keepRejections(assignment.id, round, {});
        setDialog(null);
        if (answer.assignment) openSound(player, answer.assignment);
        work.take(answer);
      },
      [submitted, work, player, assignment.id, round],
    ),
    onInvalid: useCallback(
      (problem, annotation) => {
        const placed = placeFaults(problem.faults, annotation, editor.items);
        editor.setFaults(placed);
        const first = problem.faults[0];
        const name = first?.item || first?.pointer.split("/")[1];
        const item = editor.items.find((one) => one.name === name);
        if (!item) {
          if (name !== undefined) focusItem(name);
          return;
        }
        if (editor.state.item !== item.name) editor.setItem(item.name);
        const segment = segmentsOf(annotation, item.name).find(({ id }) => placed.segments.has(id));
        if (!segment) return;
        editor.select(segment.id);
        reveal(view, segment);
        focusSegment(segment.id, first?.pointer.endsWith("/text") ? "text" : "row");
      },
      [editor, focusItem, focusSegment, view],
    ),
  });
  const { putOff, putOffError } = usePutOff(assignment, session, work);

  const closed = status.kind === "elsewhere" || status.kind === "moved" || status.kind === "closed";
  const writable = !done && !closed && draftError === null;
  useEffect(
    () => editor.setReadOnly(!writable || sending.kind === "sending"),
    [editor, writable, sending.kind],
  );
  useEffect(() => onStatus({ serial, status: session ? status : null }), [onStatus, serial, session, status]);
  useEffect(() => {
    // Who only writes begins to write at once.
    const [first] = schema.items;
    if (writable && first?.kind === "text" && document.activeElement === document.body) focusItem(first.name);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it can be written
  }, [writable]);

  const submit = () => {
    if (!writable || sending.kind === "sending") return;
    player.pause();
    void send({ annotation: editor.annotation });
  };
  const page: PageActions = {
    ...shell,
    submit,
    putOff: () => writable && assignment.state === "open" && void putOff(),
    save: () => void session?.flush(),
    openUnusable: () => writable && setDialog("unusable"),
    openGoto: () => setDialog("goto"),
  };
  const bench: Bench = { assignment, editor, player, view, page, focusItem, focusSegment, say: setMessage };
  useKeys(bench);

  const goToMark = (mark: KeptMark) => {
    const segment = editor.segments.find(({ id }) => id === mark.segment);
    const span = segment ?? (mark.start === null ? null : { start: mark.start, end: mark.end ?? mark.start });
    if (segment) {
      editor.select(segment.id);
      focusSegment(segment.id, "row");
    }
    if (span) {
      reveal(view, span);
      player.seek(span.start);
    } else focusItem(mark.item);
  };
  const taking = useMutation({
    mutationFn: () => session!.takeOver(),
    onSuccess: (annotation) => editor.begin(annotation),
  });
  const takeOver = () => {
    if (session) taking.mutate();
  };
  const reload = () => work.open(assignment.id);

  return (
    <section
      className={classes.desk}
      aria-label={t("record", { name: assignment.record.audio_name })}
      data-testid="desk"
      data-round={round}
    >
      <div className={classes.notices}>
        <Refusal
          sending={sending}
          onAgain={submit}
          onReload={reload}
          onNext={work.next}
          onTakeOver={() => (forget(), takeOver())}
        />
        <ProblemAlert error={putOffError ?? draftError ?? taking.error} />
        <ReadOnlyNotice status={status} onTakeOver={takeOver} onNext={work.next} onReload={reload} />
        {session && (
          <Copies session={session} status={status} onRestore={(copy) => editor.restore(copy.annotation)} />
        )}
        {back && <Rework round={back} onGo={goToMark} />}
        {assignment.state === "submitted" && (
          <Notice
            color="violet"
            icon={<IconInfoCircle aria-hidden />}
            title={t("correction.title")}
            text={t("correction.text")}
            testId="correction"
          />
        )}
        {done && (
          <Notice
            color="green"
            icon={<IconCheck aria-hidden />}
            title={t("done.title")}
            text={t("done.text")}
            actions={[{ label: t("refused.next"), onClick: work.next, main: true }]}
            testId="done"
          />
        )}
        {assignment.unusable && (
          <Notice
            color="gray"
            icon={<IconInfoCircle aria-hidden />}
            title={t("unusable.was", { reason: assignment.unusable.reason })}
          />
        )}
        {(faults.items.length > 0 || faults.segments.size > 0) && (
          <Notice
            urgent
            color="red"
            icon={<IconInfoCircle aria-hidden />}
            title={t("faults.title", { count: faults.items.length + faults.segments.size })}
            testId="faults"
          />
        )}
      </div>
      <Workplace
        bench={bench}
        task={task}
        marks={marks}
        session={session}
        showKeys={keysOf(schema).length > 0}
        formHandle={handle}
        segmentHandle={segmentHandle}
        onMark={(index) => marks[index] && goToMark(marks[index])}
      />
      <ActionBar
        page={page}
        disabled={!writable}
        sending={sending.kind === "sending"}
        correction={assignment.state === "submitted"}
      />
      <Messages message={message} onGone={() => setMessage(null)} />
      <UnusableDialog
        opened={dialog === "unusable"}
        busy={sending.kind === "sending"}
        error={sending.kind === "refused" || sending.kind === "away" ? sending.error : null}
        onClose={() => setDialog(null)}
        onSubmit={(reason) => void send({ unusable: { reason } })}
      />
      <GotoDialog
        opened={dialog === "goto"}
        seconds={assignment.record.seconds}
        onClose={() => setDialog(null)}
        onGo={(to) => {
          player.seek(to);
          reveal(view, { start: to, end: to });
        }}
      />
    </section>
  );
}
