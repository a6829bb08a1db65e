// Arithmetic under the cursor, checked against torch in a browser.

const MODES = ["standard", "grouped", "depthwise", "pointwise", "separable"];
const SETTING = ["kernel", "stride", "padding", "dilation", "c_in", "c_out", "groups"],
  STATE = ["mode", "other", ...SETTING, "row", "column", "channel", "tap"],
  NUMBERS = ["image", "weights", "points"];
const { h, s, pen, clamp, whole } = kit;
const signed = (v) => (v < 0 ? `−${-v}` : `${v}`);
const bracket = (v) => (v < 0 ? `(${signed(v)})` : `${v}`);
const total = (list) =>
  list.length ? list.map((v, i) => (i ? (v < 0 ? ` − ${-v}` : ` + ${v}`) : signed(v))).join("") : "0";

const divisors = (st) =>
  Array.from({ length: st.c_in }, (_, i) => i + 1).filter((g) => st.c_in % g === 0 && st.c_out % g === 0);
// The groups that are drawn: those asked for or, while they do not divide the channels, the next smaller number that does.
const groupsOf = (st) => divisors(st).findLast((g) => g <= st.groups) ?? 1;

// The layers of a kind; at(o, i) is the K·K kernel between an output and an input channel.
function layers(state, mode) {
  const { kernel, stride, padding, c_in, c_out } = state,
    dilation = kernel > 1 ? state.dilation : 1;
  const full = (o, i) =>
    Array.from(
      { length: kernel * kernel },
      (_, k) => state.weights[o][i][Math.floor(k / kernel) * 5 + (k % kernel)],
    );
  const space = { kernel, stride, padding, dilation, c_in, at: full };
  const point = {
    kernel: 1,
    padding: 0,
    dilation: 1,
    c_in,
    c_out,
    groups: 1,
    at: (o, i) => [state.points[o][i]],
  };
  if (mode === "pointwise") return [{ ...point, stride }];
  const deep = { ...space, c_out: c_in, groups: c_in };
  if (mode === "depthwise") return [deep];
  if (mode === "separable") return [deep, { ...point, stride: 1 }];
  return [{ ...space, c_out, groups: mode === "grouped" ? groupsOf(state) : 1 }];
}
const tone = (layer, o) => Math.floor((o * layer.groups) / layer.c_out) % 8;
const inputsOf = (layer, o) => {
  const per = layer.c_in / layer.groups,
    first = Math.floor((o * layer.groups) / layer.c_out) * per;
  return Array.from({ length: per }, (_, j) => first + j);
};
const pixel = (plane, r, c) => plane[r]?.[c] ?? 0;

// One output value: for every input channel it reads, the pairs (pixel, weight) and their sum.
function value(maps, layer, o, r, c) {
  const { kernel, stride, padding, dilation } = layer;
  return inputsOf(layer, o).map((i) => {
    const pairs = layer
      .at(o, i)
      .map((w, k) => [
        pixel(
          maps[i],
          r * stride - padding + Math.floor(k / kernel) * dilation,
          c * stride - padding + (k % kernel) * dilation,
        ),
        w,
      ]);
    return { i, pairs, sum: pairs.reduce((sum, [x, w]) => sum + x * w, 0) };
  });
}
function convolve(maps, layer) {
  const { kernel: K, stride, padding, dilation } = layer,
    { out } = kit.fit(maps[0].length, K, stride, padding, dilation);
  return Array.from({ length: layer.c_out }, (_, o) => {
    const taps = inputsOf(layer, o).map((i) => [maps[i], layer.at(o, i)]);
    return Array.from({ length: out }, (_, r) =>
      Array.from({ length: out }, (_, c) => {
        let sum = 0;
        for (const [plane, weights] of taps)
          for (let k = 0; k < K * K; k++)
            sum +=
              weights[k] *
              pixel(
                plane,
                r * stride - padding + Math.floor(k / K) * dilation,
                c * stride - padding + (k % K) * dilation,
              );
        return sum;
      }),
    );
  });
}
function run(state, mode) {
  const steps = [];
  let maps = state.image.slice(0, state.c_in);
  for (const layer of layers(state, mode)) {
    const out = convolve(maps, layer);
    steps.push({ layer, maps, out });
    maps = out;
  }
  return steps;
}
function cost(steps) {
  let params = 0,
    macs = 0,
    bytes = 0;
  for (const { layer, maps, out } of steps) {
    const w = (layer.c_out * layer.c_in * layer.kernel ** 2) / layer.groups,
      cells = out[0].length ** 2;
    params += w;
    macs += w * cells;
    bytes += 4 * (maps.length * maps[0].length ** 2 + w + layer.c_out * cells);
  }
  return { params, macs, bytes };
}
