import { Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useImperativeHandle, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Row, type RowProps } from "./Row";
import classes from "./SegmentsTable.module.css";
import type { SegmentsTableProps } from "./types";
import { useSounding } from "./useSounding";

const ROW_HEIGHT = 38;
const SPEAKERS = "segment-speakers";

/** All segments of an item as an editable table: the timeline's twin for keyboards and screen readers. */
export function SegmentsTable({
  item,
  rows,
  selected,
  current,
  edge,
  player,
  speakers,
  readOnly = false,
  focusSegment,
  ...does
}: SegmentsTableProps) {
  const { t } = useTranslation("workbench");
  const scroller = useRef<HTMLDivElement>(null);
  const sounding = useSounding(player, rows);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]!.id,
    overscan: 4,
    useFlushSync: false,
  });
  const handlers = useLatestHandlers(does);

  const indexOf = useCallback((id: string) => rows.findIndex((row) => row.id === id), [rows]);
  const latest = useRef({ indexOf, virtual });
  useEffect(() => {
    latest.current = { indexOf, virtual };
  });

  useEffect(() => {
    const index = current === null ? -1 : latest.current.indexOf(current);
    if (index >= 0) latest.current.virtual.scrollToIndex(index, { align: "auto" });
  }, [current]);

  const first = sounding.values().next().value;
  useEffect(() => {
    const busy = scroller.current?.contains(document.activeElement);
    const index = first === undefined || busy ? -1 : latest.current.indexOf(first);
    if (index >= 0 && player.store.getState().playing)
      latest.current.virtual.scrollToIndex(index, { align: "auto" });
  }, [first, player]);

  useImperativeHandle(
    focusSegment,
    () => (id, where) => {
      const index = latest.current.indexOf(id);
      if (index < 0) return false;
      latest.current.virtual.scrollToIndex(index, { align: "auto" });
      focusWhenDrawn(scroller.current, id, where);
      return true;
    },
    [],
  );

  return (
    <div className={classes.table} role="grid" aria-label={t("table.name")} aria-rowcount={rows.length + 1}>
      <div role="row" aria-rowindex={1} className={classes.head} data-speakers={Boolean(item.speakers)}>
        <span role="columnheader">{t("table.number")}</span>
        <span role="columnheader">{t("table.start")}</span>
        <span role="columnheader">{t("table.end")}</span>
        <span role="columnheader">{t("table.length")}</span>
        <span role="columnheader">{t("table.label")}</span>
        {item.speakers && <span role="columnheader">{t("table.speaker")}</span>}
        <span role="columnheader">{item.text ? t("table.text") : t("table.notes")}</span>
        <span role="columnheader">{t("table.actions")}</span>
      </div>
      <div ref={scroller} className={classes.body} role="presentation" data-testid="segments-table">
        {rows.length === 0 && (
          <Text size="sm" c="dimmed" p="md">
            {t("table.empty")}
          </Text>
        )}
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index]!;
            const props: RowProps = {
              row,
              index,
              item,
              edge: current === row.id ? edge : null,
              selected: selected.has(row.id),
              current: current === row.id,
              reachable: current === null || indexOf(current) < 0 ? index === 0 : current === row.id,
              sounding: sounding.has(row.id),
              player,
              readOnly,
              speakersId: SPEAKERS,
              handlers,
            };
            return (
              <div
                key={key}
                role="presentation"
                ref={virtual.measureElement}
                data-index={index}
                className={classes.place}
                style={{ top: start }}
              >
                <Row {...props} />
              </div>
            );
          })}
        </div>
      </div>
      {item.speakers === true && (
        <datalist id={SPEAKERS}>
          {speakers.map((speaker) => (
            <option key={speaker} value={speaker} />
          ))}
        </datalist>
      )}
    </div>
  );
}

type Does = Pick<
  SegmentsTableProps,
  "onSelect" | "onPatch" | "onEdge" | "onPlay" | "onDelete" | "onAccept" | "onReject"
>;

/** The same object for all time, so that rows are drawn anew only when their segment changed. */
function useLatestHandlers(does: Does): Does {
  const latest = useRef(does);
  useEffect(() => {
    latest.current = does;
  });
  const steady = useRef<Does>({
    onSelect: (...given) => latest.current.onSelect(...given),
    onPatch: (...given) => latest.current.onPatch(...given),
    onEdge: (...given) => latest.current.onEdge(...given),
    onPlay: (...given) => latest.current.onPlay(...given),
    onDelete: (...given) => latest.current.onDelete(...given),
    onAccept: (...given) => latest.current.onAccept(...given),
    onReject: (...given) => latest.current.onReject(...given),
  });
  // eslint-disable-next-line react-hooks/refs -- never replaced
  return steady.current;
}

/** A row far away is drawn a frame after it was scrolled to. */
function focusWhenDrawn(table: HTMLElement | null, id: string, where: "text" | "row", tries = 10): void {
  const row = table?.querySelector<HTMLElement>(`[data-segment="${CSS.escape(id)}"]`);
  if (row) {
    const text = where === "text" ? row.querySelector<HTMLElement>("[data-segment-text]") : null;
    (text ?? row).focus({ preventScroll: false });
  } else if (tries > 0) requestAnimationFrame(() => focusWhenDrawn(table, id, where, tries - 1));
}
