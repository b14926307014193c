// Writes down what leaves the player: each block of samples with the context's frame at which it is rendered.
registerProcessor(
  "tap",
  class extends AudioWorkletProcessor {
    process([input]) {
      if (input.length > 0) {
        const mono = new Float32Array(input[0].length);
        for (const channel of input) channel.forEach((value, n) => (mono[n] += value / input.length));
        this.port.postMessage({ frame: currentFrame, mono }, [mono.buffer]);
      }
      return true;
    }
  },
);
