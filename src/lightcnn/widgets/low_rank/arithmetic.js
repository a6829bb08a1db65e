// Singular values of a 3x3 kernel, and filters over a grey picture.

const { h, pen, clamp } = kit;
const number = (v, digits = 2) => {
  const t = Math.abs(v) < 0.5 * 10 ** -digits ? "0" : String(Number(v.toFixed(digits)));
  return t.replace("-", "−");
};
// A share in per cent; 100 is said only of all.
const percent = (share) => number(Math.min(100 * share, share > 1 - 1e-9 ? 100 : 99.9), 1);

const dot = (x, y) => x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
const cross = (x, y) =>
  [0, 1, 2].map((i) => x[(i + 1) % 3] * y[(i + 2) % 3] - x[(i + 2) % 3] * y[(i + 1) % 3]);
const unit = (x) => x.map((xi) => xi / Math.sqrt(dot(x, x)));
const axis = (i) => [0, 1, 2].map((j) => Number(i === j));
const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
];

// One-sided Jacobi rotations: columns of `a` become orthogonal, `v` remembers the rotations.
function rotate(a, v, p, q) {
  const off = dot(a[p], a[q]);
  if (Math.abs(off) < 1e-14) return;
  const zeta = (dot(a[q], a[q]) - dot(a[p], a[p])) / (2 * off),
    t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta)),
    cos = 1 / Math.hypot(1, t),
    sin = cos * t;
  for (const m of [a, v]) {
    const x = m[p],
      y = m[q];
    m[p] = x.map((xi, i) => cos * xi - sin * y[i]);
    m[q] = x.map((xi, i) => sin * xi + cos * y[i]);
  }
}

// A term of size 0 has a column of length 1 too: one that stands upright on the others.
function complete(terms) {
  const [first, second, third] = terms;
  if (!second.sigma) {
    const least = first.u.map(Math.abs);
    second.u = unit(cross(first.u, axis(least.indexOf(Math.min(...least)))));
  }
  if (!third.sigma) third.u = cross(first.u, second.u);
}

// Signs are free: the entry of the column with the largest size is made positive.
function positive(term) {
  const lead = term.u.reduce((best, x) => (Math.abs(x) > Math.abs(best) + 1e-9 ? x : best), 0);
  if (lead > 0) return;
  term.u = term.u.map((x) => -x);
  term.v = term.v.map((x) => -x);
}

// kernel -> three terms { sigma, u, v }, the largest first.
function svd(kernel) {
  const a = [0, 1, 2].map((c) => [kernel[c], kernel[3 + c], kernel[6 + c]]),
    v = [0, 1, 2].map(axis);
  for (let sweep = 0; sweep < 30; sweep++) for (const [p, q] of PAIRS) rotate(a, v, p, q);
  const terms = a.map((column, i) => {
    const size = Math.sqrt(dot(column, column)),
      sigma = size < 1e-9 ? 0 : size;
    return { sigma, u: sigma ? unit(column) : null, v: v[i] };
  });
  terms.sort((x, y) => y.sigma - x.sigma);
  complete(terms);
  terms.forEach(positive);
  return terms;
}
const outer = ({ sigma, u, v }) => [0, 1, 2].flatMap((r) => [0, 1, 2].map((c) => sigma * u[r] * v[c]));
const add = (x, y) => x.map((xi, i) => xi + y[i]);
const approximate = (terms, rank) => terms.slice(0, rank).map(outer).reduce(add, Array(9).fill(0));
const total = (list) => list.reduce((sum, x) => sum + x, 0);
const shares = (terms) => {
  const squares = terms.map(({ sigma }) => sigma ** 2);
  return squares.map((x) => x / total(squares));
};
const relative = (terms, rank) => Math.sqrt(total(shares(terms).slice(rank)));

// A filter of kh x kw taps over a grey picture; the border repeats, so that a flat picture stays flat.
function filter(picture, taps, kh, kw) {
  const { data, width, height } = picture,
    out = new Float32Array(data.length),
    ry = kh >> 1,
    rx = kw >> 1;
  for (let i = 0; i < kh; i++)
    for (let j = 0; j < kw; j++) {
      const tap = taps[i * kw + j];
      if (!tap) continue;
      const columns = Int32Array.from({ length: width }, (_, x) => clamp(x + j - rx, 0, width - 1));
      for (let y = 0; y < height; y++) {
        const from = clamp(y + i - ry, 0, height - 1) * width,
          to = y * width;
        for (let x = 0; x < width; x++) out[to + x] += tap * data[from + columns[x]];
      }
    }
  return { data: out, width, height };
}
// A term as two layers: what its 3x1 makes of the picture, and what its 1x3 makes of that.
function passes(picture, { sigma, u, v }) {
  const column = filter(
    picture,
    u.map((x) => x * sigma),
    3,
    1,
  );
  return [column, filter(column, v, 1, 3)];
}
const norm = ({ data }) => Math.sqrt(data.reduce((sum, v) => sum + v * v, 0));
// What is shown white: all but a hundredth of the pixels are darker.
const brightest = ({ data }) =>
  Math.max(Float32Array.from(data, Math.abs).sort()[Math.floor(data.length * 0.99)], 1e-6);
