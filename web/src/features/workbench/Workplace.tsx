import { AnnotationForm, itemTitle, optionList, type FocusItem } from "@/components/annotation";
import { SegmentsTable } from "@/components/segments-table/SegmentsTable";
import type { FocusSegment } from "@/components/segments-table/types";
import { Timeline } from "@/components/timeline/Timeline";
import { TimelineToolbar } from "@/components/timeline/TimelineToolbar";
import type { Task } from "@/lib/api/types";
import type { DraftSession } from "@/lib/drafts/types";
import { Alert, SegmentedControl } from "@mantine/core";
import { useMemo, type Ref } from "react";
import { useTranslation } from "react-i18next";
import type { Bench } from "./bench";
import { flatItems, segmentsItems, segmentsOf } from "./editor/content";
import { deleteSelected, patchSegment, putEdge } from "./editor/segments";
import { accept, reject, waiting } from "./editor/suggesting";
import { follow } from "./intents";
import { speakersOf } from "./labeling";
import { spansOf, type Mark } from "@/components/listening/marks";
import { goTo, playSelection, selection } from "./playing";
import { picturesOf } from "./sources";
import { Suggested } from "./Suggested";
import { Transport } from "./Transport";
import { useEditor } from "./useEditor";
import { useDrawn, useRows } from "./useShown";
import classes from "./workbench.module.css";

interface WorkplaceProps {
  bench: Bench;
  task: Task;
  marks: readonly Mark[];
  session: DraftSession | null;
  showKeys: boolean;
  formHandle: Ref<FocusItem>;
  segmentHandle: Ref<FocusSegment>;
  onMark: (index: number) => void;
}

/** The record's timeline and what is written about it; what the schema does not ask for is not there. */
export function Workplace(props: WorkplaceProps) {
  const { bench, task, marks, session, showKeys, formHandle, segmentHandle, onMark } = props;
  const { t } = useTranslation("workbench");
  const { assignment, editor, player, view } = bench;
  const { schema } = task;
  const content = useEditor(editor, (state) => state.history.present);
  const state = useEditor(editor, (all) => all);
  const { annotation, decisions } = content;
  const item = editor.items.find(({ name }) => name === state.item);
  const segments = segmentsOf(annotation, state.item);
  const rows = useRows({
    item,
    segments,
    suggestions: editor.suggestions,
    decisions,
    faults: state.faults,
    marks,
  });
  const drawn = useDrawn(rows);
  const spans = useMemo(() => spansOf(marks), [marks]);
  const pictures = useMemo(() => picturesOf(assignment), [assignment]);
  const labels = useMemo(
    () => item && optionList(item.labels).map(({ value, label }) => ({ value, title: label })),
    [item],
  );
  const flat = flatItems(schema);
  const withLanes = editor.items.length > 0;
  const big = !withLanes && flat.every(({ kind }) => kind === "choice" || kind === "rating");
  const prefilled = useMemo(
    () => new Set((session?.starting.prefilled ?? []).filter((name) => !state.touched.has(name))),
    [session, state.touched],
  );
  const left = waiting(editor);

  const form = flat.length > 0 && (
    <AnnotationForm
      schema={schema}
      value={annotation}
      onChange={(name, value) => editor.setValue(name, value)}
      readOnly={state.readOnly}
      faults={state.faults.items}
      prefilled={prefilled}
      layout={big ? "big" : "side"}
      showKeys={showKeys}
      focusItem={formHandle}
    />
  );
  const suggested = !state.readOnly && <Suggested editor={editor} left={left} />;

  return (
    <div className={classes.middle}>
      <div className={classes.work}>
        <div className={classes.timeline} data-lanes={withLanes}>
          {pictures ? (
            <Timeline
              audio={pictures}
              player={player}
              view={view}
              segments={drawn}
              marks={spans}
              selected={state.selected}
              span={state.span}
              withLanes={withLanes}
              labels={labels}
              readOnly={state.readOnly}
              onIntent={(intent) => follow(bench, intent, (id) => onMark(Number(id)))}
            />
          ) : (
            <Alert color="red" role="alert" title={t("sound.not-found")} />
          )}
        </div>
        <div className={classes.controls}>
          <Transport bench={bench}>
            <TimelineToolbar
              view={view}
              withLanes={withLanes}
              span={selection(bench)}
              at={() => player.now()}
            />
          </Transport>
        </div>
        {withLanes && item ? (
          <>
            {editor.items.length > 1 && (
              <SegmentedControl
                m="xs"
                size="xs"
                aria-label={t("table.item")}
                value={item.name}
                onChange={(name) => editor.setItem(name)}
                data={segmentsItems(schema).map((one) => ({ value: one.name, label: itemTitle(one) }))}
              />
            )}
            {suggested && left.length > 0 && <div className={classes.notices}>{suggested}</div>}
            {prefilled.has(item.name) && (
              <Alert color="blue" py={4} title={t("prefilled", { item: itemTitle(item) })} />
            )}
            {state.faults.items
              .filter((fault) => fault.item === item.name)
              .map((fault) => (
                <Alert
                  key={fault.pointer}
                  color="red"
                  role="alert"
                  py={4}
                  title={`${itemTitle(item)}: ${fault.message}`}
                />
              ))}
            <SegmentsTable
              item={item}
              rows={rows}
              selected={state.selected}
              current={state.current}
              edge={state.edge}
              player={player}
              speakers={speakersOf(editor)}
              readOnly={state.readOnly}
              onSelect={(id, add) => editor.select(id, add)}
              onPatch={(id, change, typed) => patchSegment(editor, id, change, typed)}
              onEdge={(id, edge, to) => putEdge(editor, id, edge, to)}
              onPlay={(id) => {
                const row = rows.find((one) => one.id === id);
                if (!row) return;
                goTo(bench, id, row.segment, false);
                playSelection(bench);
              }}
              onDelete={(id) => {
                editor.select(id);
                deleteSelected(editor);
              }}
              onAccept={(id) =>
                accept(
                  editor,
                  left.find(({ key }) => key === id),
                )
              }
              onReject={(id) =>
                reject(
                  editor,
                  left.find(({ key }) => key === id),
                )
              }
              focusSegment={segmentHandle}
            />
          </>
        ) : (
          <div className={classes.form}>
            {suggested}
            {form}
          </div>
        )}
      </div>
      {withLanes && form && (
        <aside className={classes.side} aria-label={t("form")}>
          {form}
        </aside>
      )}
    </div>
  );
}
