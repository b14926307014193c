import { optionList } from "@/components/annotation";
import type { SegmentRow } from "@/components/segments-table/types";
import type { TimelineSegment } from "@/components/timeline/types";
import { paletteColor } from "@/lib/colors";
import { useMemo } from "react";
import type { SegmentsItem, Decisions } from "./editor/content";
import type { Faults } from "./editor/faults";
import type { SegmentSuggestion, Suggestion } from "./editor/suggestions";
import { originOf } from "./editor/suggestions";
import { commentsBySegment, type Mark } from "@/components/listening/marks";
import type { Segments } from "@/lib/segments/edit";
import type { Segment } from "@/lib/segments/types";

const NO_COLOR = "#868e96";

interface Given {
  item: SegmentsItem | undefined;
  segments: Segments;
  suggestions: readonly Suggestion[];
  decisions: Decisions;
  faults: Faults;
  marks: readonly Mark[];
}

/** Own and suggested segments as rows of the table, in the order of time. */
export function useRows({ item, segments, suggestions, decisions, faults, marks }: Given): SegmentRow[] {
  const colors = useMemo(
    () => new Map(item ? optionList(item.labels).map(({ value, color }) => [value, color]) : []),
    [item],
  );
  const said = useMemo(
    () =>
      suggestions.filter(
        (one): one is SegmentSuggestion => one.kind === "segment" && one.item === item?.name,
      ),
    [suggestions, item],
  );
  const words = useMemo(() => new Map(said.map((one) => [one.segment.id, one])), [said]);
  const comments = useMemo(() => commentsBySegment(marks), [marks]);

  return useMemo(() => {
    const colorOf = ({ label }: Segment) => (label ? (colors.get(label) ?? paletteColor(0)) : NO_COLOR);
    const own = segments.map((segment): SegmentRow => {
      const source = segment.origin ? words.get(segment.id) : undefined;
      const spoken =
        source && originOf(source) === segment.origin && source.segment.text === segment.text
          ? source.segment.words
          : segment.words;
      return {
        id: segment.id,
        segment,
        color: colorOf(segment),
        kind: "own",
        words: spoken,
        mark: comments.get(segment.id),
        faults: faults.segments.get(segment.id),
      };
    });
    const waiting = said
      .filter(({ key }) => decisions[key] === undefined)
      .map((one): SegmentRow => ({
        id: one.key,
        segment: { ...one.segment, ...(one.score === null ? {} : { score: one.score }) },
        color: colorOf(one.segment),
        kind: "suggestion",
        model: one.model,
        words: one.segment.words,
      }));
    if (waiting.length === 0) return own;
    return [...own, ...waiting].sort(
      (a, b) => a.segment.start - b.segment.start || a.segment.end - b.segment.end,
    );
  }, [segments, said, words, decisions, colors, comments, faults]);
}

/** The same for the timeline. */
export function useDrawn(rows: readonly SegmentRow[]): TimelineSegment[] {
  return useMemo(
    () =>
      rows.map(({ id, segment, color, kind, mark, faults }) => ({
        segment: kind === "own" ? segment : { ...segment, id },
        color,
        title: segment.text?.trim() || segment.label || "",
        kind,
        mark,
        faulty: faults !== undefined && faults.length > 0,
      })),
    [rows],
  );
}
