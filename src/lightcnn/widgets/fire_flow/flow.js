// What the module costs, and where its channels flow.

const WIDTHS = ["c_in", "squeeze", "expand1", "expand3"];
const TONE = { c_in: "t7", squeeze: "t1", expand1: "t0", expand3: "t2" };
const { h, s, pen, clamp, whole } = kit;

function costs({ c_in, squeeze, expand1, expand3, side }) {
  const parts = { squeeze: c_in * squeeze, expand1: squeeze * expand1, expand3: 9 * squeeze * expand3 };
  const sum = parts.squeeze + parts.expand1 + parts.expand3,
    direct = 9 * c_in * (expand1 + expand3);
  return { ...parts, total: sum, direct, macs: sum * side * side, directMacs: direct * side * side };
}

// Where every band and block stands: heights in one scale of pixels a channel.
function flow(state, W, H, gap) {
  const most = Math.max(state.c_in, state.squeeze, state.expand1 + state.expand3),
    k = (H - gap) / most,
    mid = H / 2,
    xs = [0, 0.3, 0.62, 0.84].map((f) => f * W);
  const node = (x, y, n) => ({ x, y, h: Math.max(n * k, n ? 1.5 : 0), n });
  const both = (state.expand1 + state.expand3) * k + gap,
    top = mid - both / 2;
  const nodes = {
    c_in: node(xs[0], mid - (state.c_in * k) / 2, state.c_in),
    squeeze: node(xs[1], mid - (state.squeeze * k) / 2, state.squeeze),
    expand1: node(xs[2], top, state.expand1),
    expand3: node(xs[2], top + state.expand1 * k + gap, state.expand3),
  };
  const out = {
    a: { x: xs[3], y: top + gap / 2, h: nodes.expand1.h, n: state.expand1 },
    b: { x: xs[3], y: top + gap / 2 + nodes.expand1.h, h: nodes.expand3.h, n: state.expand3 },
  };
  return { nodes, out, k };
}
const band = (a, b, width) => {
  const x0 = a.x + width,
    x1 = b.x,
    m = (x0 + x1) / 2;
  return `M${x0} ${a.y}C${m} ${a.y} ${m} ${b.y} ${x1} ${b.y}V${b.y + b.h}C${m} ${b.y + b.h} ${m} ${a.y + a.h} ${x0} ${a.y + a.h}Z`;
};
