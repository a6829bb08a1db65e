// What the steps of a network say without running it.

const { h, s, pen, button, place, clamp, whole, write } = kit;

// For each step, what one place of it sees of the image: `size` pixels from `start`, the next place `jump` pixels on.
function reaches(steps) {
  const all = [];
  for (const { op, in: from, kernel, stride, padding, dilation, shape } of steps) {
    const inputs = from.map((id) => all[id]);
    if (!inputs.length) {
      all.push({ start: 0, size: 1, jump: 1 });
      continue;
    }
    const start = Math.min(...inputs.map((one) => one.start)),
      end = Math.max(...inputs.map((one) => one.start + one.size)),
      { jump } = inputs[0];
    if (op === "flatten" && steps[from[0]].shape[1] > 1) all.push({ start: -Infinity, size: Infinity, jump });
    else if (stride && op !== "linear")
      all.push({
        start: start - padding[0] * jump,
        size: end - start + (kernel[0] - 1) * (dilation?.[0] ?? 1) * jump,
        jump: jump * stride[0],
      });
    else all.push({ start, size: end - start, jump });
  }
  return all;
}

// Which part of the image a place sees, in pixels within it: [from, to].
function sees({ start, size, jump }, at, side) {
  const from = start + at * jump;
  return Number.isFinite(from) ? [Math.max(0, from), Math.min(side, from + size)] : [0, side];
}

// The step whose weights make this channel of a step, and which of its channels.
function maker(steps, id, channel) {
  const step = steps[id];
  if (step.taps) return { step, channel };
  if (step.op === "concat") {
    for (const from of step.in) {
      const [n] = steps[from].shape;
      if (channel < n) return maker(steps, from, channel);
      channel -= n;
    }
  }
  if (!step.in.length) return null;
  const [n] = step.shape,
    { groups } = step;
  if (step.op === "slice") channel += step.from;
  if (step.op === "shuffle") channel = (channel % groups) * (n / groups) + Math.floor(channel / groups);
  return maker(steps, step.op === "add" ? Math.max(...step.in) : step.in[0], channel);
}

function softmax(logits) {
  const most = Math.max(...logits),
    powers = Float64Array.from(logits, (x) => Math.exp(x - most)),
    sum = powers.reduce((a, b) => a + b);
  return powers.map((x) => x / sum);
}
const best = (shares, n) =>
  Array.from(shares, (share, i) => [share, i])
    .sort((a, b) => b[0] - a[0])
    .slice(0, n);

// Channels that are silent, as the engine wants them: held at 0.
function silent(off, blocks) {
  const found = {};
  for (const [block, channel] of off) (found[blocks[block].out] ??= []).push([channel, 0]);
  return found;
}
