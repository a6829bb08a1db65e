// Singular values of a 3x3 kernel, and filters over a grey picture.

const { h, pen, clamp, whole } = kit;
const number = (v, digits = 2) => {
  const t = Math.abs(v) < 0.5 * 10 ** -digits ? "0" : String(Number(v.toFixed(digits)));
  return t.replace("-", "−");
};

// Singular values of a 3x3 kernel: one-sided Jacobi rotations of its columns
function svd(kernel) {
  const a = [0, 1, 2].map((c) => [kernel[c], kernel[3 + c], kernel[6 + c]]),
    v = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    dot = (x, y) => x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
  for (let sweep = 0; sweep < 30; sweep++)
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      const off = dot(a[p], a[q]);
      if (Math.abs(off) < 1e-14) continue;
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
  const terms = a
    .map((column, i) => {
      const sigma = Math.sqrt(dot(column, column));
      return {
        sigma: sigma < 1e-9 ? 0 : sigma,
        u: sigma < 1e-9 ? [0, 0, 0] : column.map((x) => x / sigma),
        v: v[i],
      };
    })
    .sort((x, y) => y.sigma - x.sigma);
  // Signs are free: the entry of the column with the largest size is made positive.
  for (const term of terms) {
    const lead = term.u.reduce((best, x) => (Math.abs(x) > Math.abs(best) + 1e-9 ? x : best), 0);
    if (lead < 0) {
      term.u = term.u.map((x) => -x);
      term.v = term.v.map((x) => -x);
    }
  }
  return terms;
}
const outer = ({ sigma, u, v }) => [0, 1, 2].flatMap((r) => [0, 1, 2].map((c) => sigma * u[r] * v[c]));
const add = (x, y) => x.map((xi, i) => xi + y[i]);
const approximate = (terms, rank) => terms.slice(0, rank).map(outer).reduce(add, Array(9).fill(0));
const relative = (terms, rank) => {
  const energy = (list) => list.reduce((sum, t) => sum + t.sigma ** 2, 0);
  return Math.sqrt(energy(terms.slice(rank)) / energy(terms));
};

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
// What the walk has made after `frame` passes: 0 the photograph, odd after a column, even the sum of whole terms.
function passes(picture, terms, frame) {
  if (!frame) return picture;
  const { sigma, u, v } = terms[Math.ceil(frame / 2) - 1],
    column = filter(
      picture,
      u.map((x) => x * sigma),
      3,
      1,
    );
  if (frame % 2) return column;
  const term = filter(column, v, 1, 3);
  return frame === 2
    ? term
    : { ...picture, data: passes(picture, terms, frame - 2).data.map((x, i) => x + term.data[i]) };
}
