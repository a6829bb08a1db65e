// Pictures of kernels and maps: all kernels as a matrix, and one channel with its numbers.

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
