import { wordChanges, type SegmentChange } from "@/lib/annotation-diff/changes";
import { clock } from "@/lib/format";
import { ActionIcon, Badge, Group, ScrollArea, Text } from "@mantine/core";
import { IconFlag, IconFlagFilled, IconPlayerPlay } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./SegmentChangesTable.module.css";

interface SegmentChangesTableProps {
  rows: readonly SegmentChange[];
  /** What the labels are called. */
  labels: readonly { value: string; title: string }[] | null;
  comparing: boolean;
  selected: ReadonlySet<string>;
  /** Segment id to the auditor's comment. */
  marked: ReadonlyMap<string, string>;
  onSelect: (id: string) => void;
  onPlay: (id: string) => void;
  onMark?: (id: string) => void;
}

const COLORS = { added: "green", removed: "red", changed: "orange", same: "gray" } as const;

/** Every segment as it was said, with what is different from the round before. */
export function SegmentChangesTable({
  rows,
  labels,
  comparing,
  selected,
  marked,
  onSelect,
  onPlay,
  onMark,
}: SegmentChangesTableProps) {
  const { t } = useTranslation("listening");
  const viewport = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => viewport.current,
    estimateSize: () => 44,
    getItemKey: (index) => rows[index]!.segment.id,
    overscan: 8,
  });
  const first = rows.findIndex(({ segment }) => selected.has(segment.id));
  useEffect(() => {
    if (first >= 0) virtual.scrollToIndex(first);
  }, [first, virtual]);

  if (rows.length === 0) return <Text c="dimmed">{t("segments.none")}</Text>;
  return (
    <ScrollArea.Autosize mah={320} viewportRef={viewport} type="auto">
      <div
        role="list"
        aria-label={t("segments.title")}
        style={{ height: virtual.getTotalSize(), position: "relative" }}
      >
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const { segment, before, change, fields } = rows[index]!;
          return (
            <div
              key={key}
              role="listitem"
              ref={virtual.measureElement}
              data-index={index}
              data-change={change}
              aria-current={selected.has(segment.id) || undefined}
              className={classes.row}
              style={{ transform: `translateY(${start}px)` }}
            >
              <ActionIcon
                variant="subtle"
                aria-label={t("segments.play", { at: clock(segment.start) })}
                onClick={() => onPlay(segment.id)}
              >
                <IconPlayerPlay size={16} aria-hidden />
              </ActionIcon>
              <button type="button" className={classes.times} onClick={() => onSelect(segment.id)}>
                <span data-changed={fields.includes("start") || undefined}>{clock(segment.start)}</span>
                {" – "}
                <span data-changed={fields.includes("end") || undefined}>{clock(segment.end)}</span>
              </button>
              <div className={classes.said} dir="auto">
                <Group gap={6}>
                  <Text size="sm" fw={600} span data-changed={fields.includes("label") || undefined}>
                    {labels?.find(({ value }) => value === segment.label)?.title ?? segment.label}
                  </Text>
                  {segment.speaker && (
                    <Text size="sm" c="dimmed" span data-changed={fields.includes("speaker") || undefined}>
                      {segment.speaker}
                    </Text>
                  )}
                  {comparing && change !== "same" && (
                    <Badge size="sm" variant="light" color={COLORS[change]}>
                      {t(`change.${change}`)}
                    </Badge>
                  )}
                </Group>
                {fields.includes("text") && before ? (
                  <Text size="sm">
                    {wordChanges(before.text ?? "", segment.text ?? "").map(({ text, change: word }, at) =>
                      word === "added" ? (
                        <ins key={at}>{text}</ins>
                      ) : word === "removed" ? (
                        <del key={at}>{text}</del>
                      ) : (
                        text
                      ),
                    )}
                  </Text>
                ) : (
                  segment.text && <Text size="sm">{segment.text}</Text>
                )}
                {marked.has(segment.id) && (
                  <Text size="sm" c="var(--mantine-color-error)" style={{ whiteSpace: "pre-wrap" }}>
                    {marked.get(segment.id)}
                  </Text>
                )}
              </div>
              {onMark && change !== "removed" && (
                <ActionIcon
                  variant="subtle"
                  color="red"
                  aria-label={t("segments.mark", { at: clock(segment.start) })}
                  onClick={() => onMark(segment.id)}
                >
                  {marked.has(segment.id) ? (
                    <IconFlagFilled size={16} aria-hidden />
                  ) : (
                    <IconFlag size={16} aria-hidden />
                  )}
                </ActionIcon>
              )}
            </div>
          );
        })}
      </div>
    </ScrollArea.Autosize>
  );
}
