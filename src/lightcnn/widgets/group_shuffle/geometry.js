// Where every token, table cell and wire stands, for one state and one width.

// A page has room in height, a slide of 1280 x 720 has not: there the rows share what the slide leaves, and every
// label is 24 pixels high. A phone has no room in width: captions stand on two lines. edge: room for the captions of
// the outer columns. rise, lift: how far the captions of the layers, and all others, stand above the rows. matrix: the
// foot of a layer's kernels, beside the captions on a slide. drop: from the middle of a token to the foot of its label.
const PAGE = { edge: 18, head: 96, foot: 28, rise: 8, lift: 8, matrix: 70, aside: -16, sink: 18, drop: 4.5 };
const PHONE = { ...PAGE, edge: 16, head: 112, foot: 42, lift: 24 };
const SLIDE = {
  lift: 14,
  edge: 42,
  head: 76,
  foot: 34,
  rise: 14,
  matrix: 68,
  aside: 56,
  sink: 28,
  drop: 8.5,
  token: 56,
  height: 446,
  rows: 44,
};
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWX";
const TOKENS = [27, 24, 21, 18]; // widths on a narrow page; below the first there is room for the number only
const ROW = { 6: 38, 8: 32, 12: 27, 16: 23, 24: 19 };

function layout(state, outer) {
  const narrow = !state.present && outer < 420,
    frame = state.present ? SLIDE : narrow ? PHONE : PAGE,
    { edge, head, foot } = frame,
    width = outer - 2 * edge;
  const { channels: C, groups: g, layers: L, shuffle, order, times } = state;
  const n = C / g,
    wide = width >= 500,
    row = frame.rows ? Math.min(frame.rows, Math.floor((frame.height - head - foot) / C)) : ROW[C];
  const kinds = ["input", "layer"];
  for (let l = 1; l < Math.max(L, 2); l++) kinds.push("shuffled", ...(l < L ? ["layer"] : []));
  const gapOf = (kind, i) =>
    kind === "layer" ? (wide ? 46 : 14) : i === 2 ? (wide ? 116 : 44) : wide ? 30 : 10;
  const gaps = kinds.slice(1).map((kind, i) => gapOf(kind, i + 1)),
    least = gaps.reduce((a, b) => a + b, 0),
    roomFor = (w) => width - kinds.length * w - 2;
  const token = {
    w:
      frame.token ??
      [...(wide ? [L < 3 ? 36 : 33] : []), ...TOKENS].find((w) => roomFor(w) >= least) ??
      TOKENS.at(-1),
    h: row - (frame.rows ? 3 : 5),
  };
  const stretch = Math.max(1, roomFor(token.w) / least);
  let x = edge + 1 + token.w / 2,
    layer = 0;
  const columns = kinds.map((kind, i) => {
    if (i) x += gaps[i - 1] * stretch + token.w;
    if (kind === "layer") layer += 1;
    return { kind, layer, x };
  });
  const y = (i) => head + (i + 0.5) * row;
  const orders = [order.map((_, i) => i)]; // orders[k][position]: the channel there after k shuffles
  for (let k = 0; k < times; k++) orders.push(shuffle ? order.map((from) => orders[k][from]) : orders[k]);
  const homes = orders.map((one) => one.map((_, i) => one.indexOf(i))); // after k shuffles channel i is at homes[k][i]
  const perm = orders[times],
    home = homes[times];
  // On a phone the table spreads over what comes later, which waits in the shade.
  const left = columns[1].x + token.w / 2,
    right = narrow ? width + edge : columns[2].x - token.w / 2;
  const most = Math.max(g, n),
    cell = {
      w: Math.min(token.w * 1.4, (right - left - 16) / most),
      h: Math.min(row * 1.5, (C * row - 30) / most),
    };
  const centre = { x: (left + right) / 2, y: head + (C * row) / 2 };
  const at = (r, c, rows, cols) => ({
    x: centre.x + (c - (cols - 1) / 2) * cell.w,
    y: centre.y + (r - (rows - 1) / 2) * cell.h,
  });
  const scale = Math.min(1.25, (cell.w - 3) / token.w, (cell.h - 3) / token.h);
  return {
    ...state,
    frame,
    narrow,
    n,
    row,
    token,
    columns,
    y,
    orders,
    homes,
    perm,
    home,
    cell,
    centre,
    at,
    scale,
    height: head + C * row + foot,
    width: Math.max(outer, columns.at(-1).x + token.w / 2 + 1 + edge),
  };
}

const { h, s: shape, pen } = kit,
  clamp = (v, low = 0, high = 1) => kit.clamp(v, low, high);
const ease = (u) => (u < 0.5 ? 4 * u ** 3 : 1 - (2 - 2 * u) ** 3 / 2);
const mix = (a, b, u) => ({ x: a.x + (b.x - a.x) * u, y: a.y + (b.y - a.y) * u });

// Which of the shuffles in a row runs at time t, counted from 0: each takes three steps.
const roundAt = (geo, t) => Math.min(geo.times - 1, Math.floor(t / 3));

// Position and size of channel i at time t of a shuffle: 0 flat, 1 table of g rows, 2 its transpose, 3 flat again.
function flight(geo, i, time) {
  const { columns, n, groups: g, y, homes, at, scale } = geo;
  const round = roundAt(geo, time),
    t = time - 3 * round,
    from = homes[round][i],
    r = Math.floor(from / n),
    c = from % n;
  const stops = [
    { x: columns[round ? 2 : 1].x, y: y(from) },
    at(r, c, g, n),
    at(c, r, n, g),
    { x: columns[2].x, y: y(homes[round + 1][i]) },
  ];
  if (!geo.shuffle)
    return { ...mix({ x: columns[1].x, y: y(i) }, stops[3], ease(clamp(time / 3))), scale: 1 };
  const leg = Math.min(2, Math.floor(t)),
    wait =
      [g - 1 - r, Math.abs(r - c), n - 1 - c][leg] / Math.max(1, [g - 1, Math.max(g, n) - 1, n - 1][leg]);
  const u = ease(clamp((t - leg) * 1.45 - 0.45 * wait)),
    p = mix(stops[leg], stops[leg + 1], u);
  if (leg === 1) {
    // swing round the diagonal, so that partners pass each other instead of colliding on it
    const dx = stops[2].x - stops[1].x,
      dy = stops[2].y - stops[1].y,
      bow = 1.7 * u * (1 - u);
    p.x -= dy * bow;
    p.y += dx * bow;
  }
  return { ...p, scale: leg === 1 ? scale : leg === 0 ? 1 + (scale - 1) * u : scale + (1 - scale) * u };
}
