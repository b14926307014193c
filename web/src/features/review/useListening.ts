import type {
  TimelineAudio,
  TimelineIntent,
  TimelineMark,
  TimelineSegment,
} from "@/components/timeline/types";
import { segmentChanges } from "@/lib/annotation-diff/changes";
import { answer, api } from "@/lib/api/client";
import type { ItemOf, Review, Task } from "@/lib/api/types";
import { paletteColor } from "@/lib/colors";
import type { AudioSource, Player } from "@/lib/player/types";
import type { Span } from "@/lib/segments/types";
import { createTimelineView, reveal } from "@/lib/timeline/view";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Mark } from "./useRejection";

export interface EarlierRound {
  round: number;
  annotation: Record<string, unknown> | null;
}

/** The addresses of a record's media are signed for a while: asks for new ones. */
async function freshRecord(review: string) {
  return (await answer(api.GET("/api/v1/reviews/{review}", { params: { path: { review } } }))).record;
}

function optionValue(option: string | { value: string }): string {
  return typeof option === "string" ? option : option.value;
}

interface ListeningOptions {
  task: Task;
  review: Review;
  player: Player;
  marks: readonly Mark[];
}

/** What is heard and seen of a record under review: timeline, selection, and the round it is compared with. */
export function useListening({ task, review, player, marks }: ListeningOptions) {
  const { record, history } = review;
  const item = (task.schema.items.find(({ kind }) => kind === "segments") ??
    null) as ItemOf<"segments"> | null;
  const [view] = useState(() =>
    createTimelineView(record.seconds, { lanes: item?.speakers ? "speaker" : "label" }),
  );
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [span, setSpan] = useState<Span | null>(null);
  const earlier = useMemo(() => history.filter(({ round }) => round < review.round), [history, review.round]);
  const [comparedRound, compare] = useState<number | null>(earlier.at(-1)?.round ?? null);
  const compared: EarlierRound | null = earlier.find(({ round }) => round === comparedRound) ?? null;

  useEffect(() => {
    if (!record.audio_url) return;
    const source: AudioSource = {
      audioUrl: record.audio_url,
      seconds: record.seconds,
      sampleRate: record.sample_rate,
      channels: record.channels,
      renew: async () => (await freshRecord(review.id)).audio_url ?? "",
    };
    void player.open(source).catch(() => undefined); // the player's store says why
    return () => player.pause();
    // The record stays the same for the life of this component; only its addresses are renewed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [player, record.id]);

  const audio = useMemo<TimelineAudio | null>(
    () =>
      record.peaks_url && record.spectrogram_url
        ? {
            seconds: record.seconds,
            sampleRate: record.sample_rate,
            channels: record.channels,
            peaksUrl: record.peaks_url,
            audioUrl: record.audio_url ?? undefined,
            spectrogramUrl: record.spectrogram_url,
            renew: async () => {
              const fresh = await freshRecord(review.id);
              return {
                peaksUrl: fresh.peaks_url ?? "",
                spectrogramUrl: fresh.spectrogram_url ?? "",
                audioUrl: fresh.audio_url ?? undefined,
              };
            },
          }
        : null,
    [record, review.id],
  );

  const changes = useMemo(() => {
    if (!item) return [];
    const now = review.annotation?.[item.name];
    return segmentChanges(compared ? compared.annotation?.[item.name] : now, now);
  }, [item, compared, review.annotation]);

  const marked = useMemo(
    () => new Map(marks.filter(({ segment }) => segment).map(({ segment, comment }) => [segment!, comment])),
    [marks],
  );

  const drawn = useMemo<TimelineSegment[]>(() => {
    const labels = item?.labels.map(optionValue) ?? [];
    return changes.map(({ segment, change }) => ({
      segment,
      color: paletteColor(Math.max(0, labels.indexOf(segment.label ?? ""))),
      title: segment.text || (segment.label ?? ""),
      kind: change === "removed" ? "earlier" : "own",
      change: change === "same" ? undefined : change,
      mark: marked.get(segment.id),
    }));
  }, [changes, item, marked]);

  const spanMarks = useMemo<TimelineMark[]>(
    () =>
      marks.flatMap(({ segment, start, end, comment }, index) =>
        !segment && typeof start === "number" && typeof end === "number"
          ? [{ id: String(index), start, end, comment }]
          : [],
      ),
    [marks],
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
        case "edge":
        case "move":
        case "open-mark":
          break; // an auditor changes no segment
      }
    },
    [player, play, select],
  );

  return {
    item,
    view,
    audio,
    drawn,
    changes,
    marks: spanMarks,
    marked,
    selected,
    span,
    compared,
    compare,
    select,
    play,
    onIntent,
  };
}

export type Listening = ReturnType<typeof useListening>;
