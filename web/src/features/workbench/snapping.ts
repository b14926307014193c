import { edgesOf, quietest, snapTo, zeroCrossing } from "@/lib/segments/snap";
import type { Bench } from "./bench";
import { currentSegment, putEdge } from "./editor/segments";
import { samplesOf } from "./sources";

/** How far from an edge is looked, in seconds. */
const REACH = { zero: 0.02, silence: 0.3, neighbour: 1 };

/** Moves the active edge to a zero crossing, to where it is quietest, or to the nearest edge of another segment. */
export function snapEdge(bench: Bench, to: keyof typeof REACH): boolean {
  const { editor, assignment } = bench;
  const segment = currentSegment(editor);
  if (!segment) return false;
  const { edge } = editor.state;
  const from = segment[edge];
  if (to === "neighbour") {
    putEdge(editor, segment.id, edge, snapTo(from, edgesOf(editor.segments, segment.id), REACH.neighbour));
    return true;
  }
  samplesOf(assignment, from - REACH[to], from + REACH[to]).then(
    (samples) => {
      const place = to === "zero" ? zeroCrossing(samples, from) : quietest(samples, from);
      // Only where nothing moved it while the samples came.
      if (place !== null && currentSegment(editor)?.[edge] === from) putEdge(editor, segment.id, edge, place);
    },
    () => bench.say({ kind: "noSamples" }),
  );
  return true;
}
