import * as media from "@/components/listening/media";
import type { TimelineAudio } from "@/components/timeline/types";
import type { Assignment } from "@/lib/api/types";
import type { AudioSource } from "@/lib/player/types";
import type { Samples } from "@/lib/segments/snap";
import { readAssignment } from "./queries";

type Handed = Pick<Assignment, "id" | "record">;

const renewed = media.shared(async (id) => (await readAssignment(id)).record);

/** What the player needs; null where the record was handed out without its sound. */
export function audioOf({ id, record }: Handed): AudioSource | null {
  return media.audioOf(record, () => renewed(id));
}

/** What the timeline needs. */
export function picturesOf({ id, record }: Handed): TimelineAudio | null {
  return media.picturesOf(record, () => renewed(id));
}

/** The exact samples of a short stretch. */
export function samplesOf({ id, record }: Handed, from: number, to: number): Promise<Samples> {
  return media.samplesOf(record, () => renewed(id), from, to);
}
