import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { audioOf, picturesOf, shared, type HandedRecord } from "./media";

const bare = { seconds: 2, sample_rate: 16_000, channels: 1 };
const record: HandedRecord = {
  ...bare,
  audio_url: "/audio?1",
  peaks_url: "/peaks?1",
  spectrogram_url: "/spectrogram?1",
};
const fresh: HandedRecord = {
  ...bare,
  audio_url: "/audio?2",
  peaks_url: "/peaks?2",
  spectrogram_url: "/spectrogram?2",
};

describe("a record's media", () => {
  test("are what player and timeline need, with new addresses when they ask", async () => {
    const renew = () => Promise.resolve(fresh);
    const [audio, pictures] = [audioOf(record, renew)!, picturesOf(record, renew)!];
    expect(audio).toMatchObject({ audioUrl: "/audio?1", seconds: 2, sampleRate: 16_000, channels: 1 });
    expect(await audio.renew!()).toBe("/audio?2");
    expect(pictures).toMatchObject({ peaksUrl: "/peaks?1", spectrogramUrl: "/spectrogram?1" });
    expect(await pictures.renew!()).toEqual({
      audioUrl: "/audio?2",
      peaksUrl: "/peaks?2",
      spectrogramUrl: "/spectrogram?2",
    });
  });

  test("are none where the record was handed out without addresses", () => {
    const renew = () => Promise.resolve(fresh);
    expect(audioOf(bare, renew)).toBeNull();
    expect(picturesOf({ ...record, peaks_url: null }, renew)).toBeNull();
  });

  test("keep their addresses where new ones are not handed out", async () => {
    const renew = () => Promise.resolve(bare);
    expect(await audioOf(record, renew)!.renew!()).toBe("/audio?1");
    expect(await picturesOf(record, renew)!.renew!()).toMatchObject({ peaksUrl: "/peaks?1" });
  });
});

describe("a renewal", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test("serves all who ask for the same record at about the same time", async () => {
    const read = vi.fn((id: string) => Promise.resolve({ ...fresh, audio_url: id }));
    const renewed = shared(read);
    const [one, other, another] = await Promise.all([renewed("a"), renewed("a"), renewed("b")]);
    expect(one).toBe(other);
    expect(another.audio_url).toBe("b");
    expect(read).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(1000);
    await renewed("a");
    expect(read).toHaveBeenCalledTimes(3);
  });
});
