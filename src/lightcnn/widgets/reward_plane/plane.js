// Rewards, the curves on which they are equal, and the scales of the two axes.

const { h, s, pen, clamp } = kit;
// What is left of a network's accuracy after this time: (latency / target) ** w.
const kept = (latency, { target, within, beyond }) =>
  (latency / target) ** (latency <= target ? within : beyond);
const rewardOf = ({ accuracy, latency }, terms) => accuracy * kept(latency, terms);
// The accuracy that this reward needs at this time.
const needed = (reward, latency, terms) => reward / kept(latency, terms);
const winnerOf = (list, terms) =>
  list.reduce((best, one) => (best && rewardOf(best, terms) >= rewardOf(one, terms) ? best : one), null);

// Where twice the time is shown: from the target, if that is in the picture; and the share that it must bring.
const priceAt = ({ target }, { x }) => Math.min(target, x[1] / 2.04);
const costOf = (latency, terms) => kept(latency, terms) / kept(2 * latency, terms) - 1;

// 1, 2 or 5 times a power of ten, no less than x.
function round(x) {
  const unit = 10 ** Math.floor(Math.log10(x));
  return unit * ([1, 2, 5].find((k) => k * unit >= x * 0.999) ?? 10);
}
function ticks([low, high], most) {
  const step = round((high - low) / most),
    first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}
const figures = (x) => String(Number(x.toPrecision(3)));
const percent = (x) => (100 * x).toFixed(1);

// Where everything stands in the box, and what a latency and an accuracy are in pixels, and back.
function places({ wide, high, narrow, present, pick }, { x, y }) {
  const text = pick(13, 11.5, 24),
    row = Math.round(text * 1.35),
    left = pick(46, 40, 84),
    right = wide - pick(12, 8, 20),
    top = pick(40, 36, 62),
    base = high - 2 * row - pick(10, 9, 16);
  const across = (right - left) / (x[1] - x[0]),
    up = (base - top) / (y[1] - y[0]);
  return {
    ...{ text, row, left, right, top, base, narrow, present, wide, across, up, x, y },
    knob: pick(34, 34, 48),
    dot: pick(4.5, 3.5, 8),
    X: (latency) => left + (latency - x[0]) * across,
    Y: (accuracy) => base - (accuracy - y[0]) * up,
  };
}

// A curve from the left edge as far as `end`, through the target, where a hard rule bends it.
function curve(reward, terms, at, end) {
  const [low, high] = at.x,
    list = Array.from({ length: 49 }, (_, i) => low + ((high - low) * i) / 48);
  const latencies = [...list, terms.target, end].filter((one) => one <= end).sort((a, b) => a - b);
  const spot = (one) => `${at.X(one).toFixed(1)} ${at.Y(needed(reward, one, terms)).toFixed(1)}`;
  return `M${latencies.map(spot).join("L")}`;
}

// Rewards of the thin curves and how clearly they are drawn: where the rule is steep, only each fifth beyond the wall.
function levels(terms, { x, y, narrow }) {
  const step = round((y[1] - y[0]) / (narrow ? 6 : 12)),
    faint = clamp((0.6 + terms.beyond) / 0.45, 0, 1),
    least = y[0] * kept(x[1], terms),
    most = y[1] * kept(x[0], terms);
  const list = [];
  for (let k = Math.ceil(least / step); k * step <= most; k += 1) {
    const clear = k * step >= y[0] || k % 5 === 0 ? 1 : faint;
    if (clear) list.push([k * step, clear]);
  }
  return list;
}

// Each point with its index and its parent.
function linked(set) {
  const points = set.points.map((one, index) => ({
    ...one,
    index,
    random: one.parent === null && !one.side,
  }));
  for (const one of points) one.from = points[one.parent];
  return { ...set, points };
}
