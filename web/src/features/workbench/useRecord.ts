import type { Annotation, AnnotationSchema, Assignment } from "@/lib/api/types";
import type { Player } from "@/lib/player/types";
import { createTimelineView, type TimelineViewStore } from "@/lib/timeline/view";
import { useEffect, useState } from "react";
import { Activity, watch } from "./activity";
import { same } from "./editor/content";
import { Editor } from "./editor/store";
import { suggestionsOf } from "./editor/suggestions";
import { keepRejections, readRejections } from "./rejections";
import { settings } from "./settings";
import { shownFirst } from "./firstLook";
import { leaveSound, openSound } from "./sound";
import { useDraft } from "./useDraft";
import { roundOf } from "./useSubmission";

function viewOf(assignment: Assignment, editor: Editor): TimelineViewStore {
  const { seconds } = assignment.record;
  return createTimelineView(seconds, {
    to: shownFirst(seconds, editor.schema),
    spectrogram: settings.getState().spectrogram,
    lanes: editor.item?.speakers ? "speaker" : "label",
  });
}

/** What an assignment holds before its draft is open. */
function held({ draft, annotation, prefill }: Assignment): Annotation {
  return draft?.annotation ?? annotation ?? prefill ?? {};
}

/** Opens a record: its editor, view, sound, draft and the time worked on it. */
export function useRecord(assignment: Assignment, schema: AnnotationSchema, user: string, player: Player) {
  const round = roundOf(assignment);
  const [editor] = useState(() => {
    const last =
      assignment.history
        .map(({ submitted_at }) => submitted_at)
        .sort()
        .at(-1) ?? null;
    const made = new Editor({
      schema,
      seconds: assignment.record.seconds,
      annotation: held(assignment),
      suggestions: suggestionsOf(schema, assignment.predictions, last),
      decisions: readRejections(assignment.id, round),
    });
    made.setReadOnly(assignment.state === "done");
    return made;
  });
  const [begun] = useState(() => editor.annotation);
  const [view] = useState(() => viewOf(assignment, editor));
  const [activity] = useState(() => new Activity(assignment.draft?.seconds_worked ?? 0));
  const { session, status, error, submitted } = useDraft(assignment, user);

  useEffect(() => {
    openSound(player, assignment);
    return () => leaveSound(player, assignment);
  }, [assignment, player]);

  useEffect(() => watch(activity, () => player.store.getState().playing), [activity, player]);

  useEffect(() => {
    if (!session) return;
    activity.atLeast(session.starting.secondsWorked);
    // What was done while the draft was opened counts, unless a crash left more than the server knew.
    const { annotation } = session.starting;
    if (!same(annotation, begun)) editor.begin(annotation);
    else if (editor.annotation !== begun) session.edit(editor.annotation, activity.seconds);
    let kept = editor.content;
    return editor.store.subscribe(({ history }) => {
      // A drag is one edit: when it is let go.
      if (history.present === kept || history.joint?.lasting) return;
      if (history.present.decisions !== kept.decisions)
        keepRejections(assignment.id, round, history.present.decisions);
      const edited = history.present.annotation !== kept.annotation;
      kept = history.present;
      if (edited && !editor.state.readOnly) session.edit(kept.annotation, activity.seconds);
    });
  }, [session, editor, begun, activity, assignment.id, round]);

  return { editor, view, activity, session, status, draftError: error, submitted, round };
}
