// What a scene compares, point by point of Python's tables. Here they are only subtracted, and rounded to a grid.

const { h, s, pen, clamp, whole, short } = kit;
const LOW = -6,
  HIGH = 6,
  FINE = 16, // points a unit
  REACH = 16, // of a grid
  TINY = 2e-6; // more than the tables are rounded by

const PAIRS = {
  functions: ["swish", "hard_swish"],
  slopes: ["swish_slope", "hard_swish_slope"],
  grid: ["swish", "hard_swish"],
};
const indexOf = (x) => (x - LOW) * FINE,
  xOf = (i) => LOW + i / FINE,
  stepOf = (bits) => REACH / 2 ** bits;
const fix = (v, digits) => (Math.abs(v) < 0.5 / 10 ** digits ? 0 : v).toFixed(digits).replace("-", "−"),
  short_ = (x) => String(Math.round(100 * x) / 100).replace("-", "−");

// A list at any x: between its points it is straight; on a grid the nearest holds.
function valueAt(list, x, stairs) {
  const i = clamp(indexOf(x), 0, list.length - 1),
    low = Math.floor(stairs ? i + 0.5 : i);
  return low + 1 < list.length && !stairs ? list[low] + (i - low) * (list[low + 1] - list[low]) : list[low];
}

// Values at the points of the grid, for both sides of each.
function onGrid(list, bits) {
  const step = stepOf(bits),
    every = FINE * step;
  return list.map((_, i) => {
    const nearest = Math.min(list.length - 1, every * Math.floor(i / every + 0.5));
    return step * Math.floor(list[nearest] / step + 0.5);
  });
}

// { swish, hard, gap: a number a point; far: the largest up to there, and where; most; unit: what the gap is counted in }
function compare(tables, scene, bits) {
  const stairs = scene === "grid",
    unit = stairs ? stepOf(bits) : 1,
    [swish, hard] = PAIRS[scene].map((name) => (stairs ? onGrid(tables[name], bits) : tables[name])),
    gap = swish.map((one, i) => Math.abs(one - hard[i]) / unit);
  let most = 0,
    places = [];
  const far = gap.map((one, i) => {
    if (one > most + TINY) [most, places] = [one, [i]];
    else if (most && one > most - TINY) places = [...places, i];
    return { most, places };
  });
  return { swish, hard, gap, far, most, stairs, step: stepOf(bits) };
}

// The largest gap left of x; at the end of the axis nothing has been compared.
function farAt({ far }, x) {
  const i = Math.floor(indexOf(x) + 1e-6);
  return i ? far[i] : { most: 0, places: [] };
}

// h-swish in the integers of a grid: [x, gate, 6, result], each in steps.
function integers(x, bits) {
  const step = stepOf(bits),
    q = Math.floor(x / step + 0.5),
    gate = clamp(q + 3 / step, 0, 6 / step);
  return [q, gate, 6 / step, Math.floor((q * gate * step) / 6 + 0.5)];
}
