import type { TimelineAudio } from "@/components/timeline/types";
import type { Assignment } from "@/lib/api/types";
import type { AudioSource } from "@/lib/player/types";
import { samplesOfWav, type Samples } from "@/lib/segments/snap";
import { readAssignment } from "./queries";

type Handed = Pick<Assignment, "id" | "record">;

/** One renewal serves all who find that an address has ended. */
const renewals = new Map<string, Promise<Assignment>>();

function renewed(id: string): Promise<Assignment> {
  let renewal = renewals.get(id);
  if (!renewal) {
    renewal = readAssignment(id).finally(() => setTimeout(() => renewals.delete(id), 1000));
    renewals.set(id, renewal);
  }
  return renewal;
}

/** What the player needs; null where the record was handed out without its sound. */
export function audioOf({ id, record }: Handed): AudioSource | null {
  if (!record.audio_url) return null;
  return {
    audioUrl: record.audio_url,
    seconds: record.seconds,
    sampleRate: record.sample_rate,
    channels: record.channels,
    renew: async () => (await renewed(id)).record.audio_url ?? record.audio_url!,
  };
}

/** What the timeline needs. */
export function picturesOf({ id, record }: Handed): TimelineAudio | null {
  if (!record.peaks_url || !record.spectrogram_url) return null;
  return {
    seconds: record.seconds,
    sampleRate: record.sample_rate,
    channels: record.channels,
    peaksUrl: record.peaks_url,
    spectrogramUrl: record.spectrogram_url,
    audioUrl: record.audio_url ?? undefined,
    renew: async () => {
      const { record: fresh } = await renewed(id);
      return {
        peaksUrl: fresh.peaks_url ?? record.peaks_url!,
        spectrogramUrl: fresh.spectrogram_url ?? record.spectrogram_url!,
        audioUrl: fresh.audio_url ?? undefined,
      };
    },
  };
}

/** The exact samples of a short stretch. */
export async function samplesOf(handed: Handed, from: number, to: number): Promise<Samples> {
  const { seconds } = handed.record;
  const [start, end] = [Math.max(0, from), Math.min(seconds, to)];
  const read = (url: string) => fetch(`${url}&from=${start}&to=${end}`);
  let response = await read(handed.record.audio_url!);
  if (response.status === 403) response = await read((await renewed(handed.id)).record.audio_url!);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return samplesOfWav(await response.arrayBuffer(), start);
}
