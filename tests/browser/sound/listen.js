// Before any script of the page: whatever is led to a loudspeaker is led to a tap as well.
(() => {
  const tap = URL.createObjectURL(new Blob([window.tapSource], { type: "text/javascript" }));
  const connect = AudioNode.prototype.connect;
  const blocks = [];
  const readings = [];
  const taps = new Map();
  let context = null;

  AudioNode.prototype.connect = function (target, ...rest) {
    if (target === this.context.destination && this.context instanceof AudioContext) void tapped(this);
    return connect.call(this, target, ...rest);
  };

  async function tapped(node) {
    context = node.context;
    if (!taps.has(context)) taps.set(context, context.audioWorklet.addModule(tap));
    await taps.get(context);
    const ear = new AudioWorkletNode(context, "tap", { outputChannelCount: [2] });
    ear.port.onmessage = ({ data }) => blocks.push(data);
    connect.call(node, ear);
    connect.call(ear, context.destination); // its silence keeps it running
  }

  /** Context seconds that leave the loudspeaker now. */
  function heard() {
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    return contextTime + (performance.now() - performanceTime) / 1000;
  }

  window.listening = {
    /** Resolves once the tap hears. */
    async ready() {
      await Promise.all(taps.values());
    },
    clear() {
      blocks.length = 0;
      readings.length = 0;
    },
    /** Reads a clock every few milliseconds beside the sound, until `over` says so or for `seconds`. */
    async read(now, seconds, over = () => false) {
      const until = performance.now() + seconds * 1000;
      while (performance.now() < until && !over()) {
        if (context) readings.push([heard(), now()]);
        await new Promise((done) => setTimeout(done, 3));
      }
    },
    taken() {
      const frames = blocks.reduce((sum, { mono }) => sum + mono.length, 0);
      const mono = new Float32Array(frames);
      let gaps = 0;
      let at = 0;
      blocks.forEach(({ frame, mono: part }, n) => {
        if (n > 0 && frame !== blocks[n - 1].frame + blocks[n - 1].mono.length) gaps += 1;
        mono.set(part, at);
        at += part.length;
      });
      const bytes = new Uint8Array(mono.buffer);
      let text = "";
      for (let n = 0; n < bytes.length; n += 32768) text += String.fromCharCode(...bytes.subarray(n, n + 32768));
      return {
        rate: context.sampleRate,
        first: (blocks[0]?.frame ?? 0) / context.sampleRate,
        gaps,
        readings,
        samples: btoa(text),
      };
    },
  };
})();
