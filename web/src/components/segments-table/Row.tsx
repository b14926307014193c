import { SegmentAttributes } from "@/components/annotation";
import { optionList } from "@/components/annotation";
import type { ItemOf } from "@/lib/api/types";
import { clock } from "@/lib/format";
import type { Player } from "@/lib/player/types";
import { IconCheck, IconPlayerPlay, IconTrash, IconX } from "@tabler/icons-react";
import { memo, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Notes } from "./Notes";
import classes from "./SegmentsTable.module.css";
import { TimeCell } from "./TimeCell";
import type { SegmentRow, SegmentsTableProps } from "./types";
import { Words } from "./Words";

export interface RowProps {
  row: SegmentRow;
  index: number;
  item: ItemOf<"segments">;
  /** The edge that arrows move, of the current one. */
  edge: "start" | "end" | null;
  selected: boolean;
  current: boolean;
  /** In the order of Tab: one row is. */
  reachable: boolean;
  sounding: boolean;
  player: Player;
  readOnly: boolean;
  speakersId: string;
  handlers: Pick<
    SegmentsTableProps,
    "onSelect" | "onPatch" | "onEdge" | "onPlay" | "onDelete" | "onAccept" | "onReject"
  >;
}

// Rows come and go with every scroll: what they hold is made once, of plain elements.
const PLAY = <IconPlayerPlay size={16} aria-hidden />;
const DELETE = <IconTrash size={16} aria-hidden />;
const ACCEPT = <IconCheck size={16} aria-hidden />;
const REJECT = <IconX size={16} aria-hidden />;

/** Arrows up and down go from row to row where the row itself has the focus. */
function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
  if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const place = event.currentTarget.parentElement!;
  const index = Number(place.dataset.index) + (event.key === "ArrowDown" ? 1 : -1);
  const next = place.parentElement!.querySelector<HTMLElement>(`[data-index="${index}"] > [role=row]`);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

export const Row = memo(function Row(props: RowProps) {
  const { row, index, item, edge, selected, current, reachable, sounding, player, readOnly, handlers } =
    props;
  const { t } = useTranslation("workbench");
  const { id, segment, kind, faults = [] } = row;
  const fixed = readOnly || kind === "suggestion";
  const n = index + 1;
  const wrong = (part: string) => faults.some(({ pointer }) => pointer.endsWith(`/${part}`));
  const labels = optionList(item.labels);
  const speakers = Array.isArray(item.speakers) ? item.speakers : null;
  const set = (change: object, typed = false) => handlers.onPatch(id, change, typed);
  return (
    <div
      role="row"
      className={classes.row}
      aria-rowindex={n + 1}
      aria-selected={selected}
      tabIndex={reachable ? 0 : -1}
      data-testid="segment-row"
      data-segment={id}
      data-kind={kind}
      data-current={current}
      data-sounding={sounding}
      data-faulty={faults.length > 0}
      data-speakers={Boolean(item.speakers)}
      style={{ "--segment": row.color } as React.CSSProperties}
      onPointerDown={(event) => handlers.onSelect(id, event.ctrlKey || event.metaKey)}
      onFocus={() => !selected && handlers.onSelect(id, false)}
      onKeyDown={onKeyDown}
    >
      <span role="gridcell" className={classes.number}>
        {n}
      </span>
      <span role="gridcell" data-edge={edge === "start"}>
        <TimeCell
          name={t("table.startOf", { n })}
          value={segment.start}
          readOnly={fixed}
          invalid={wrong("start")}
          onChange={(to) => handlers.onEdge(id, "start", to)}
        />
      </span>
      <span role="gridcell" data-edge={edge === "end"}>
        <TimeCell
          name={t("table.endOf", { n })}
          value={segment.end}
          readOnly={fixed}
          invalid={wrong("end")}
          onChange={(to) => handlers.onEdge(id, "end", to)}
        />
      </span>
      <span role="gridcell" className={classes.length}>
        {clock(segment.end - segment.start)}
      </span>
      <span role="gridcell">
        <select
          className={classes.field}
          aria-label={t("table.labelOf", { n })}
          aria-invalid={wrong("label") || undefined}
          value={segment.label ?? ""}
          disabled={fixed}
          onChange={(event) => set({ label: event.target.value || null })}
        >
          <option value="">{t("table.noLabel")}</option>
          {labels.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </span>
      {item.speakers && (
        <span role="gridcell">
          {speakers ? (
            <select
              className={classes.field}
              aria-label={t("table.speakerOf", { n })}
              aria-invalid={wrong("speaker") || undefined}
              value={segment.speaker ?? ""}
              disabled={fixed}
              onChange={(event) => set({ speaker: event.target.value || undefined })}
            >
              <option value="">{t("table.noSpeaker")}</option>
              {speakers.map((speaker) => (
                <option key={speaker} value={speaker}>
                  {speaker}
                </option>
              ))}
            </select>
          ) : (
            <input
              className={classes.field}
              aria-label={t("table.speakerOf", { n })}
              list={props.speakersId}
              value={segment.speaker ?? ""}
              readOnly={fixed}
              maxLength={200}
              onChange={(event) => set({ speaker: event.target.value || undefined }, true)}
            />
          )}
        </span>
      )}
      <span role="gridcell" className={classes.text}>
        {item.text && (
          <textarea
            className={classes.field}
            rows={1}
            dir="auto"
            lang={item.language ?? undefined}
            aria-label={t("table.textOf", { n })}
            aria-invalid={wrong("text") || undefined}
            data-segment-text={id}
            value={segment.text ?? ""}
            readOnly={fixed}
            onChange={(event) => set({ text: event.target.value }, true)}
          />
        )}
      </span>
      <span role="gridcell" className={classes.actions}>
        <RowActions {...props} n={n} />
      </span>
      <span role="gridcell" className={classes.more}>
        {(current || sounding) && row.words && (
          <Words words={row.words} player={player} lang={item.language ?? undefined} />
        )}
        <Notes row={row} attributes={item.attributes} open={current} />
        {current && kind === "own" && (
          <SegmentAttributes
            item={item}
            value={segment.attributes ?? {}}
            faults={faults}
            readOnly={fixed}
            onChange={(name, value) => set({ attributes: { ...segment.attributes, [name]: value } }, true)}
          />
        )}
      </span>
    </div>
  );
});

function RowActions({ row, readOnly, handlers, n }: RowProps & { n: number }) {
  const { t } = useTranslation("workbench");
  const act = (name: string, does: () => void, icon: ReactNode, tone?: "good" | "bad") => (
    <button
      type="button"
      className={classes.act}
      data-tone={tone}
      tabIndex={-1}
      aria-label={name}
      onClick={does}
    >
      {icon}
    </button>
  );
  return (
    <>
      {act(t("table.play", { n }), () => handlers.onPlay(row.id), PLAY)}
      {!readOnly &&
        row.kind === "own" &&
        act(t("table.delete", { n }), () => handlers.onDelete(row.id), DELETE, "bad")}
      {!readOnly && row.kind === "suggestion" && (
        <>
          {act(t("table.accept", { n }), () => handlers.onAccept(row.id), ACCEPT, "good")}
          {act(t("table.reject", { n }), () => handlers.onReject(row.id), REJECT, "bad")}
        </>
      )}
    </>
  );
}
