// Where the plane collapses, and what a linear layer reads back. Angles are in degrees, from the right, upwards.

const { h, s, pen } = kit;
const RAD = Math.PI / 180;

// [{ from, to, open }] between the folds: `open` lists the units that are open there.
function sectorsOf(directions, relu) {
  const folds = directions.flatMap((one) => [(one + 90) % 360, (one + 270) % 360]).sort((a, b) => a - b);
  if (!folds.length || !relu) return [{ from: 0, to: 360, open: directions.map((_, i) => i) }];
  return folds.map((from, k) => {
    const to = folds[k + 1] ?? folds[0] + 360;
    const open = directions.flatMap((one, i) => (Math.cos(((from + to) / 2 - one) * RAD) > 0 ? [i] : []));
    return { from, to, open };
  });
}

const shareOf = (sectors, holds) =>
  sectors.reduce((all, { from, to, open }) => all + (holds(open.length) ? to - from : 0), 0) / 360;
const lostOf = (sectors) => shareOf(sectors, (n) => n < 2);

function dot(a, b) {
  let all = 0;
  for (let i = 0; i < a.length; i += 1) all += a[i] * b[i];
  return all;
}

// What the units say of the points: a column a unit.
const seen = (points, directions, relu) =>
  directions.map((one) => {
    const [x, y] = [Math.cos(one * RAD), Math.sin(one * RAD)];
    return points.map(([a, b]) => (relu ? Math.max(0, a * x + b * y) : a * x + b * y));
  });

// Solves A R = B for a matrix A that is symmetric and positive, by Cholesky's factors.
function solve(A, B) {
  const L = A.map(() => []);
  A.forEach((row, i) => {
    for (let j = 0; j <= i; j += 1) {
      let left = row[j];
      for (let k = 0; k < j; k += 1) left -= L[i][k] * L[j][k];
      L[i][j] = i === j ? Math.sqrt(left) : left / L[j][j];
    }
  });
  const ahead = B.map((column) =>
    column.reduce((z, b, i) => {
      const known = z.reduce((all, one, k) => all + L[i][k] * one, 0);
      return [...z, (b - known) / L[i][i]];
    }, []),
  );
  return ahead.map((z) => {
    const found = z.slice();
    for (let i = z.length - 1; i >= 0; i -= 1) {
      for (let k = i + 1; k < z.length; k += 1) found[i] -= L[k][i] * found[k];
      found[i] /= L[i][i];
    }
    return found;
  });
}

// The points as the linear layer restores them that does so with least squared error. The trace, times very little, keeps
// units that say nothing new from making the system singular.
function readBack(points, columns) {
  if (!columns.length) return points.map(() => [0, 0]);
  const products = columns.map((a) => columns.map((b) => dot(a, b))),
    little = 1e-11 * products.reduce((all, row, i) => all + row[i], 0);
  products.forEach((row, i) => {
    row[i] += little;
  });
  const sides = [0, 1].map((axis) => points.map((point) => point[axis]));
  const layer = solve(
    products,
    sides.map((side) => columns.map((column) => dot(column, side))),
  );
  return points.map((_, p) =>
    layer.map((weights) => weights.reduce((all, w, i) => all + w * columns[i][p], 0)),
  );
}

const unreadOf = (points, found) =>
  points.reduce((all, [x, y], i) => all + (x - found[i][0]) ** 2 + (y - found[i][1]) ** 2, 0) /
  points.reduce((all, [x, y]) => all + x * x + y * y, 0);

// Figures enough to tell small shares apart: 50.0 %, 0.05 %, 0 %.
function percent(share) {
  const n = 100 * share;
  if (n < 1e-9) return "0 %";
  return n >= 1
    ? `${n.toFixed(1)} %`
    : n >= 0.01
      ? `${n.toFixed(2)} %`
      : n >= 0.001
        ? `${n.toFixed(3)} %`
        : "< 0.001 %";
}
