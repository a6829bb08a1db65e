// A convolutional network by hand, so that every tensor on the way can be shown: no runtime hands them out.
//
//   const answer = kit.cnnEngine(kit, post, pause)     answers requests, in a worker or in the page; cnn.js asks them
//     post(message, transfer)   where answers go;   await pause()   between two steps, where something else must run
//
// It reads nothing outside its arguments, because it travels to a worker as text. A step is plain data from
// lightcnn.export: its operation `op`, the ids of its inputs `in` and of its result `out`, that one's `shape`. All
// numbers stand in one memory, which WebAssembly shares where it runs: `f` and `ints` see it, and an address is an index
// into them. A tensor is { at, c, h, w }, its channels one after the other.
{
  function cnnEngine({ cnnConvolution, cnnLayers }, post, pause) {
    // The bytes that cnn_kernel.py writes.
    const KERNEL =
      "AGFzbQEAAAABDgFgCn9/f39/f39/fX0AAggBAW0BbQIAAAMCAQAHBQEBZgAACpEEAY4EAgR/CXsDQCAKIAcgCiAHSRshCiAC/QkCACIPIRAgAv0JAgQiESESIAL9CQIIIhMhFCAC/QkCDCIVIRYgAiEMIAUhCwNAIAxBEGohDCADIApqIAsoAgBqIQ0gDP0JAgAhDiAN/QAAACAO/eYBIA/95AEhDyAN/QAAECAO/eYBIBD95AEhECANIARqIQ0gDP0JAgQhDiAN/QAAACAO/eYBIBH95AEhESAN/QAAECAO/eYBIBL95AEhEiANIARqIQ0gDP0JAgghDiAN/QAAACAO/eYBIBP95AEhEyAN/QAAECAO/eYBIBT95AEhFCANIARqIQ0gDP0JAgwhDiAN/QAAACAO/eYBIBX95AEhFSAN/QAAECAO/eYBIBb95AEhFiALQQRqIgsgBkkNAAsgACAKaiENIA0gDyAI/RP96wEgCf0T/eoB/QsAACANIBAgCP0T/esBIAn9E/3qAf0LABAgDSABaiENIA0gESAI/RP96wEgCf0T/eoB/QsAACANIBIgCP0T/esBIAn9E/3qAf0LABAgDSABaiENIA0gEyAI/RP96wEgCf0T/eoB/QsAACANIBQgCP0T/esBIAn9E/3qAf0LABAgDSABaiENIA0gFSAI/RP96wEgCf0T/eoB/QsAACANIBYgCP0T/esBIAn9E/3qAf0LABAgDSABaiENIAogCkEgaiEKIAdJDQALCw==";
    const hsigmoid = (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1),
      sigmoid = (x) => 1 / (1 + Math.exp(-x));
    const CURVES = {
      hsigmoid,
      hswish: (x) => x * hsigmoid(x),
      sigmoid,
      swish: (x) => x * sigmoid(x),
      normalise: (x) => x ** -0.75,
    };
    const memory = { top: 0, f: [], take };
    let plan, bytes, operations, shared, start, tensors;

    // The address of room for n numbers, behind what was taken; where `top` is set back, the room is free again.
    function take(n) {
      const at = memory.top;
      memory.top += Math.ceil(n / 16) * 16;
      if (memory.top > memory.f.length) {
        shared.grow(((memory.top - memory.f.length) >> 14) + 256);
        memory.f = new Float32Array(shared.buffer);
        memory.ints = new Int32Array(shared.buffer);
      }
      return at;
    }
    function decoded(text) {
      const letters = atob(text),
        out = new Uint8Array(letters.length);
      for (let i = 0; i < out.length; i++) out[i] = letters.charCodeAt(i);
      return out;
    }
    const part = (Kind, at, length) => new Kind(bytes, at, length);
    // The weights of a step as they were trained, output channel by output channel.
    function weightsOf({ weight, scale, taps, channels }) {
      const { kind } = plan,
        Kind = { int8: Int8Array, float16: Uint16Array }[kind] ?? Float32Array,
        scales = part(Float32Array, scale, channels);
      let stored = part(Kind, weight, taps * channels);
      // The bits of a float16 go where a float32 has them; the scale sees to the rest.
      if (kind === "float16")
        stored = new Float32Array(new Uint32Array(stored).map((h) => ((h << 16) >> 3) & 0x8fffe000).buffer);
      return new Float32Array(stored).map((w, i) => w * scales[(i / taps) | 0]);
    }
    function load(given) {
      plan = given;
      bytes = decoded(plan.weights).buffer;
      try {
        shared = new WebAssembly.Memory({ initial: 0 });
        const module = new WebAssembly.Module(decoded(KERNEL));
        memory.kernel = new WebAssembly.Instance(module, { m: { m: shared } }).exports.f;
      } catch {
        // No WebAssembly, no vectors in it, or a page that forbids it: JavaScript does the same, slower.
        shared ??= {
          buffer: new ArrayBuffer(0),
          grow(pages) {
            this.buffer = this.buffer.transfer(this.buffer.byteLength + pages * 65536);
          },
        };
      }
      const { pack, conv } = cnnConvolution(memory),
        blocks = [],
        weighted = (step, out, a) => conv(step, out, a, blocks[step.out]);
      for (const step of plan.steps)
        if (step.taps)
          blocks[step.out] = pack(step, weightsOf(step), part(Float32Array, step.bias, step.channels));
      operations = { ...cnnLayers(memory), conv: weighted, linear: weighted };
      start = memory.top;
    }

    const shown = ({ at, size, shape }) => ({ shape, data: memory.f.slice(at, at + size) });
    async function run({ image, held, watched }, say) {
      memory.top = start;
      memory.image = image;
      tensors = [];
      for (const step of plan.steps) {
        const { shape } = step,
          [c, h, w] = shape,
          size = c * h * w,
          at = take(size),
          { top } = memory,
          made = { at, size, shape, c, h, w };
        operations[step.op](step, made, ...step.in.map((id) => tensors[id]));
        memory.top = top;
        const { f } = memory,
          curve = CURVES[step.act];
        if (curve) for (let p = at; p < at + size; p++) f[p] = curve(f[p]);
        for (const [i, v] of held?.[step.out] ?? []) f.fill(v, at + i * h * w, at + (i + 1) * h * w);
        tensors.push(made);
        if (watched) say(shown(made), step);
        await pause?.();
      }
      return { ...shown(tensors.at(-1)), wasm: !!memory.kernel };
    }
    const requests = {
      load,
      run,
      tensor: (id) => shown(tensors[id]),
      weights: (step) => ({ data: weightsOf(step) }),
    };
    return async ({ ask, given }) => {
      const reply = (value, step) => post({ step, value }, value ? [value.data.buffer] : []);
      try {
        reply(await requests[ask](given, reply));
      } catch (error) {
        post({ error });
      }
    };
  }
  Object.assign(kit, { cnnEngine });
}
