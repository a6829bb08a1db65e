// Follow channels through grouped layers, and the shuffle through its three moves.

const groupsOf = (g) => `${g} ${g === 1 ? "group" : "groups"}`;
const TEXT = {
  en: {
    channels: "Channels C",
    groups: "Groups g",
    layers: "Layers",
    shuffle: "Shuffle between layers",
    times: "Shuffles in a row",
    follow: "Follow channel",
    of: "of",
    where: ["the input", "layer 1", "layer 2", "layer 3", "layer 4"],
    input: "input",
    shuffled: (s) =>
      !s.shuffle
        ? "no shuffle"
        : s.times === 1
          ? "shuffled"
          : s.narrow
            ? `×${s.times}`
            : `shuffled ×${s.times}`,
    layer: (l) => `layer ${l}`,
    sees: (k, C) => ["sees ", `${k}/${C}`],
    size: (r, c) => `${r} × ${c}`,
    steps: ["flat", "reshape", "transpose", "flatten"],
    step: (words, k, times) =>
      times === 1 || !k ? words : `${words}, shuffle ${Math.ceil(k / 3)} of ${times}`,
    picture: (s) =>
      `${s.channels} channels in ${groupsOf(s.groups)}, ${s.layers} ${s.layers === 1 ? "layer" : "layers"}, ${s.shuffle ? "shuffled between layers" : "no shuffle"}. Arrow keys follow another channel.`,
    weights: (k) => `Weights of a ${k} × ${k} layer`,
    product: ({ channels: C, groups: g, params }, k) =>
      `${C}²${k === 1 ? "" : ` · ${k}²`} / ${g} = ${kit.whole(params)}`,
    reach: "Followed channel, inputs it sees",
    reached: "Followed channel, outputs it reaches",
    moreKeys: "Up and down follow another channel, left and right another column, S switches the shuffle.",
    order: (k) =>
      k === 1 ? "Channels in their order after the shuffle" : `Channels in their order after ${k} shuffles`,
    off: "no shuffle",
    home: (order) => `${order}: all are home`,
    veiled: "predict first, below",
    back1: (name, l, k, C, groups, g) =>
      `Channel ${name} of layer ${l} depends on ${k} of ${C} inputs, from ${groups} of ${groupsOf(g)}.`,
    on1: (i, k, C, l) => `Input channel ${i} reaches ${k} of ${C} outputs of layer ${l}.`,
    goes: (i, l, to, times) =>
      `${times === 1 ? "The shuffle takes" : `${times} shuffles take`} channel ${i} of layer ${l} to position ${to}.`,
    ask: "Where does the shuffle take it? Predict below.",
    table: "The data behind the picture",
    caption: (C, g) => `Channel shuffle of ${C} channels in ${groupsOf(g)}`,
    head: (times) => [
      "channel",
      "group",
      "row, column",
      times === 1 ? "position after the shuffle" : `position after ${times} shuffles`,
      "inputs seen by this output",
    ],
    question: (i, C, g) =>
      `${C} channels, ${groupsOf(g)}. To which position does the shuffle take channel ${i}?`,
    position: "position",
    right: (i, n, g, to) =>
      `Yes. Channel ${i} stands in row ⌊${i} / ${n}⌋ = ${Math.floor(i / n)}, column ${i} mod ${n} = ${i % n}. After the transpose: ${i % n} · ${g} + ${Math.floor(i / n)} = ${to}.`,
    stays: (i) => `Position ${i} is where it stands before the shuffle. Watch it travel.`,
    inverse: (i, wrong) =>
      `Position ${wrong} is where you would be if rows and columns changed places: it is the channel that arrives at ${i}. Follow channel ${i} forwards.`,
    wrong: (i, n) =>
      `Not there. Find its place in the table: row ⌊${i} / ${n}⌋ = ${Math.floor(i / n)}, column ${i} mod ${n} = ${i % n}. Then read the table column by column.`,
    range: (C) => `Positions run from 0 to ${C - 1}.`,
  },
};

// ---------- Geometry: where every token, table cell and wire stands, for one state and one width ----------

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

// ---------- Reach: which channels are met on the way from the chosen token ----------

const union = (sets) => new Set(sets.flatMap((set) => [...set]));
const group = (ch, n) => Array.from({ length: n }, (_, j) => Math.floor(ch / n) * n + j);

// The column of the followed token among the columns that are drawn.
const startOf = ({ columns, column }) =>
  columns.findIndex((col) => col.kind !== "shuffled" && col.layer === column);

// met[k]: channels of column k that the chosen token depends on (or, from the input, that depend on it), and where
// the shuffle behind it takes it.
function trace(geo) {
  const { columns, column, chosen, n, perm, home } = geo;
  const start = startOf(geo),
    met = columns.map(() => new Set());
  met[start] = new Set([chosen]);
  if (column === 0)
    for (let k = 1; k < columns.length; k++)
      met[k] =
        columns[k].kind === "layer"
          ? union([...met[k - 1]].map((ch) => group(ch, n)))
          : new Set([...met[k - 1]].map((ch) => home[ch]));
  else {
    if (columns[start + 1]) met[start + 1] = new Set([home[chosen]]);
    for (let k = start; k > 0; k--)
      met[k - 1] =
        columns[k].kind === "layer"
          ? union([...met[k]].map((ch) => group(ch, n)))
          : new Set([...met[k]].map((ch) => perm[ch]));
  }
  return met;
}

// seen[k][ch]: input channels that channel ch of column k depends on.
function seenBy(geo) {
  let now = Array.from({ length: geo.channels }, (_, i) => new Set([i]));
  return geo.columns.map((col, k) => {
    if (k)
      now =
        col.kind === "layer"
          ? now.map((_, ch) => union(group(ch, geo.n).map((j) => now[j])))
          : now.map((_, ch) => now[geo.perm[ch]]);
    return now;
  });
}

// ---------- Painting ----------

const HATCH = [
  "",
  "M0 8L8 0",
  "M4 2v.01M0 6v.01M8 6v.01",
  "M0 4H8",
  "M4 0V8",
  "M0 0L8 8",
  "M0 8L8 0M0 0L8 8",
  "M0 2H4V6H8",
];
const tone = (i) => `t${i % 8}`;
const lettered = (geo) => geo.token.w >= TOKENS[0];
const name = (geo, i) => (lettered(geo) ? `${LETTERS[Math.floor(i / geo.n)]}${i}` : `${i}`);
const originOf = (geo, seen, k, ch) => (seen[k][ch].size === 1 ? [...seen[k][ch]][0] : null);
let serial = 0;

function patterns(geo, id) {
  return shape(
    "defs",
    {},
    ...Array.from({ length: geo.groups }, (_, i) =>
      pen.tile(
        `${id}-${i}`,
        8,
        { class: tone(i) },
        pen.rect(0, 0, 8, 8, { class: "gs-tint" }),
        pen.path(HATCH[(i + 3 * Math.floor(i / 8)) % 8], { class: "gs-hatch" }),
      ),
    ),
  );
}

function tokenNode(geo, id, i, named = true) {
  const { w, h } = geo.token,
    owner = Math.floor(i / geo.n);
  return pen.group(
    { class: `gs-token ${tone(owner)}` },
    pen.rect(-w / 2, -h / 2, w, h, { class: "gs-face", rx: 5, fill: `url(#${id}-${owner})` }),
    ...(named ? [pen.label(0, geo.frame.drop, name(geo, i))] : []),
  );
}

// What a deeper output has seen: one slot per input channel, filled with its group's colour once it is reached.
function barcodes(geo, k, seen) {
  const { x } = geo.columns[k],
    { w, h } = geo.token,
    slot = (w - 4) / geo.channels,
    strokes = Array(8).fill("");
  for (let ch = 0; ch < geo.channels; ch++)
    for (const i of seen[k][ch])
      strokes[Math.floor(i / geo.n) % 8] += pen.box(
        x - w / 2 + 2 + i * slot,
        geo.y(ch) - h / 2 + 2,
        slot * 0.92,
        h - 4,
      );
  return [
    ...Array.from({ length: geo.channels }, (_, ch) =>
      pen.rect(x - w / 2, geo.y(ch) - h / 2, w, h, { class: "gs-slot", rx: 4 }),
    ),
    ...strokes.map((d, c) => d && pen.path(d, { class: `gs-bar t${c}` })).filter(Boolean),
  ];
}

// A layer's kernel matrix: rows are outputs, columns inputs; only the diagonal blocks exist. A column has the
// colour of the channel that it multiplies.
function matrix(geo, k, seen) {
  const a = geo.columns[k - 1].x + geo.token.w / 2,
    b = geo.columns[k].x - geo.token.w / 2,
    side = Math.min(62, b - a - geo.frame.aside),
    s = side / geo.channels;
  const x0 = (a + b - side) / 2,
    y0 = geo.frame.matrix - side,
    strokes = Array(9).fill("");
  for (let ch = 0; ch < geo.channels; ch++) {
    const from = originOf(geo, seen, k - 1, ch),
      block = Math.floor(ch / geo.n) * geo.n;
    const own =
      from !== null
        ? Math.floor(from / geo.n)
        : seen[k - 1][ch].size <= geo.n
          ? Math.floor([...seen[k - 1][ch]][0] / geo.n)
          : 8;
    strokes[own === 8 ? 8 : own % 8] += pen.box(x0 + ch * s, y0 + block * s, s * 0.86, geo.n * s * 0.97);
  }
  return pen.group(
    { class: "gs-matrix", "data-layer": geo.columns[k].layer },
    pen.rect(x0 - 1.5, y0 - 1.5, side + 3, side + 3, { class: "gs-zero", rx: 3 }),
    ...strokes
      .map((d, c) => d && pen.path(d, { class: c === 8 ? "gs-mixed" : `gs-bar t${c}` }))
      .filter(Boolean),
  );
}

const caption = (x, y, text, kind = "gs-caption") => pen.label(x, y, text, { class: kind });
// A caption of two parts: on a phone one below the other.
const twoPart = (geo, x, y, parts, kind) =>
  pen.label(x, y, [...parts.map((text, i) => shape("tspan", geo.narrow ? { x, dy: i * 14 } : {}, text))], {
    class: kind,
  });

// On a slide 24 rows are lower than their names: there every group has its letter, and the followed token its name. On a
// phone tokens are too narrow for both.
function letters(geo, col) {
  const every = Math.ceil(24 / (geo.n * geo.row)),
    shown = Array.from({ length: geo.groups }, (_, i) => i).filter((i) => i % every === 0);
  return shown.map((i) =>
    pen.label(
      col.x - geo.token.w / 2 - (geo.narrow ? 8 : 16),
      geo.y(i * geo.n + (geo.n - 1) / 2) + geo.frame.drop,
      LETTERS[i],
      { class: `gs-letter ${tone(i)}` },
    ),
  );
}

// All that stands still while the reader follows a token: bands, matrices, columns, the table's grid.
function build(geo, words) {
  const id = `gs${(serial += 1)}`,
    seen = seenBy(geo),
    { columns, token, y, channels: C, n } = geo;
  const still = [],
    near = [],
    tokens = [],
    roomy = !geo.frame.rows || geo.row >= 19;
  columns.forEach((col, k) => {
    const late = k >= 2 ? still : near,
      label =
        col.kind === "layer"
          ? words.layer(col.layer)
          : col.kind === "input"
            ? words.input
            : words.shuffled(geo);
    late.push(
      caption(col.x, geo.frame.head - (col.kind === "layer" ? geo.frame.rise : geo.frame.lift), label),
    );
    if (col.kind === "layer") {
      const x1 = columns[k - 1].x + token.w / 2 + 3,
        x2 = col.x - token.w / 2 - 3;
      for (let b = 0; b < geo.groups; b++)
        late.push(
          pen.rect(x1, y(b * n) - geo.row / 2 + 2, x2 - x1, n * geo.row - 4, { class: "gs-band", rx: 4 }),
        );
      late.push(matrix(geo, k, seen));
      const sizes = seen[k].map((set) => set.size);
      late.push(
        twoPart(
          geo,
          col.x,
          geo.frame.head + C * geo.row + geo.frame.sink,
          words.sees(Math.min(...sizes), C),
          "gs-count",
        ),
      );
    }
    if (k > 2 && col.kind === "shuffled")
      late.push(
        pen.path(
          geo.perm
            .map((from, to) => pen.curve(columns[k - 1].x + token.w / 2, y(from), col.x - token.w / 2, y(to)))
            .join(""),
          { class: "gs-thread" },
        ),
      );
    if (k < 2)
      for (let i = 0; i < C; i++) {
        const node = tokenNode(geo, id, i, roomy);
        node.setAttribute("transform", `translate(${col.x} ${y(i)})`);
        tokens.push({ node, k, ch: i });
        near.push(node);
      }
    if ((k < 2 && !roomy) || (k === 0 && !lettered(geo))) near.push(...letters(geo, col));
    if (k === 2)
      for (let i = 0; i < C; i++)
        late.push(
          pen.rect(col.x - token.w / 2, y(i) - token.h / 2, token.w, token.h, {
            class: "gs-slot gs-empty",
            rx: 5,
          }),
        );
    if (k > 2) late.push(...barcodes(geo, k, seen));
  });
  const threads = pen.group({ class: "gs-threads" }),
    wires = pen.group({ class: "gs-wires" }),
    rings = shape("path", { class: "gs-rings" });
  for (let c = 0; c < Math.min(8, geo.groups); c++)
    threads.append(
      pen.path(
        Array.from({ length: C }, (_, i) => i)
          .filter((i) => Math.floor(i / n) % 8 === c)
          .map((i) => pen.curve(columns[1].x + token.w / 2, y(i), columns[2].x - token.w / 2, y(geo.home[i])))
          .join(""),
        { class: `gs-thread t${c}` },
      ),
    );
  const tables = [
    [geo.groups, n],
    [n, geo.groups],
  ].map(([rows, cols]) => grid(geo, rows, cols, words));
  const fliers = Array.from({ length: C }, (_, i) => tokenNode(geo, id, i, roomy));
  const later = pen.group({ class: "gs-later" }, ...still),
    flying = pen.group({ class: "gs-flying" }, ...fliers),
    tag = caption(0, 0, "", "gs-tag");
  return {
    flying,
    tag,
    parts: [
      patterns(geo, id),
      threads,
      ...tables,
      pen.group({}, ...near),
      later,
      wires,
      flying,
      rings,
      ...(roomy ? [] : [tag]),
    ],
    seen,
    fliers,
    tokens,
    later,
    threads,
    wires,
    rings,
    tables,
  };
}

function grid(geo, rows, cols, words) {
  const a = geo.at(0, 0, rows, cols),
    { w, h } = geo.cell,
    x = a.x - w / 2,
    y = a.y - h / 2;
  let d = "";
  for (let r = 0; r <= rows; r++) d += `M${x} ${y + r * h}h${cols * w}`;
  for (let c = 0; c <= cols; c++) d += `M${x + c * w} ${y}v${rows * h}`;
  return pen.group(
    { class: "gs-table" },
    pen.path(d, { class: "gs-grid" }),
    caption(geo.centre.x, y - 8, words.size(rows, cols), "gs-caption"),
  );
}

// Time t moves the tokens through the table; what comes later waits in the shade.
function fly(geo, view, t) {
  view.fliers.forEach((node, i) => {
    const p = flight(geo, i, t);
    node.setAttribute(
      "transform",
      `translate(${p.x.toFixed(2)} ${p.y.toFixed(2)}) scale(${p.scale.toFixed(3)})`,
    );
  });
  const end = 3 * geo.times,
    now = t - 3 * roundAt(geo, t),
    arrived = geo.shuffle ? clamp((t - end + 0.6) / 0.6) : clamp(t - 2),
    shade = geo.narrow ? 0.12 : 0.28;
  view.flying.classList.toggle("is-travelling", arrived < 1);
  view.later.style.opacity = shade + (1 - shade) * arrived;
  view.rings.style.opacity = geo.column > 1 ? shade + (1 - shade) * arrived : 1;
  view.threads.style.opacity = view.wires.style.opacity = arrived;
  view.tables.forEach((table, k) => {
    table.style.opacity = geo.shuffle ? clamp(1 - Math.abs(now - 1 - k) * 1.25) : 0;
  });
}

// The chosen token, all that it meets, and the wires between.
function follow(geo, view) {
  const met = trace(geo),
    { columns, token, y, n } = geo,
    paths = new Map();
  const wire = (tint, d) => paths.set(tint, (paths.get(tint) ?? "") + d);
  for (let k = 1; k < columns.length; k++) {
    const x1 = columns[k - 1].x + token.w / 2,
      x2 = columns[k].x - token.w / 2;
    for (const to of met[k]) {
      const sources = columns[k].kind === "layer" ? group(to, n) : [geo.perm[to]];
      for (const from of sources.filter((ch) => met[k - 1].has(ch))) {
        const origin = view.seen[k - 1][from],
          tint = k <= 3 ? tone(Math.floor([...origin][0] / n)) : "gs-ink";
        wire(tint, pen.curve(x1, y(from), x2, y(to)));
      }
    }
  }
  view.wires.replaceChildren(...[...paths].map(([tint, d]) => pen.path(d, { class: `gs-wire ${tint}` })));
  for (const { node, k, ch } of view.tokens) node.classList.toggle("is-off", !met[k].has(ch));
  view.fliers.forEach((node, i) => node.classList.toggle("is-off", !met[2].has(geo.home[i])));
  view.fliers.forEach((node, i) => node.classList.toggle("is-marked", geo.column < 2 && i === geo.chosen));
  // A ring around the token, and one where the shuffle behind it takes it, unless it flies there with its own mark.
  const { w, h } = token,
    start = startOf(geo),
    ring = (k, ch) => pen.box(columns[k].x - w / 2 - 2, y(ch) - h / 2 - 2, w + 4, h + 4);
  view.rings.setAttribute(
    "d",
    ring(start, geo.chosen) + (start > 1 && columns[start + 1] ? ring(start + 1, geo.home[geo.chosen]) : ""),
  );
  for (const [key, value] of Object.entries({
    x: columns[startOf(geo)].x,
    y: y(geo.chosen) + geo.frame.drop,
  }))
    view.tag.setAttribute(key, value);
  view.tag.textContent = name(geo, geo.chosen);
  return met;
}

// ---------- The widget ----------

function render({ model, el }) {
  const bench = kit.widget({
    model,
    el,
    name: "group-shuffle",
    text: TEXT,
    traits: ["channels", "groups", "layers", "shuffle", "times", "phase", "column", "chosen"],
  });
  const { words, present, set, code, strip, table } = bench,
    settings = model.get("settings");
  const read = () => {
    const s = bench.read();
    return { ...s, present, ...settings[s.channels].find((row) => row.groups === s.groups) };
  };
  const predicted = new Set(),
    questionOf = (s) => `${s.channels} ${s.groups} ${s.chosen}`,
    tableOf = (s) => `${s.channels} ${s.groups}`;
  let geo = null,
    view = null,
    built = "";

  const svg = shape("svg", { class: "gs-picture", role: "img" }),
    stage = h("div", { className: "bw-stage", tabIndex: 0, role: "group" }, svg);
  const divisors = (C) => settings[C].map((row) => row.groups);
  const nearest = (C, g) =>
    divisors(C).reduce((best, d) => (Math.abs(d - g) < Math.abs(best - g) ? d : best));
  const pickC = kit.select(words.channels, "channels", (C) =>
    set({
      channels: C,
      groups: nearest(C, model.get("groups")),
      chosen: Math.min(model.get("chosen"), C - 1),
    }),
  );
  const pickG = kit.select(words.groups, "groups", (g) => set({ groups: g }));
  const pickL = kit.select(words.layers, "layers", (l) =>
    set({ layers: l, column: model.get("column") ? l : 0 }),
  );
  const onOff = kit.toggle(words.shuffle, "shuffle", (on) => set({ shuffle: on }));
  const pickTimes = kit.slider(words.times, "times", (times) => set({ times, phase: 3 * times }));
  const pickChannel = kit.slider(words.follow, "chosen", (i) => set({ chosen: i }));
  const pickColumn = kit.select(words.of, "column", (column) => set({ column }));
  const player = bench.player({
    trait: "phase",
    frames: () => (model.get("shuffle") ? 3 * model.get("times") + 1 : 1),
    at: (k) => words.step(words.steps[stepOf(k)], k, model.get("times")),
  });
  const glide = kit.glide((t) => {
    if (view) fly(geo, view, t);
    line(t);
  });
  const ask = bench.guess({ label: words.position, min: 0 }, judge);

  function stepOf(k) {
    return k && 1 + ((k - 1) % 3);
  }

  function line(t) {
    const { channels: C, groups: g, n, shuffle } = geo,
      flat = `(N, ${C}, H, W)`,
      fold = geo.narrow ? "\n  " : "";
    const pieces = shuffle
      ? [
          ["x", flat],
          [`.view(N, ${g}, ${n}, H, W)`, `(N, ${g}, ${n}, H, W)`],
          [`${fold}.transpose(1, 2)`, `(N, ${n}, ${g}, H, W)`],
          [`${fold}.reshape(N, ${C}, H, W)`, flat],
        ]
      : [["x", flat]];
    const now = shuffle ? stepOf(Math.round(t)) : 0;
    code.show([
      ...pieces.map(([text], k) => [text, k === now ? "now" : k > now ? "soft" : ""]),
      [`${present ? "  " : "\n"}# ${pieces[now][1]}`, "soft"],
    ]);
  }

  // An answer sets the channel going, so that the reader sees where it lands.
  function judge(guess) {
    const s = read(),
      n = s.channels / s.groups,
      i = s.chosen,
      to = s.order.indexOf(i);
    if (!(guess >= 0 && guess < s.channels)) return { text: words.range(s.channels) };
    predicted.add(questionOf(s)).add(tableOf(s));
    set({ shuffle: true, times: 1, column: 0, phase: 0 });
    glide.jump(0);
    player.keys[" "]();
    return {
      right: guess === to,
      text:
        guess === to
          ? words.right(i, n, s.groups, to)
          : guess === i
            ? words.stays(i)
            : guess === s.order[i]
              ? words.inverse(i, guess)
              : words.wrong(i, n),
    };
  }

  function rebuild() {
    const s = read(),
      wide = bench.width(stage),
      key = JSON.stringify([s.channels, s.groups, s.layers, s.shuffle, s.times, wide]),
      first = !view;
    geo = key === built ? { ...geo, ...s } : layout(s, wide);
    if (key === built) return;
    built = key;
    for (const [name, value] of Object.entries({
      viewBox: `0 0 ${geo.width} ${geo.height}`,
      width: geo.width,
      height: geo.height,
    }))
      svg.setAttribute(name, value);
    view = build(geo, words);
    svg.replaceChildren(...view.parts);
    svg.setAttribute("aria-label", words.picture(s));
    stage.setAttribute("aria-label", words.picture(s));
    if (first) glide.jump(s.phase);
  }

  function draw() {
    rebuild();
    const met = follow(geo, view),
      { channels: C, groups: g } = geo;
    glide.to(geo.shuffle ? geo.phase : 3);
    player.show();
    fly(geo, view, glide.time);
    line(glide.time);
    pickC.show(
      Object.keys(settings).map((c) => [Number(c), c]),
      C,
    );
    pickG.show(divisors(C), g);
    pickL.show([1, 2, 3, 4], geo.layers);
    onOff.show(geo.shuffle);
    pickTimes.show(1, model.get("most_times"), geo.times);
    if (!geo.shuffle)
      for (const part of pickTimes.node.querySelectorAll("input, button")) part.disabled = true;
    else pickTimes.input.disabled = false;
    pickChannel.show(0, C - 1, geo.chosen);
    pickColumn.show(
      words.where.slice(0, geo.layers + 1).map((text, l) => [l, text]),
      geo.column,
    );
    ask.show(words.question(geo.chosen, C, g));
    report(met, geo);
  }

  function report(met, s) {
    const { channels: C, groups: g, n } = s,
      deepest = s.columns.findLastIndex((col) => col.kind === "layer");
    const count = met[s.column === 0 ? deepest : 0].size,
      sources = new Set([...met[0]].map((i) => Math.floor(i / n))).size;
    const story =
      s.column === 0
        ? words.on1(s.chosen, count, C, s.layers)
        : words.back1(s.chosen, s.column, count, C, sources, g);
    const from = s.column || 1,
      moves = s.shuffle && s.columns.some((col) => col.kind === "shuffled" && col.layer === from);
    const order = `[${s.perm.join(", ")}]`,
      shown = s.times > 1 || predicted.has(tableOf(s)),
      told = s.times > 1 || predicted.has(questionOf(s));
    strip.show([
      ["params", words.weights(model.get("kernel")), words.product(s, model.get("kernel"))],
      ["reach", s.column === 0 ? words.reached : words.reach, `${count} / ${C}`],
      [
        "order",
        words.order(s.times),
        !s.shuffle
          ? words.off
          : !shown
            ? words.veiled
            : s.perm.every((ch, i) => ch === i)
              ? words.home(order)
              : order,
      ],
    ]);
    bench.say(
      !moves ? story : `${story} ${told ? words.goes(s.chosen, from, s.home[s.chosen], s.times) : words.ask}`,
    );
    const last = view.seen[deepest];
    table.show(
      words.caption(C, g),
      words.head(s.times),
      s.home.map((to, i) => [
        i,
        LETTERS[Math.floor(i / n)],
        `${Math.floor(i / n)}, ${i % n}`,
        to,
        `${last[i].size} / ${C}`,
      ]),
    );
  }

  const move = (by) => () =>
    set({ chosen: (model.get("chosen") + by + model.get("channels")) % model.get("channels") });
  const shift = (by) => () => set({ column: clamp(model.get("column") + by, 0, model.get("layers")) });
  const keys = {
    ...player.keys,
    ArrowUp: move(-1),
    ArrowDown: move(1),
    ArrowLeft: shift(-1),
    ArrowRight: shift(1),
    s: () => set({ shuffle: !model.get("shuffle") }),
  };
  function point(event) {
    if (event.type === "pointermove" && !event.buttons) return;
    const box = svg.getBoundingClientRect(),
      x = ((event.clientX - box.left) * geo.width) / box.width,
      y = ((event.clientY - box.top) * geo.height) / box.height;
    const k = geo.columns.reduce(
        (best, col, i) => (Math.abs(col.x - x) < Math.abs(geo.columns[best].x - x) ? i : best),
        0,
      ),
      row = Math.floor((y - geo.frame.head) / geo.row),
      col = geo.columns[k];
    if (row < 0 || row >= geo.channels || Math.abs(col.x - x) > geo.token.w) return;
    const start = startOf(geo),
      same = k === start || (k === start + 1 && col.kind === "shuffled");
    if (event.type === "pointermove" && !same) return;
    set({ column: col.layer, chosen: col.kind === "shuffled" ? geo.perm[row] : row });
  }
  svg.addEventListener("pointerdown", point);
  svg.addEventListener("pointermove", point);

  const controls = h(
      "div",
      { className: "bw-controls" },
      pickC.node,
      pickG.node,
      pickL.node,
      onOff.node,
      pickTimes.node,
    ),
    pursuit = h("div", { className: "bw-controls" }, pickChannel.node, pickColumn.node);
  return bench.open({
    parts: [controls, stage, player.node, code.node, pursuit, strip.node, table.node],
    keys,
    ask,
    draw,
    stop: [glide, player],
    story: true,
  });
}

export default { render };
