// What the module costs, and where its channels flow.

const WIDTHS = ["c_in", "squeeze", "expand1", "expand3"];
const PARTS = ["squeeze", "expand1", "expand3"];
const TONE = { c_in: "t7", squeeze: "t1", expand1: "t0", expand3: "t2" };
const { h, s, pen, clamp, whole } = kit;

function costs({ c_in, squeeze, expand1, expand3, side }) {
  const parts = { squeeze: c_in * squeeze, expand1: squeeze * expand1, expand3: 9 * squeeze * expand3 };
  const sum = parts.squeeze + parts.expand1 + parts.expand3,
    direct = 9 * c_in * (expand1 + expand3);
  return { ...parts, total: sum, direct, macs: sum * side * side, directMacs: direct * side * side };
}

// The weights of the layers that the walk has reached, in their order.
const reached = (cost, frame) => PARTS.map((part, i) => (i < frame ? cost[part] : 0));

// Where every band and block stands: heights in one scale of k pixels a channel.
function flow(now, { x, y, width, height, gap, bar }) {
  const both = now.expand1 + now.expand3,
    k = (height - gap) / Math.max(now.c_in, now.squeeze, both),
    middle = y + height / 2,
    top = middle - (both * k + gap) / 2;
  const block = (at, top_, n) => ({ x: x + at * (width - bar), y: top_, h: n && Math.max(n * k, 1.5), n });
  const centred = (at, n) => block(at, middle - (n * k) / 2, n);
  const blocks = {
    c_in: centred(0, now.c_in),
    squeeze: centred(0.3, now.squeeze),
    expand1: block(0.64, top, now.expand1),
    expand3: block(0.64, top + now.expand1 * k + gap, now.expand3),
  };
  const out = [block(1, top + gap / 2, now.expand1), block(1, top + gap / 2 + now.expand1 * k, now.expand3)];
  return { blocks, out, k };
}

// A band from the right side of one block to the left side of another.
function band(a, b, bar) {
  const x0 = a.x + bar,
    x1 = b.x,
    m = (x0 + x1) / 2;
  return `M${x0} ${a.y}C${m} ${a.y} ${m} ${b.y} ${x1} ${b.y}V${b.y + b.h}C${m} ${b.y + b.h} ${m} ${a.y + a.h} ${x0} ${a.y + a.h}Z`;
}

// Weights as rectangles, inputs times kernel pixels wide and outputs high: one scale, so that areas compare.
function rectangles(now, { x, y, width, height, text }) {
  const rows = now.expand1 + now.expand3,
    top = y + text + 6,
    free = height - text - 16,
    across = width / (9 * Math.max(now.c_in, now.squeeze)),
    down = Math.min((free - text) / rows, free / (rows + now.squeeze));
  const box = (top_, w, t) => ({ x, y: top_, width: w * across, height: t * down });
  return {
    direct: box(top, 9 * now.c_in, rows),
    expand1: box(top, now.squeeze, now.expand1),
    expand3: box(top + now.expand1 * down, 9 * now.squeeze, now.expand3),
    squeeze: box(top + rows * down + 10, now.c_in, now.squeeze),
  };
}
