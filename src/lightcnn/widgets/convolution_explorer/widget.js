const TEXT = {
  en: {
    modes: ["standard", "grouped", "depthwise", "pointwise", "depthwise-separable"],
    kind: "Kind of convolution",
    other: "Compare with",
    none: "nothing",
    shown: "Drawn",
    kernel: "Kernel",
    stride: "Stride",
    padding: "Padding",
    dilation: "Dilation",
    cIn: "C in",
    cOut: "C out",
    groups: "Groups",
    then: (a, b) => `${a}, ${b}`,
    own: "–",
    channel: "Output channel",
    tap: "Input channel shown",
    unfit: (g, cIn, cOut, now) =>
      `${g} groups do not divide ${cIn} input and ${cOut} output channels. The grouped kind is drawn with ${now} until they do.`,
    weights: "Weights",
    macs: "Multiply-adds",
    done: "So far, all channels",
    bytes: "Bytes moved",
    moved: ": inputs, weights, outputs",
    slideDone: "Multiply-adds so far, all channels",
    of: (done, all) => `${done} of ${all}`,
    ratio: (mode) => `Multiply-adds of ${mode}`,
    fewer: (a, b, x) => `${a} / ${b} = ${x}× fewer`,
    more: (a, b, x) => `${b} / ${a} = ${x}× more`,
    same: (a) => `${a}, the same`,
    inputs: "inputs",
    outputs: "outputs",
    between: "between",
    input: (i) => `input ${i}`,
    output: (o) => `output ${o}`,
    filter: (o, i) => `kernel ${o}, ${i}`,
    depth: (i) => `after depthwise ${i}`,
    point: "1×1 weights",
    points: (o) => `1×1 weights of output ${o}`,
    cell: (r, c, v) => `row ${r}, column ${c}: ${v}`,
    said: (r, c, o, v, parts) => `Output (${r}, ${c}), channel ${o} = ${parts}${v}`,
    real: "The same kinds as a real layer: 14×14 outputs, 512 → 512 channels, 3×3",
    inGroups: (mode, g) => `${mode}, g = ${g}`,
    times: (x) => `${x}× fewer`,
    head: ["input channel", "products", "sum"],
    caption: (mode, r, c, o) => `${mode}: output channel ${o} at (${r}, ${c})`,
    table: "The sum as a table",
    products: (mode) => `Products, ${mode}`,
    matrix: (mode) => `${mode}: kernel matrix, rows are output channels, columns are input channels`,
    moreKeys: "Square brackets choose the output channel, M takes the next kind.",
    question:
      "A standard convolution, 4 → 8 channels, 3×3 with padding 1, on 6×6 maps: 288 weights and 10,368 multiply-adds. What does stride 2 change?",
    answers: [
      [
        "the multiply-adds, to a quarter",
        true,
        "3·3 output positions are left of 6·6, and every position costs 288: 2,592. All positions share the same 288 weights.",
      ],
      [
        "the multiply-adds, to a half",
        false,
        "The stride skips rows and columns. Set stride 2 and count the output positions.",
      ],
      [
        "both, to a quarter",
        false,
        "Fewer positions share the same weights. Set stride 2 and compare the two numbers.",
      ],
    ],
  },
};
const MODES = ["standard", "grouped", "depthwise", "pointwise", "separable"];
const SETTING = ["kernel", "stride", "padding", "dilation", "c_in", "c_out", "groups"],
  STATE = ["mode", "other", ...SETTING, "row", "column", "channel", "tap"],
  NUMBERS = ["image", "weights", "points"];
const { h, s, pen, clamp, whole } = kit;
const signed = (v) => (v < 0 ? `−${-v}` : `${v}`);
const bracket = (v) => (v < 0 ? `(${signed(v)})` : `${v}`);
const total = (list) =>
  list.length ? list.map((v, i) => (i ? (v < 0 ? ` − ${-v}` : ` + ${v}`) : signed(v))).join("") : "0";

// ---------- Arithmetic under the cursor (checked against torch in a browser) ----------

const divisors = (st) =>
  Array.from({ length: st.c_in }, (_, i) => i + 1).filter((g) => st.c_in % g === 0 && st.c_out % g === 0);
// The groups that are drawn: those asked for or, while they do not divide the channels, the next smaller number that does.
const groupsOf = (st) => divisors(st).findLast((g) => g <= st.groups) ?? 1;

// The layers of a kind; at(o, i) is the K·K kernel between an output and an input channel.
function layers(state, mode) {
  const { kernel, stride, padding, c_in, c_out } = state,
    dilation = kernel > 1 ? state.dilation : 1;
  const full = (o, i) =>
    Array.from(
      { length: kernel * kernel },
      (_, k) => state.weights[o][i][Math.floor(k / kernel) * 5 + (k % kernel)],
    );
  const space = { kernel, stride, padding, dilation, c_in, at: full };
  const point = {
    kernel: 1,
    padding: 0,
    dilation: 1,
    c_in,
    c_out,
    groups: 1,
    at: (o, i) => [state.points[o][i]],
  };
  if (mode === "pointwise") return [{ ...point, stride }];
  const deep = { ...space, c_out: c_in, groups: c_in };
  if (mode === "depthwise") return [deep];
  if (mode === "separable") return [deep, { ...point, stride: 1 }];
  return [{ ...space, c_out, groups: mode === "grouped" ? groupsOf(state) : 1 }];
}
const tone = (layer, o) => Math.floor((o * layer.groups) / layer.c_out) % 8;
const inputsOf = (layer, o) => {
  const per = layer.c_in / layer.groups,
    first = Math.floor((o * layer.groups) / layer.c_out) * per;
  return Array.from({ length: per }, (_, j) => first + j);
};
const pixel = (plane, r, c) => plane[r]?.[c] ?? 0;

// One output value: for every input channel it reads, the pairs (pixel, weight) and their sum.
function value(maps, layer, o, r, c) {
  const { kernel, stride, padding, dilation } = layer;
  return inputsOf(layer, o).map((i) => {
    const pairs = layer
      .at(o, i)
      .map((w, k) => [
        pixel(
          maps[i],
          r * stride - padding + Math.floor(k / kernel) * dilation,
          c * stride - padding + (k % kernel) * dilation,
        ),
        w,
      ]);
    return { i, pairs, sum: pairs.reduce((sum, [x, w]) => sum + x * w, 0) };
  });
}
function convolve(maps, layer) {
  const { kernel: K, stride, padding, dilation } = layer,
    { out } = kit.fit(maps[0].length, K, stride, padding, dilation);
  return Array.from({ length: layer.c_out }, (_, o) => {
    const taps = inputsOf(layer, o).map((i) => [maps[i], layer.at(o, i)]);
    return Array.from({ length: out }, (_, r) =>
      Array.from({ length: out }, (_, c) => {
        let sum = 0;
        for (const [plane, weights] of taps)
          for (let k = 0; k < K * K; k++)
            sum +=
              weights[k] *
              pixel(
                plane,
                r * stride - padding + Math.floor(k / K) * dilation,
                c * stride - padding + (k % K) * dilation,
              );
        return sum;
      }),
    );
  });
}
function run(state, mode) {
  const steps = [];
  let maps = state.image.slice(0, state.c_in);
  for (const layer of layers(state, mode)) {
    const out = convolve(maps, layer);
    steps.push({ layer, maps, out });
    maps = out;
  }
  return steps;
}
function cost(steps) {
  let params = 0,
    macs = 0,
    bytes = 0;
  for (const { layer, maps, out } of steps) {
    const w = (layer.c_out * layer.c_in * layer.kernel ** 2) / layer.groups,
      cells = out[0].length ** 2;
    params += w;
    macs += w * cells;
    bytes += 4 * (maps.length * maps[0].length ** 2 + w + layer.c_out * cells);
  }
  return { params, macs, bytes };
}

// ---------- Pictures ----------

// A map without numbers: cells of one shade share a path.
function shades(plane, x, y, size, className) {
  const cell = size / plane.length,
    most = Math.max(1, ...plane.flat().map(Math.abs)),
    bins = new Map();
  plane.forEach((row, r) =>
    row.forEach((v, c) => {
      const bin = Math.round((Math.abs(v) / most) * 4);
      if (bin) bins.set(bin, [...(bins.get(bin) ?? []), [r, c]]);
    }),
  );
  return pen.group(
    { class: className },
    pen.rect(x, y, size, size, { class: "cx-plane" }),
    ...[...bins].map(([bin, list]) =>
      pen.path(pen.cells(list, cell, x, y), { class: "cx-ink", opacity: bin / 4 }),
    ),
  );
}

// All kernels of a kind as a matrix under its input maps and beside its output maps. Returns { svg, width, mark(channel, tap), at(x, y) }:
// the marked row is the output channel's, in a layer before the last that of the input channel shown; at() is what to follow after a click there.
function overview(steps, words, unit, wide) {
  const columns = steps.reduce((sum, { layer }) => sum + layer.c_in + 2.2, 0),
    T = clamp(Math.floor(Math.min(340, wide) / columns), 15, 30) * unit,
    R = clamp(Math.floor(250 / Math.max(...steps.map(({ layer }) => layer.c_out))), 15, T / unit) * unit,
    tile = Math.min(T, R) - 3 * unit,
    text = unit === 1 ? 12 : 24;
  const parts = [],
    marks = [],
    spots = [],
    top = text + 6;
  let left = 2,
    deep = 0;
  for (const [n, { layer, maps, out }] of steps.entries()) {
    const start = left,
      y0 = top + T + 4 * unit,
      ink = new Map(),
      empty = [];
    parts.push(
      pen.label(left, text, n ? words.between : words.inputs, { "font-size": text, class: "cx-soft" }),
    );
    maps.forEach((plane, i) =>
      parts.push(
        shades(
          plane,
          left + i * T,
          top,
          T - 3 * unit,
          steps.length > 1 && n ? `t${i % 8}` : `t${Math.floor((i * layer.groups) / layer.c_in) % 8}`,
        ),
      ),
    );
    for (let o = 0; o < layer.c_out; o++)
      for (let i = 0; i < layer.c_in; i++) {
        const x = left + i * T,
          y = y0 + o * R;
        if (!inputsOf(layer, o).includes(i)) {
          empty.push(`M${x + tile / 2 - 1.5} ${y + tile / 2}h3`);
          continue;
        }
        const side = layer.kernel === 1 ? tile * 0.5 : tile,
          dx = (tile - side) / 2,
          cell = side / layer.kernel;
        layer.at(o, i).forEach((w, k) => {
          const key = `${tone(layer, o)} ${w}`,
            at = [Math.floor(k / layer.kernel), k % layer.kernel];
          ink.set(key, (ink.get(key) ?? "") + pen.cells([at], cell, x + dx, y + dx));
        });
      }
    for (const [key, d] of ink) {
      const [t, w] = key.split(" ").map(Number);
      parts.push(
        pen.path(d, { class: `t${t} cx-tile`, "data-weight": w, "fill-opacity": 0.14 + 0.21 * (w + 2) }),
      );
    }
    parts.push(pen.path(empty.join(""), { class: "cx-none" }));
    const x1 = left + layer.c_in * T + 4 * unit;
    if (n === steps.length - 1)
      parts.push(pen.label(x1, y0 - 6 * unit, words.outputs, { "font-size": text, class: "cx-soft" }));
    out.forEach((plane, o) => parts.push(shades(plane, x1, y0 + o * R, tile, `t${tone(layer, o)}`)));
    const frame = s("rect", {
      x: left - 2,
      width: layer.c_in * T + tile + 8 * unit,
      height: tile + 4,
      rx: 3,
      class: "cx-mark",
    });
    spots.push((x, y) => {
      const i = Math.floor((x - start) / T),
        o = Math.floor((y - y0) / R),
        inside = i >= 0 && i < layer.c_in;
      if (x < start || x > x1 + tile || o >= layer.c_out) return null;
      if (y < y0) return inside && y > top ? { tap: i } : null;
      return n < steps.length - 1
        ? { tap: o }
        : { channel: o, ...(inside && inputsOf(layer, o).includes(i) ? { tap: i } : {}) };
    });
    parts.push(frame);
    marks.push((channel, tap) =>
      frame.setAttribute("y", y0 + Math.min(n === steps.length - 1 ? channel : tap, layer.c_out - 1) * R - 2),
    );
    deep = Math.max(deep, y0 + layer.c_out * R);
    left = x1 + Math.max(tile, n === steps.length - 1 ? text * 3.8 : 0) + 20 * unit;
  }
  const width = left - 16 * unit,
    svg = pen.picture([0, 0, width, deep + 2], { role: "img", class: "cx-overview" }, ...parts);
  return {
    svg,
    width,
    mark: (channel, tap) => marks.forEach((mark) => mark(channel, tap)),
    at: (x, y) => spots.map((spot) => spot(x, y)).find(Boolean),
  };
}

// A map with its numbers. `grid` makes the cells reachable; mark(look) gives every cell the class look(row, column).
function board(plane, size, grid, text = size * 0.48) {
  const cells = plane.map((row, r) =>
    row.map((v, c) =>
      pen.place(
        c * size,
        r * size,
        {
          ...(grid
            ? { role: "gridcell", "data-row": r, "data-column": c, "aria-label": grid.say(r, c, v) }
            : {}),
        },
        pen.rect(0, 0, size, size),
        pen.label(size / 2, size / 2, v === null ? "" : signed(v), { dy: "0.35em", "font-size": text }),
      ),
    ),
  );
  const node = pen.group(
    grid ? { role: "grid", "aria-label": grid.label, class: "cx-grid" } : {},
    ...cells.map((row) => pen.group(grid ? { role: "row" } : {}, ...row)),
  );
  const mark = (look) =>
    cells.forEach((row, r) =>
      row.forEach((cell, c) => {
        const now = `cx-cell ${look(r, c)}`;
        if (cell.getAttribute("class") !== now) cell.setAttribute("class", now);
      }),
    );
  return { node, mark };
}

// The plane with its padding, which has no numbers.
function padded(plane, layer) {
  const p = layer.padding,
    side = plane.length + 2 * p;
  return Array.from({ length: side }, (_, r) =>
    Array.from({ length: side }, (_, c) => plane[r - p]?.[c - p] ?? null),
  );
}

// On a slide a cell is as wide as its longest number of 24 pixels; on a page all cells are alike.
const longest = (plane) => Math.max(...plane.flat().map((v) => (v === null ? 1 : signed(v).length)));

// Input, kernel, output of one channel with numbers; the items wrap to the width at hand. Returns { svg, mark(row, column) }.
function detail(steps, state, words, wide, unit, slide) {
  const text = slide ? 24 : 12,
    gap = 26 * unit,
    items = [],
    marks = [],
    lastStep = steps.at(-1),
    o = Math.min(state.channel, lastStep.layer.c_out - 1),
    here = (y, x, r, c) => (y === r && x === c ? "is-hit is-cursor" : "");
  const add = (label, sign, tone_, plane, look, grid, grow = 1) => {
    const size = slide ? 24 * unit * Math.max(1.2, 0.55 * longest(plane) + 0.25) : 23 * grow,
      one = board(plane, size, grid, slide ? 24 * unit : undefined);
    marks.push((r, c) => one.mark((y, x) => look(y, x, r, c)));
    items.push({
      label,
      sign,
      node: pen.group({ class: tone_ }, one.node),
      w: plane[0].length * size,
      h: plane.length * size,
    });
  };
  for (const [n, { layer, maps, out }] of steps.entries()) {
    const final = n === steps.length - 1,
      reads = inputsOf(layer, final ? o : clamp(state.tap, 0, layer.c_out - 1)),
      i = reads.includes(state.tap) ? state.tap : reads[0],
      target = final ? o : i,
      t = `t${tone(layer, target)}`,
      { kernel, stride, padding, dilation } = layer;
    if (slide && !final) continue;
    if (slide && n)
      add(words.depth(i), "", `t${i % 8}`, maps[i], (y, x, r, c) => (y === r && x === c ? "is-hit" : ""));
    if (!n) {
      const { used } = kit.fit(maps[0].length, kernel, stride, padding, dilation),
        side = maps[0].length,
        on = (d) => d >= 0 && d % dilation === 0 && d / dilation < kernel;
      add(words.input(i), "", t, padded(maps[i], layer), (y, x, r, c) =>
        [
          on(y - r * stride) && on(x - c * stride) ? "is-hit" : "",
          y < padding || x < padding || y >= side + padding || x >= side + padding ? "is-pad" : "",
          y >= used || x >= used ? "is-floored" : "",
        ].join(" "),
      );
      const flat = layer.at(target, i);
      add(
        words.filter(target, i),
        "∗",
        `${t} cx-kernel`,
        Array.from({ length: kernel }, (_, a) => flat.slice(a * kernel, a * kernel + kernel)),
        () => "",
      );
    } else
      add(
        slide ? words.point : words.points(o),
        "∗",
        "t0 cx-kernel",
        [reads.map((j) => layer.at(o, j)[0])],
        (_, x) => (x === state.tap ? "is-hit" : ""),
      );
    if (final)
      add(
        words.output(o),
        reads.length > 1 && !n ? "→ Σ" : "→",
        t,
        out[o],
        here,
        { label: words.output(o), say: words.cell },
        1.22,
      );
    else add(words.depth(i), "→", t, out[i], here, null, 1.22);
  }
  const rows = [[]];
  let width = 0;
  for (const item of items) {
    const room = item.w + (item.sign ? gap + item.sign.length * 7 * unit : 0),
      label = item.label.length * text * 0.52;
    item.room = Math.max(room, label + (room - item.w));
    if (width && width + item.room > wide) {
      rows.push([]);
      width = 0;
    }
    rows.at(-1).push(item);
    width += item.room;
  }
  const full = Math.max(...rows.map((row) => row.reduce((sum, item) => sum + item.room, 0))) + 2;
  let y = 0;
  const parts = [];
  for (const row of rows) {
    const high = Math.max(...row.map((item) => item.h));
    let x = (full - row.reduce((sum, item) => sum + item.room, 0)) / 2;
    for (const item of row) {
      const lead = item.sign ? gap + item.sign.length * 7 * unit : 0,
        up = y + text + 7 + (high - item.h) / 2,
        body = x + lead;
      if (item.sign)
        parts.push(
          pen.label(x + lead / 2, y + text + 7 + high / 2, item.sign, {
            dy: "0.35em",
            "text-anchor": "middle",
            "font-size": Math.max(17 * unit, text),
            class: "cx-soft",
          }),
        );
      parts.push(pen.label(body, up - 6, item.label, { "font-size": text, class: "cx-soft" }));
      item.node.setAttribute("transform", `translate(${body} ${up})`);
      parts.push(item.node);
      x += item.room;
    }
    y += high + text + 20;
  }
  const svg = pen.picture([-1, 0, full, y], { class: "cx-detail" }, hatch(), ...parts);
  return { svg, full, high: y, mark: (r, c) => marks.forEach((mark) => mark(r, c)) };
}
const hatch = () =>
  s(
    "defs",
    {},
    pen.tile("cx-hatch", 6, { patternTransform: "rotate(45)" }, pen.path("M0 0v6", { class: "cx-line" })),
  );

function sums(steps, state, words) {
  const { layer, maps, out } = steps.at(-1),
    o = Math.min(state.channel, layer.c_out - 1),
    side = out[0].length,
    r = Math.min(state.row, side - 1),
    c = Math.min(state.column, side - 1);
  const before = steps.length > 1 ? steps[0] : null,
    written = (pairs) => pairs.map(([x, w]) => `${signed(x)}·${bracket(w)}`).join(" + ");
  const rows = value(maps, layer, o, r, c).map((term) => ({
    ...term,
    text: before
      ? `(${written(value(before.maps, before.layer, term.i, r, c)[0].pairs)})·${bracket(term.pairs[0][1])}`
      : written(term.pairs),
  }));
  return { rows, o, r, c, value: out[o][r][c], tone: (i) => (before ? i % 8 : tone(layer, o)) };
}

// ---------- Together ----------

const roomy = (st, dilation) => st.image[0].length + 2 * st.padding >= dilation * (st.kernel - 1) + 1;
const sideOf = (st) =>
  layers(st, st.mode).reduce(
    (side, l) => kit.fit(side, l.kernel, l.stride, l.padding, l.dilation).out,
    st.image[0].length,
  );

// The kinds that are followed, and the input channels that the reader can choose from: those of the kind that reads most.
const kindsOf = (st) => (st.other && st.other !== st.mode ? [st.mode, st.other] : [st.mode]);
const lasts = (st) => kindsOf(st).map((mode) => layers(st, mode).at(-1));
const tapsOf = (st) =>
  lasts(st)
    .map((layer) => inputsOf(layer, Math.min(st.channel, layer.c_out - 1)))
    .reduce((most, reads) => (reads.length > most.length ? reads : most));

// Every change leaves a state that can be computed: kernels fit, the cursor is on the map, the input channel shown is read.
function tidied(changes, state) {
  const now = { ...state, ...changes };
  now.c_in = clamp(now.c_in, 1, now.image.length);
  while (now.dilation > 1 && !roomy(now, now.dilation)) now.dilation--;
  while (!roomy(now, now.dilation)) now.padding++;
  const side = sideOf(now);
  now.row = clamp(now.row, 0, side - 1);
  now.column = clamp(now.column, 0, side - 1);
  now.channel = clamp(now.channel, 0, Math.max(...lasts(now).map((layer) => layer.c_out)) - 1);
  const taps = tapsOf(now);
  if (!taps.includes(now.tap)) now.tap = taps[0];
  return Object.fromEntries(STATE.map((key) => [key, now[key]]));
}

function render({ model, el }) {
  const read = () => Object.fromEntries([...STATE, ...NUMBERS].map((key) => [key, model.get(key)]));
  const bench = kit.widget({
    model,
    el,
    name: "convolution-explorer",
    text: TEXT,
    traits: STATE,
    tidy: (changes) => tidied(changes, read()),
  });
  const { words, lang, present, set, code, strip, table } = bench,
    name = (mode) => words.modes[MODES.indexOf(mode)],
    side = () => sideOf(read());

  const kinds = kit.choices(
      words.kind,
      "mode",
      MODES.map((m, i) => [m, words.modes[i]]),
      (mode) => set({ mode }),
    ),
    other = kit.select(words.other, "other", (mode) => set({ other: mode }));
  const select = (text, key) => kit.select(text, key, (v) => set({ [key]: v })),
    slider = (text, key) => kit.slider(text, key, (v) => set({ [key]: v }), lang);
  const kernel = select(words.kernel, "kernel"),
    stride = select(words.stride, "stride"),
    padding = select(words.padding, "padding"),
    dilation = select(words.dilation, "dilation"),
    groups = select(words.groups, "groups");
  const cIn = slider(words.cIn, "c_in"),
    cOut = slider(words.cOut, "c_out"),
    channel = slider(words.channel, "channel"),
    tap = slider(words.tap, "tap");
  const player = bench.player({
    frames: () => side() ** 2,
    get: () => model.get("row") * side() + model.get("column"),
    set: (i) => set({ row: Math.floor(i / side()), column: i % side() }),
  });
  const stage = h("div", { className: "bw-stage cx-stage" }),
    real = h("div", { className: "cx-real" }),
    figures = costTable(),
    hint = h("p", { className: "cx-hint", "aria-live": "polite" });
  // Where there is no room for two kinds side by side, two buttons say which one is drawn.
  let face = 0;
  const faces = kit.choices(
      words.shown,
      "face",
      [
        [0, ""],
        [1, ""],
      ],
      (at) => {
        face = at;
        draw();
      },
    ),
    pick = h("div", { className: "cx-faces" }, h("span", { textContent: words.shown }), faces.node);

  // On a slide all boards stand in one row, as large as its width and 390 pixels of height allow, never below 24 pixels of text.
  function slideDetail(steps, state, wide) {
    for (let unit = 2.2, tries = 3; ; tries--) {
      const one = detail(steps, state, words, 1e6, unit, true),
        scale = Math.min(wide / one.full, 390 / one.high);
      if (scale >= 1 || !tries || unit === 1) return one;
      unit = Math.max(1, 0.995 * unit * scale);
    }
  }

  // One kind of convolution. What a step leaves as it is stays: the values, the matrix of kernels, the boards.
  const panels = [0, 1].map((at) => {
    const name_ = h("p", { className: "cx-name" }),
      pictures = h("div", { className: "cx-pictures" }),
      line = h("p", { className: "cx-total" }),
      list = h("ol", { className: "cx-sum" }),
      scroll = h("div", { className: "cx-scroll bw-scroll", tabIndex: 0, role: "group" }, list);
    const node = h("div", { className: "cx-panel" }, name_, pictures, line, scroll);
    let values = "",
      matrix = "",
      numbers = "",
      steps,
      top,
      body,
      cursor,
      sum;
    function show(state, mode, count, focus) {
      const setting = JSON.stringify([version, mode, SETTING.map((key) => state[key])]),
        room = bench.width(stage),
        wide = present ? 340 : Math.max(280, (room - 16 * (count - 1)) / count),
        drawn = [setting, count, state.channel, state.tap, room].join();
      if (setting !== values) {
        values = setting;
        steps = run(state, mode);
      }
      if (`${setting} ${count} ${wide}` !== matrix) {
        matrix = `${setting} ${count} ${wide}`;
        numbers = "";
        top = overview(steps, words, !present ? 1 : count > 1 ? 1.2 : steps.length > 1 ? 0.95 : 1.3, wide);
        top.svg.onclick = ({ clientX, clientY }) => {
          const box = top.svg.getBoundingClientRect(),
            grown = top.svg.viewBox.baseVal.width / box.width,
            found = top.at((clientX - box.left) * grown, (clientY - box.top) * grown);
          if (found) set(found);
        };
        top.svg.setAttribute("aria-label", words.matrix(name(mode)));
      }
      sum = sums(steps, state, words);
      if (drawn !== numbers) {
        numbers = drawn;
        body = present
          ? slideDetail(steps, state, Math.max(280, room / count - 36 - top.width))
          : detail(steps, state, words, wide, 1);
        pictures.replaceChildren(top.svg, body.svg);
        const square = steps.at(-1).out[0].length;
        cursor = kit.roving(node.querySelector(".cx-grid"), {
          size: () => [square, square],
          get: () => [sum.r, sum.c],
          set: (row, column, byKey) => {
            player.stop();
            refocus = byKey ? at : null;
            set({ row, column });
          },
        });
      }
      top.mark(state.channel, state.tap);
      body.mark(sum.r, sum.c);
      cursor.show(focus);
      node.dataset.modeShown = mode;
      name_.textContent = name(mode);
      name_.hidden = count < 2;
      scroll.ariaLabel = words.products(name(mode));
      list.replaceChildren(
        ...sum.rows.map((row) =>
          h(
            "li",
            { className: `t${sum.tone(row.i)}` },
            h("b", { textContent: row.i, className: "cx-chip" }),
            h("span", { textContent: row.text }),
            h("b", { textContent: `= ${signed(row.sum)}` }),
          ),
        ),
      );
      line.replaceChildren(
        h("span", { textContent: `${words.output(sum.o)} (${sum.r}, ${sum.c}) = ${terms(sum)}` }),
        h("strong", { textContent: signed(sum.value), "data-value": sum.value }),
      );
    }
    return { node, show, told: () => ({ steps, sum }) };
  });
  const told = (state, mode) => {
    const steps = run(state, mode);
    return { steps, sum: sums(steps, state, words) };
  }; // of a kind that is not drawn
  const terms = ({ rows }) => (rows.length > 1 ? `${total(rows.map((row) => row.sum))} = ` : ""); // a single term is the value itself
  let refocus = null,
    version = 0,
    known = [];

  function draw() {
    const state = read(),
      integers = NUMBERS.map((key) => state[key]);
    if (integers.some((one, i) => one !== known[i])) {
      known = integers;
      version += 1;
    }
    const modes = kindsOf(state),
      narrow = modes.length > 1 && !present && bench.width(stage) < 560,
      drawn = narrow ? [Math.min(face, 1)] : modes.map((_, at) => at);
    const held = document.activeElement?.closest?.(".cx-grid")
      ? panels.findIndex(({ node }) => node.contains(document.activeElement))
      : refocus;
    const nodes = drawn.map((at) => panels[at].node);
    if (nodes.length !== stage.childElementCount || nodes.some((node, i) => node !== stage.children[i]))
      stage.replaceChildren(...nodes);
    stage.dataset.count = drawn.length;
    for (const at of drawn) panels[at].show(state, modes[at], drawn.length, held === at);
    pick.hidden = !narrow;
    faces.show(face);
    modes.forEach((mode, at) => {
      faces.node.children[at].textContent = name(mode);
    });
    refocus = null;
    settings(state, modes);
    player.show();
    code.show([[modes.map((mode) => python(layers(state, mode))).join("\n")]]);
    report(
      state,
      modes,
      modes.map((mode, at) => (drawn.includes(at) ? panels[at].told() : told(state, mode))),
    );
  }
  // A control shows what is in effect; where the kinds leave no choice, it shows that and is disabled.
  function settings(state, modes) {
    const spatial = modes.some((mode) => mode !== "pointwise"),
      fixed = (one, text) => one.show([[0, text]], 0);
    kinds.show(state.mode);
    other.show(
      [["", words.none], ...MODES.filter((mode) => mode !== state.mode).map((mode) => [mode, name(mode)])],
      modes[1] ?? "",
    );
    stride.show([1, 2, 3], state.stride);
    if (spatial) {
      kernel.show(
        [1, 3, 5].filter((k) => k <= state.image[0].length + 4).map((k) => [k, `${k}×${k}`]),
        state.kernel,
      );
      padding.show(
        [0, 1, 2].filter((p) => roomy({ ...state, padding: p }, state.dilation)),
        state.padding,
      );
    } else {
      fixed(kernel, "1×1");
      fixed(padding, "0");
    }
    if (spatial && state.kernel > 1)
      dilation.show(
        [1, 2, 3].filter((d) => roomy(state, d)),
        state.dilation,
      );
    else fixed(dilation, "1");
    const grouping = {
      standard: "1",
      pointwise: "1",
      depthwise: `${state.c_in}`,
      separable: words.then(state.c_in, 1),
    };
    if (modes.includes("grouped")) groups.show(divisors(state), groupsOf(state));
    else
      fixed(groups, new Set(modes.map((mode) => grouping[mode])).size > 1 ? words.own : grouping[state.mode]);
    cIn.show(1, state.image.length, state.c_in);
    if (modes.every((mode) => mode === "depthwise")) cOut.show(state.c_in, state.c_in, state.c_in);
    else cOut.show(1, 16, state.c_out);
    const most = Math.max(...lasts(state).map((layer) => layer.c_out)),
      taps = tapsOf(state);
    channel.show(0, most - 1, Math.min(state.channel, most - 1));
    tap.show(taps[0], taps.at(-1), taps.includes(state.tap) ? state.tap : taps[0]);
    const wish =
      modes.includes("grouped") && groupsOf(state) !== state.groups
        ? words.unfit(state.groups, state.c_in, state.c_out, groupsOf(state))
        : "";
    if (hint.textContent !== wish) hint.textContent = wish;
  }
  const python = (list) => {
    const one = (l) =>
      `nn.Conv2d(${l.c_in}, ${l.c_out}, ${l.kernel}${l.stride > 1 ? `, stride=${l.stride}` : ""}${l.padding ? `, padding=${l.padding}` : ""}${l.dilation > 1 ? `, dilation=${l.dilation}` : ""}${l.groups > 1 ? `, groups=${l.groups}` : ""}, bias=False)`;
    return list.length > 1 ? `nn.Sequential(${list.map(one).join(",\n              ")})` : one(list[0]);
  };
  // What the kinds cost, a column for each: a row's cells are a formula and its value.
  function costTable() {
    const keys = ["params", "macs", "done", "bytes"],
      labels = [
        [words.weights],
        [words.macs],
        [words.done],
        [words.bytes, h("span", { className: "cx-wide", textContent: words.moved })],
      ],
      cells = keys.map(() => [0, 1].map(() => [h("span", { className: "cx-soft" }), h("b")])),
      heads = [0, 1].map(() => h("th", { scope: "col" }));
    const head = h("tr", {}, h("td"), ...heads),
      rows = keys.map((key, k) =>
        h(
          "tr",
          { "data-number": key },
          h("th", { scope: "row" }, ...labels[k]),
          ...cells[k].map((pair) => h("td", {}, ...pair)),
        ),
      );
    const node = h("table", { className: "cx-costs" }, h("thead", {}, head), h("tbody", {}, ...rows));
    const show = (modes, columns) => {
      head.hidden = modes.length < 2;
      node.dataset.kinds = modes.length;
      for (const at of [0, 1]) {
        heads[at].textContent = modes[at] ? name(modes[at]) : "";
        heads[at].hidden = !modes[at];
        cells.forEach((row, k) => {
          row[at][0].parentNode.hidden = !modes[at];
          if (modes[at]) [row[at][0].textContent, row[at][1].textContent] = columns[at][k];
        });
      }
    };
    return { node, show };
  }
  function report(state, modes, shown) {
    const all = shown.map(({ steps }) => cost(steps)),
      columns = shown.map(({ steps, sum }, at) => {
        const side = steps.at(-1).out[0].length,
          done = sum.r * side + sum.c + 1,
          { params, macs, bytes } = all[at];
        const formula = steps
          .map(({ layer: l }) => `${l.c_out}·${l.c_in / l.groups}${l.kernel > 1 ? `·${l.kernel}²` : ""}`)
          .join(" + ");
        // A layer before the last has the same output side, so that every position costs the same.
        return [
          [`${formula} = `, whole(params)],
          [`${side}²·${whole(params)} = `, whole(macs)],
          [`${done}·${whole(params)} = `, whole(done * params)],
          ["", whole(bytes)],
        ];
      });
    figures.show(modes, columns);
    if (modes.length > 1) {
      const [a, b] = all.map(({ macs }) => macs),
        compared =
          a === b
            ? words.same(whole(a))
            : a > b
              ? words.fewer(whole(a), whole(b), (a / b).toFixed(2))
              : words.more(whole(a), whole(b), (b / a).toFixed(2));
      strip.show([["ratio", words.ratio(name(modes[1])), compared]]);
    } else
      strip.show(
        present
          ? [
              ["params", words.weights, columns[0][0].join("")],
              ["done", words.slideDone, words.of(columns[0][2][1], columns[0][1][1])],
            ]
          : [],
      );
    const { sum } = shown[0];
    bench.say(words.said(sum.r, sum.c, sum.o, signed(sum.value), terms(sum)));
    table.show(
      words.caption(name(modes[0]), sum.r, sum.c, sum.o),
      words.head,
      sum.rows.map((row) => [row.i, row.text, signed(row.sum)]),
    );
    for (const bar of real.querySelectorAll("[data-real]"))
      bar.classList.toggle("is-on", modes.includes(bar.dataset.real));
  }
  const list = model.get("real"),
    most = Math.max(...list.map((one) => one.macs));
  const label = (one) =>
    one.mode === "grouped" ? words.inGroups(name(one.mode), one.groups) : name(one.mode);
  real.append(
    h("p", { className: "cx-soft", textContent: words.real }),
    ...list.map((one) =>
      h(
        "div",
        { className: "cx-bar", "data-real": one.mode },
        h("span", { textContent: label(one) }),
        h("i", { style: `--share:${(100 * one.macs) / most}%` }),
        h("b", { textContent: kit.short(one.macs) }),
        h("span", {
          className: "cx-soft",
          textContent: one.macs < most ? words.times((most / one.macs).toFixed(2)) : "",
        }),
      ),
    ),
  );

  const controls = [
    h(
      "div",
      { className: "bw-controls" },
      kernel.node,
      stride.node,
      padding.node,
      dilation.node,
      groups.node,
      cIn.node,
      cOut.node,
      other.node,
    ),
    h("div", { className: "bw-controls" }, channel.node, tap.node),
  ];
  const go = (down, right) => () => {
    player.stop();
    set({ row: model.get("row") + down, column: model.get("column") + right });
  };
  const nextMode = () => set({ mode: MODES[(MODES.indexOf(model.get("mode")) + 1) % MODES.length] }),
    hop = (by) => () => set({ channel: model.get("channel") + by });
  return bench.open({
    parts: [
      kinds.node,
      controls[0],
      hint,
      figures.node,
      strip.node,
      pick,
      stage,
      controls[1],
      player.node,
      code.node,
      real,
      table.node,
    ],
    keys: {
      ...player.keys,
      ArrowUp: go(-1, 0),
      ArrowDown: go(1, 0),
      ArrowLeft: go(0, -1),
      ArrowRight: go(0, 1),
      "[": hop(-1),
      "]": hop(1),
      m: nextMode,
      M: nextMode,
    },
    modes: (i) => MODES[i] && set({ mode: MODES[i] }),
    ask: bench.choose(words),
    draw,
    on: NUMBERS,
    stop: [player],
  });
}

export default { render, run, cost };
