import { optionList } from "@/components/annotation";
import type { TimelineIntent, TimelineSegment } from "@/components/timeline/types";
import { segmentChanges } from "@/lib/annotation-diff/changes";
import type { Annotation, AnnotationSchema, ItemOf } from "@/lib/api/types";
import { paletteColor } from "@/lib/colors";
import type { Player } from "@/lib/player/types";
import type { Span } from "@/lib/segments/types";
import { createTimelineView, reveal } from "@/lib/timeline/view";
import { useCallback, useEffect, useMemo, useState } from "react";
import { commentsBySegment, spansOf, type Mark } from "./marks";
import { audioOf, picturesOf, type HandedRecord, type Renew } from "./media";

/** What is shown is held against this. */
export interface Compared {
  round: number;
  annotation: Annotation | null;
}

interface ListeningOptions {
  schema: AnnotationSchema;
  record: HandedRecord & { id: string };
  /** The same function as long as it is the same record. */
  renew: Renew;
  player: Player;
  annotation: Annotation | null;
  compared: Compared | null;
  marks: readonly Mark[];
}

const NO_SEGMENTS: readonly ItemOf<"segments">[] = [];

/** What is heard and seen of a record that is only looked at: sound, timeline, selection, differences. */
export function useListening(options: ListeningOptions) {
  const { schema, record, renew, player, annotation, compared, marks } = options;
  const items = useMemo(() => {
    const found = schema.items.filter((item): item is ItemOf<"segments"> => item.kind === "segments");
    return found.length ? found : NO_SEGMENTS;
  }, [schema]);
  const [name, setName] = useState(items[0]?.name);
  const item = items.find((one) => one.name === name) ?? null;
  const [view] = useState(() =>
    createTimelineView(record.seconds, { lanes: item?.speakers ? "speaker" : "label" }),
  );
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [span, setSpan] = useState<Span | null>(null);

  useEffect(() => {
    const source = audioOf(record, renew);
    if (source) void player.open(source).catch(() => undefined); // the player's store says why
    return () => player.pause();
    // The record stays the same for the life of this component; only its addresses are renewed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [player, record.id]);

  const audio = useMemo(() => picturesOf(record, renew), [record, renew]);

  const changes = useMemo(() => {
    if (!item) return [];
    const now = annotation?.[item.name];
    return segmentChanges(compared ? compared.annotation?.[item.name] : now, now);
  }, [item, compared, annotation]);

  const labels = useMemo(() => item && optionList(item.labels), [item]);
  const marked = useMemo(
    () => commentsBySegment(marks.filter((mark) => mark.item === item?.name)),
    [marks, item],
  );
  const spans = useMemo(() => spansOf(marks), [marks]);

  const drawn = useMemo<TimelineSegment[]>(
    () =>
      changes.map(({ segment, change }) => {
        const label = labels?.find(({ value }) => value === segment.label);
        return {
          segment,
          color: label?.color ?? paletteColor(0),
          title: segment.text || (label?.label ?? segment.label ?? ""),
          kind: change === "removed" ? "earlier" : "own",
          change: change === "same" ? undefined : change,
          mark: marked.get(segment.id),
        };
      }),
    [changes, labels, marked],
  );

  /** Shows the segments of another item. */
  const setItem = useCallback((other: string) => {
    setName(other);
    setSelected(new Set());
  }, []);

  /** Chooses a stretch of time instead of segments, and brings it into sight; of a moment, goes there. */
  const choose = useCallback(
    (stretch: Span) => {
      setSelected(new Set());
      reveal(view, stretch);
      if (stretch.end > stretch.start) return setSpan(stretch);
      setSpan(null);
      player.seek(stretch.start);
    },
    [view, player],
  );

  const select = useCallback(
    (id: string | null, add = false) => {
      setSelected((before) => new Set(id === null ? [] : add ? [...before, id] : [id]));
      const found = changes.find(({ segment }) => segment.id === id)?.segment;
      if (found) {
        setSpan(null);
        reveal(view, found);
      }
    },
    [changes, view],
  );

  /** Shows what a comment is about. */
  const openMark = useCallback(
    ({ item: about, segment, start, end }: Mark) => {
      const elsewhere = about !== item?.name && items.some((one) => one.name === about);
      if (elsewhere) setItem(about);
      if (!elsewhere && segment && changes.some((one) => one.segment.id === segment)) select(segment);
      else if (typeof start === "number") choose({ start, end: end ?? start });
    },
    [item, items, changes, setItem, select, choose],
  );

  const play = useCallback(
    (id: string) => {
      const found = changes.find(({ segment }) => segment.id === id)?.segment;
      if (found) player.playSpan(found);
    },
    [changes, player],
  );

  const onIntent = useCallback(
    (intent: TimelineIntent) => {
      switch (intent.kind) {
        case "seek":
          setSpan(null);
          player.seek(intent.to);
          break;
        case "select":
          select(intent.id, intent.add);
          break;
        case "span":
          setSpan(intent.span);
          if (intent.done) setSelected(new Set());
          break;
        case "play":
          play(intent.id);
          break;
        case "cancel":
          setSpan(null);
          break;
        case "open-mark": {
          const mark = spans.find(({ id }) => id === intent.id);
          if (mark) choose(mark);
          break;
        }
        case "edge":
        case "move":
          break; // who only looks changes no segment
      }
    },
    [player, play, select, choose, spans],
  );

  return {
    items,
    item,
    setItem,
    view,
    audio,
    drawn,
    labels,
    changes,
    spans,
    marked,
    selected,
    span,
    select,
    openMark,
    play,
    onIntent,
  };
}

export type Listening = ReturnType<typeof useListening>;
