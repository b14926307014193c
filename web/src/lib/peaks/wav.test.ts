import { expect, test } from "vitest";
import { parseWav } from "./wav";

function wav(samples: number[], bits = 16): ArrayBuffer {
  const buffer = new ArrayBuffer(44 + samples.length * 2);
  const view = new DataView(buffer);
  const tag = (at: number, text: string) =>
    [...text].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  tag(0, "RIFF");
  tag(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, 44100, true);
  view.setUint16(34, bits, true);
  tag(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((value, i) => view.setInt16(44 + i * 2, value, true));
  return buffer;
}

test("the samples of a WAV are read with their rate and channels", () => {
  const read = parseWav(wav([1, -2, 3, -4]));
  expect(read).toMatchObject({ sampleRate: 44100, channels: 2 });
  expect([...read.values]).toEqual([1, -2, 3, -4]);
});

test("anything else is refused", () => {
  expect(() => parseWav(wav([1], 24))).toThrow(RangeError);
  expect(() => parseWav(new ArrayBuffer(44))).toThrow(RangeError);
});
