import * as media from "@/components/listening/media";
import type { TimelineAudio } from "@/components/timeline/types";
import type { Assignment } from "@/lib/api/types";
import type { AudioSource } from "@/lib/player/types";
import type { Samples } from "@/lib/segments/snap";
import { readAssignment } from "./queries";

type Handed = Pick<Assignment, "id" | "record">;

/** The record of an assignment with addresses that are good for a while. */
export const freshRecord = media.shared(async (id) => (await readAssignment(id)).record);

/** What the player needs; null where the record was handed out without its sound. */
export function audioOf({ id, record }: Handed): AudioSource | null {
  return media.audioOf(record, () => freshRecord(id));
}

/** What the timeline needs. */
export function picturesOf({ id, record }: Handed): TimelineAudio | null {
  return media.picturesOf(record, () => freshRecord(id));
}

/** The exact samples of a short stretch. */
export function samplesOf({ id, record }: Handed, from: number, to: number): Promise<Samples> {
  return media.samplesOf(record, () => freshRecord(id), from, to);
}
