// Every convolution as one sum: out[p] = bias + sum over k of weight[k] * x[tap[k] + p], the pixels p of a map in one row.
//
//   const { pack, conv } = kit.cnnConvolution(memory)      see cnn_engine.js for the memory
//     pack(step, weights, biases) -> blocks     the weights, laid out as the sum reads them
//     conv(step, out, a, blocks)                fills `out`, no number below step.low or above step.high
//
// For that a channel is laid out with its padding, and for a stride of 2 as four maps, of its even and odd rows and
// columns: then every place of the kernel is a shift of the whole map. Where the lines of a map are longer than those of
// the result, the pixels between are made too, and left out. A pointwise convolution reads its input as it stands.
{
  function cnnConvolution(memory) {
    // Four output channels of a group, or of four groups that make one each. The weights of a tap stand together.
    function pack({ taps, channels, groups }, weights, biases) {
      const blocks = [],
        each = groups === channels ? channels : channels / groups;
      for (let row = 0, rows; row < channels; row += rows) {
        rows = Math.min(4, each - (row % each));
        const at = memory.take(4 * taps + 4);
        for (let r = 0; r < rows; r++) {
          memory.f[at + r] = biases[row + r];
          for (let k = 0; k < taps; k++) memory.f[at + 4 * k + 4 + r] = weights[(row + r) * taps + k];
        }
        blocks.push({ row, rows, at });
      }
      return blocks;
    }

    // What the kernel does, for maps below its 8 pixels and where there is no WebAssembly. Addresses in bytes.
    function sum(out, nextOut, weights, x, nextX, taps, end, last, low, high) {
      const { f, ints } = memory;
      for (let p = 0; p < last + 32; p += 4)
        for (let r = 0; r < 4; r++) {
          const from = x + r * nextX + p;
          let w = (weights >> 2) + r,
            total = f[w];
          for (let k = taps >> 2; k < end >> 2; k++) total += f[(w += 4)] * f[(from + ints[k]) >> 2];
          f[(out + r * nextOut + p) >> 2] = Math.min(Math.max(total, low), high);
        }
    }

    function conv(step, out, a, blocks) {
      const { kernel: [kh, kw], stride: [sy, sx], padding: [py, px], dilation: [dy, dx], groups, channels, taps, low = -Infinity, high = Infinity } = step; // prettier-ignore
      const { h, w } = out,
        inputs = a.c / groups,
        depthwise = groups === channels && groups > 1,
        asItIs = sy * sx === 1 && py + px === 0,
        // Sides of the maps that a channel is laid out as. What becomes an address is cut to an integer, for speed.
        qh = ((a.h + 2 * py + sy - 1) / sy) | 0,
        qw = ((a.w + 2 * px + sx - 1) / sx) | 0,
        each = inputs * sy * sx * qh * qw,
        maps = memory.take(asItIs ? 0 : each * (depthwise ? 4 : 1)),
        table = memory.take(taps),
        n = (h - 1) * qw + w,
        wide = memory.take(4 * n),
        { f, ints, kernel } = memory,
        make = kernel && n > 7 ? kernel : sum;
      for (let i = 0, k = table; i < inputs; i++)
        for (let y = 0; y < kh * dy; y += dy)
          for (let x = 0; x < kw * dx; x += dx, k++) {
            const map = (i * sy + (y % sy)) * sx + (x % sx);
            ints[k] = 4 * ((map * qh + ((y / sy) | 0)) * qw + ((x / sx) | 0));
          }
      f.fill(0, maps, table);

      let laid;
      for (const { row, rows, at } of blocks) {
        const group = ((row * groups) / channels) | 0,
          source = a.at + group * inputs * a.h * a.w,
          straight = qw === w && rows === 4,
          to = out.at + row * h * w;
        if (!asItIs && group !== laid) {
          let line = maps;
          for (let i = 0; i < inputs * (depthwise ? rows : 1); i++)
            for (let oy = -py; oy < sy - py; oy++)
              for (let ox = -px; ox < sx - px; ox++)
                for (let y = oy; y < qh * sy + oy; y += sy, line += qw) {
                  const read = source + (i * a.h + y) * a.w + ox;
                  if (y >= 0 && y < a.h)
                    for (let x = ((sx - 1 - ox) / sx) | 0; x * sx + ox < a.w; x++)
                      f[line + x] = f[read + x * sx];
                }
          laid = group;
        }
        const x = asItIs ? source : maps,
          places = [straight ? to : wide, n, at, x, depthwise ? each : 0, table, table + taps, n - 8];
        make(...places.map((place) => place * 4), low, high);
        if (straight) continue;
        for (let line = 0; line < rows * h; line++) {
          const read = wide + ((line / h) | 0) * n + (line % h) * qw;
          for (let x = 0; x < w; x++) f[to + line * w + x] = f[read + x];
        }
      }
    }
    return { pack, conv };
  }
  Object.assign(kit, { cnnConvolution });
}
