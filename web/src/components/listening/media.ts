import type { TimelineAudio } from "@/components/timeline/types";
import type { AudioSource } from "@/lib/player/types";
import { samplesOfWav, type Samples } from "@/lib/segments/snap";

/** What a record says of its media; the addresses are signed for a while, and only there where it is handed out. */
export interface HandedRecord {
  seconds: number;
  sample_rate: number;
  channels: number;
  audio_url?: string | null;
  peaks_url?: string | null;
  spectrogram_url?: string | null;
}

/** Asks for the record with new addresses. */
export type Renew = () => Promise<HandedRecord>;

/** How long an answer serves those who ask a little later. */
const SHARED_MS = 1000;

/** One renewal of a record serves all who find that an address has ended. */
export function shared(read: (id: string) => Promise<HandedRecord>): (id: string) => Promise<HandedRecord> {
  const renewals = new Map<string, Promise<HandedRecord>>();
  return (id) => {
    let renewal = renewals.get(id);
    if (!renewal) {
      renewal = read(id).finally(() => setTimeout(() => renewals.delete(id), SHARED_MS));
      renewals.set(id, renewal);
    }
    return renewal;
  };
}

/** What the player needs; null where the record was handed out without its sound. */
export function audioOf(record: HandedRecord, renew: Renew): AudioSource | null {
  const { audio_url: audioUrl, seconds, sample_rate: sampleRate, channels } = record;
  if (!audioUrl) return null;
  return {
    audioUrl,
    seconds,
    sampleRate,
    channels,
    renew: async () => (await renew()).audio_url ?? audioUrl,
  };
}

/** What the timeline needs. */
export function picturesOf(record: HandedRecord, renew: Renew): TimelineAudio | null {
  const { peaks_url: peaksUrl, spectrogram_url: spectrogramUrl, audio_url: audioUrl } = record;
  if (!peaksUrl || !spectrogramUrl) return null;
  return {
    seconds: record.seconds,
    sampleRate: record.sample_rate,
    channels: record.channels,
    peaksUrl,
    spectrogramUrl,
    audioUrl: audioUrl ?? undefined,
    renew: async () => {
      const fresh = await renew();
      return {
        peaksUrl: fresh.peaks_url ?? peaksUrl,
        spectrogramUrl: fresh.spectrogram_url ?? spectrogramUrl,
        audioUrl: fresh.audio_url ?? undefined,
      };
    },
  };
}

/** The exact samples of a short stretch. */
export async function samplesOf(
  record: HandedRecord,
  renew: Renew,
  from: number,
  to: number,
): Promise<Samples> {
  const [start, end] = [Math.max(0, from), Math.min(record.seconds, to)];
  const read = (url: string) => fetch(`${url}&from=${start}&to=${end}`);
  let response = await read(record.audio_url!);
  if (response.status === 403) response = await read((await renew()).audio_url!);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return samplesOfWav(await response.arrayBuffer(), start);
}
