// What stands still, what flies, and what lights up on the way.

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
