import type { ItemFault } from "@/components/annotation/types";
import type { Annotation } from "@/lib/api/types";
import type { FieldFault } from "@/lib/api/problems";
import { segmentsOf, type SegmentsItem } from "./content";

/** What the server found wrong, and where it belongs. */
export interface Faults {
  readonly items: readonly ItemFault[];
  /** By the id of a segment. */
  readonly segments: ReadonlyMap<string, readonly ItemFault[]>;
}

export const NO_FAULTS: Faults = { items: [], segments: new Map() };

/** The item a pointer into an annotation begins with. */
const itemOf = ({ item, pointer }: FieldFault) => item || (pointer.split("/")[1] ?? "");

/** Sorts faults to items and to the segments of what was submitted. */
export function placeFaults(
  errors: readonly FieldFault[],
  submitted: Annotation,
  items: readonly SegmentsItem[],
): Faults {
  const placed: ItemFault[] = [];
  const segments = new Map<string, ItemFault[]>();
  for (const error of errors) {
    const fault = { ...error, item: itemOf(error), rule: error.rule ?? "" };
    const index = /^\/[^/]+\/(\d+)/.exec(fault.pointer)?.[1];
    const segment =
      index !== undefined && items.some(({ name }) => name === fault.item)
        ? segmentsOf(submitted, fault.item)[Number(index)]
        : undefined;
    if (segment) segments.set(segment.id, [...(segments.get(segment.id) ?? []), fault]);
    else placed.push(fault);
  }
  return { items: placed, segments };
}

/** What is still to be mended after a change: what was touched may be right now. */
export function faultsLeft(faults: Faults, before: Annotation, after: Annotation): Faults {
  if (faults.items.length === 0 && faults.segments.size === 0) return faults;
  const changed = (item: string) => before[item] !== after[item];
  const items = faults.items.filter(({ item }) => !changed(item));
  const left = new Map(faults.segments);
  for (const name of Object.keys(before)) {
    if (!changed(name) || !Array.isArray(before[name])) continue;
    const now = new Set<unknown>(segmentsOf(after, name));
    for (const segment of segmentsOf(before, name)) if (!now.has(segment)) left.delete(segment.id);
  }
  return { items, segments: left };
}
