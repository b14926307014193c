/** The samples of a stretch of a recording. */
export interface Samples {
  sampleRate: number;
  channels: number;
  /** Interleaved, 16 bit. */
  values: Int16Array;
}

/** Reads a WAV of 16 bit, as the API gives it of a part of a recording. Raises RangeError where it is none. */
export function parseWav(buffer: ArrayBuffer): Samples {
  const view = new DataView(buffer);
  const tag = (at: number) => String.fromCharCode(...new Uint8Array(buffer, at, 4));
  if (buffer.byteLength < 12 || tag(0) !== "RIFF" || tag(8) !== "WAVE") throw new RangeError("Not a WAV");
  let [sampleRate, channels] = [0, 0];
  for (let at = 12; at + 8 <= buffer.byteLength;) {
    const size = view.getUint32(at + 4, true);
    if (tag(at) === "fmt ") {
      channels = view.getUint16(at + 10, true);
      sampleRate = view.getUint32(at + 12, true);
      if (view.getUint16(at + 22, true) !== 16) throw new RangeError("Not a WAV of 16 bit");
    }
    if (tag(at) === "data" && channels > 0) {
      const bytes = Math.min(size, buffer.byteLength - at - 8);
      return { sampleRate, channels, values: new Int16Array(buffer, at + 8, bytes >> 1) };
    }
    at += 8 + size + (size & 1);
  }
  throw new RangeError("A WAV without samples");
}
