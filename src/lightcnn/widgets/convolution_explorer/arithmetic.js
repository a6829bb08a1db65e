// Layers, values and costs of the kinds, checked against torch in node.

const MODES = ["standard", "grouped", "depthwise", "pointwise", "separable"];
const STATE = [
    "mode",
    "other",
    "kernel",
    "stride",
    "padding",
    "dilation",
    "c_in",
    "c_out",
    "groups",
    "channel",
    "done",
  ],
  NUMBERS = ["image", "weights", "points"];
const { h, s, pen, clamp, whole } = kit;
const range = (n) => Array.from({ length: n }, (_, i) => i);
const squares = (n) => range(n * n).map((k) => [Math.floor(k / n), k % n]);
const plus = (list) => list.reduce((a, b) => a + b, 0);
const signed = (v) => (v < 0 ? `−${-v}` : `${v}`);

const divisors = (st) => range(st.c_in + 1).filter((g) => g && st.c_in % g === 0 && st.c_out % g === 0);
const roomy = (st) => st.image[0].length + 2 * st.padding > st.dilation * (st.kernel - 1);
// A trait keeps what the reader has set. What does not fit with the others is drawn as the next smaller that does.
function fitted(wish) {
  const st = { ...wish, c_in: clamp(wish.c_in, 1, wish.image.length) };
  while (st.dilation > 1 && !roomy(st)) st.dilation--;
  while (!roomy(st)) st.padding++;
  st.groups = divisors(st).findLast((g) => g <= st.groups) ?? 1;
  return st;
}

// The layers of a kind; at(o, i) is the K·K kernel between an output and an input channel.
function layers(st, mode) {
  const { kernel, stride, padding, c_in, c_out, groups } = st,
    corner = squares(kernel).map(([r, c]) => 5 * r + c),
    space = { kernel, stride, padding, dilation: kernel > 1 ? st.dilation : 1, c_in },
    full = { ...space, c_out, groups: mode === "grouped" ? groups : 1 },
    deep = { ...space, c_out: c_in, groups: c_in },
    point = { kernel: 1, stride, padding: 0, dilation: 1, c_in, c_out, groups: 1 };
  const at = (o, i) => corner.map((k) => st.weights[o][i][k]);
  point.at = (o, i) => [st.points[o][i]];
  full.at = deep.at = at;
  if (mode === "separable") return [deep, { ...point, stride: 1 }];
  return [{ depthwise: deep, pointwise: point }[mode] ?? full];
}
const inputsOf = ({ c_in, c_out, groups }, o) => {
  const per = c_in / groups;
  return range(per).map((j) => Math.floor((o * groups) / c_out) * per + j);
};
// The pixels under a kernel at one output position, as [row, column]; outside of the map is padding.
const windowOf = ({ kernel, stride, padding, dilation }, r, c) =>
  squares(kernel).map(([a, b]) => [r * stride - padding + a * dilation, c * stride - padding + b * dilation]);

// One output value: for every input channel it reads, the pairs (pixel, weight) and their sum.
function value(maps, layer, o, r, c) {
  const pixels = windowOf(layer, r, c);
  return inputsOf(layer, o).map((i) => {
    const pairs = layer.at(o, i).map((w, k) => [maps[i][pixels[k][0]]?.[pixels[k][1]] ?? 0, w]);
    return { i, pairs, sum: plus(pairs.map(([x, w]) => x * w)) };
  });
}
function run(st, mode) {
  let maps = st.image.slice(0, st.c_in);
  return layers(st, mode).map((layer) => {
    const side = range(fit(maps[0].length, layer).out);
    const one = (o, r, c) => plus(value(maps, layer, o, r, c).map(({ sum }) => sum));
    const out = range(layer.c_out).map((o) => side.map((r) => side.map((c) => one(o, r, c)))),
      step = { layer, maps, out };
    maps = out;
    return step;
  });
}
// Output side, and how many pixels of the padded side are read.
function fit(size, { kernel, stride, padding, dilation }) {
  const span = dilation * (kernel - 1) + 1,
    out = Math.floor((size + 2 * padding - span) / stride) + 1;
  return { out, used: (out - 1) * stride + span };
}

// Weights of each layer and of all, multiply-adds, and bytes moved at 4 a value. A layer before the last has the output side of
// the last, so that every position costs `params` multiply-adds.
function cost(st, mode) {
  let side = st.image[0].length,
    bytes = 0;
  const parts = layers(st, mode).map((layer) => {
    const { out } = fit(side, layer),
      weights = (layer.c_out * layer.c_in * layer.kernel ** 2) / layer.groups;
    bytes += 4 * (layer.c_in * side ** 2 + weights + layer.c_out * out ** 2);
    side = out;
    return weights;
  });
  const params = plus(parts);
  return { side, parts, params, macs: params * side ** 2, bytes };
}

// A kind as it is followed: its maps and costs; where it is after some positions; the terms of the last value.
const follow = (st, mode) => ({ mode, steps: run(st, mode), ...cost(st, mode) });
function spot({ steps, side }, channel, positions) {
  const done = Math.min(positions, side ** 2),
    last = Math.max(0, done - 1);
  return {
    o: Math.min(channel, steps.at(-1).layer.c_out - 1),
    done,
    r: Math.floor(last / side),
    c: last % side,
  };
}
const termsOf = ({ steps }, { o, r, c }) => value(steps.at(-1).maps, steps.at(-1).layer, o, r, c);
// The multiply-adds of a kind in the colours of the input channels that they read.
const portions = ({ steps, parts, params }, share) =>
  steps.flatMap(({ layer }, n) =>
    range(layer.c_in).map((i) => [(share * parts[n]) / params / layer.c_in, `t${i % 8}`]),
  );
