// What a network does between its convolutions: operation(step, out, ...inputs) fills `out`. See cnn_engine.js.
//
//   image         what the network is given
//   max, avg      pools; `padded`: an average counts padding too
//   add, mul      value by value; the second may have one number a channel
//   concat, slice, shuffle, flatten      channels in another order or shape
//   same          kept between `low` and `high`
{
  function cnnLayers(memory) {
    function pool({ op, kernel: [kh, kw], stride: [sy, sx], padding: [py, px], padded }, out, a) {
      const { f } = memory,
        { h, w } = a;
      for (let p = 0; p < out.size; p++) {
        // What becomes an address is cut to an integer, for speed.
        const line = (p / out.w) | 0,
          map = a.at + ((line / out.h) | 0) * h * w,
          y = (line % out.h) * sy - py,
          x = (p % out.w) * sx - px,
          // Where the window ends in the padded map.
          down = Math.min(y + kh, h + py),
          across = Math.min(x + kw, w + px);
        let n = 0,
          sum = 0,
          most = -Infinity;
        for (let v = Math.max(y, 0); v < down && v < h; v++)
          for (let u = Math.max(x, 0); u < across && u < w; u++, n++) {
            const value = f[map + v * w + u];
            sum += value;
            most = Math.max(most, value);
          }
        f[out.at + p] = op === "max" ? most : sum / (padded ? (down - y) * (across - x) : n);
      }
    }
    function both({ op }, out, a, b) {
      const { f } = memory,
        each = a.size / b.size;
      for (let p = 0; p < a.size; p++) {
        const [x, y] = [f[a.at + p], f[b.at + ((p / each) | 0)]];
        f[out.at + p] = op === "add" ? x + y : x * y;
      }
    }
    // Channel i is channel from(i) of the input.
    function channels(out, a, from) {
      const n = out.h * out.w;
      for (let i = 0; i < out.c; i++)
        memory.f.copyWithin(out.at + i * n, a.at + from(i) * n, a.at + from(i) * n + n);
    }
    function concat(step, out, ...all) {
      let to = out.at;
      for (const a of all) {
        memory.f.copyWithin(to, a.at, a.at + a.size);
        to += a.size;
      }
    }
    function same({ low = -Infinity, high = Infinity }, out, a) {
      const { f } = memory;
      for (let p = 0; p < a.size; p++) f[out.at + p] = Math.min(Math.max(f[a.at + p], low), high);
    }
    function image(step, out) {
      if (memory.image.length !== out.size) throw Error(`the image needs ${out.size} numbers`);
      memory.f.set(memory.image, out.at);
    }
    return {
      image,
      max: pool,
      avg: pool,
      add: both,
      mul: both,
      concat,
      flatten: concat,
      same,
      slice: ({ from }, out, a) => channels(out, a, (i) => from + i),
      shuffle: ({ groups }, out, a) =>
        channels(out, a, (i) => (i % groups) * (a.c / groups) + ((i / groups) | 0)),
    };
  }
  Object.assign(kit, { cnnLayers });
}
