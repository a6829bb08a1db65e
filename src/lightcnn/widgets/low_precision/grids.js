// What a grid costs a histogram, and how many of its points a channel can use. Tested against Python's.

const { h, s, pen, whole, clamp } = kit;
const ENOUGH = 4;

// The squared distance to the nearest point of the grid, summed from 0 to v.
function off(v, step) {
  const nearest = Math.floor(v / step + 0.5);
  return (nearest * step ** 3) / 12 + (v - nearest * step) ** 3 / 3;
}

// { signal, rounding, clipping, db }; values are spread evenly over a bar, those that are exactly 0 apart.
function errorsOf({ edges, counts, zeros = 0 }, bits, bound) {
  const step = bound / (2 ** bits - 1);
  let [signal, rounding, clipping] = [0, 0, 0];
  counts.forEach((count, i) => {
    const [low, high] = [edges[i], edges[i + 1]],
      density = (count - (i ? 0 : zeros)) / (high - low);
    signal += (density * (high ** 3 - low ** 3)) / 3;
    if (!bits) return;
    rounding += density * (off(Math.min(high, bound), step) - off(Math.min(low, bound), step));
    clipping += (density * (Math.max(high - bound, 0) ** 3 - Math.max(low - bound, 0) ** 3)) / 3;
  });
  if (!bits) rounding = signal;
  return { signal, rounding, clipping, db: 10 * Math.log10(signal / (rounding + clipping)) };
}

const axisOf = ({ edges }) => Math.ceil(edges.at(-1)),
  endsOf = (record) => Array.from({ length: Math.min(64, 4 * axisOf(record)) }, (_, i) => (i + 1) / 4),
  curveOf = (record, bits) => endsOf(record).map((bound) => ({ bound, ...errorsOf(record, bits, bound) })),
  bestOf = (curve) => curve.reduce((a, b) => (b.db > a.db ? b : a));

const extentOf = ({ low, high }) => low.map((one, i) => Math.max(Math.abs(one), Math.abs(high[i])));

// For every channel its step, and which points of the grid lie within its range: [first, last], counted from 0.
function rowsOf(weights, bits, own) {
  const ends = extentOf(weights),
    all = Math.max(...ends),
    steps = bits ? 2 ** (bits - 1) - 1 : 0;
  return ends.map((end, i) => {
    const scale = steps / ((own ? end : all) || 1),
      [first, last] = [weights.low[i], weights.high[i]].map((v) => Math.floor(v * scale + 0.5));
    return { end, low: weights.low[i], high: weights.high[i], scale, first, last, points: last - first + 1 };
  });
}

const enough = (rows) => rows.filter(({ points }) => points >= ENOUGH).length;
