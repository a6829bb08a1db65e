// What is drawn: input maps with their padding, kernel matrices, output maps as far as they are computed.

const tone = (i) => `t${i % 8}`;
const toneOf = (layer, o) => (layer.c_in === layer.groups ? tone(o) : "cx-mixed");
const flat = (plane) => plane.flatMap((row, r) => row.map((v, c) => [r, c, v]));
const largest = (planes) => Math.max(1, ...planes.flat(2).map(Math.abs));
const named = (x, y, text, size, more) =>
  pen.label(x, y - 5, text, { "font-size": size, class: "is-soft", ...more });
const square = (x, y, side, name) => pen.rect(x, y, side, side, { class: name });

// Cells of one shade share a path; a value of `most` has all of the ink.
function shades(cells, { x, y, cell }, most, ink) {
  const bins = new Map();
  for (const [r, c, v] of cells) {
    const bin = Math.ceil((4 * Math.abs(v)) / most);
    bins.set(bin, [...(bins.get(bin) ?? []), [r, c]]);
  }
  return [...bins].map(([bin, list]) =>
    pen.path(kit.paths.cells(list, cell, x, y), { class: "cx-ink", opacity: 0.1 + (ink * bin) / 4 }),
  );
}
// The numbers in the cells, where they can be read.
function digits(cells, { x, y, cell }, present) {
  const least = present ? 24 : 11,
    long = Math.max(...cells.map(([, , v]) => signed(v).length)),
    font = Math.max(least, Math.min(0.55 * cell, (1.7 * cell) / long, present ? 32 : 17));
  if (!cells.length || cell < 1.2 * least || 0.56 * font * long > cell) return [];
  return cells.map(([r, c, v]) =>
    pen.label(x + (c + 0.5) * cell, y + (r + 0.5) * cell, signed(v), {
      class: "cx-digit",
      dy: "0.36em",
      "font-size": font,
    }),
  );
}
const ruled = (side, { x, y, cell }) =>
  pen.path(kit.paths.cells(squares(side), cell, x, y), { class: "cx-rule" });

// An input map with the zeros around it; what the stride never reads is hatched.
function inputMap(plane, i, layer, most, spot, words, { text, present }) {
  const { padding: p } = layer,
    { x, y, cell } = spot,
    { used } = fit(plane.length, layer),
    all = plane.length + 2 * p,
    cells = squares(all).map(([r, c]) => [r, c, plane[r - p]?.[c - p] ?? 0]),
    unread = cells.filter(([r, c]) => Math.max(r, c) >= used);
  return pen.group(
    { class: tone(i), "data-map": i },
    named(x, y, words.map(i), text),
    square(x, y, all * cell, "cx-pad"),
    ...shades(cells.filter(([, , v]) => v), spot, most, 0.45), // prettier-ignore
    ruled(all, spot),
    square(x + p * cell, y + p * cell, plane.length * cell, "cx-plane"),
    pen.path(unread.map(([r, c]) => `M${x + c * cell} ${y + (r + 1) * cell}l${cell} ${-cell}`).join(""), {
      class: "cx-hatch",
      "data-unread": unread.length,
    }),
    ...digits(cells, spot, present),
  );
}

// All kernels of a layer: a row for each output, a column for each input, a colour for each input; dots where there is none.
function matrix(layer, { x, y, unit }, kernel) {
  const tile = 0.88 * unit,
    pixel = tile / Math.max(3, kernel),
    inset = (tile - layer.kernel * pixel) / 2,
    weights = squares(layer.kernel),
    inks = range(layer.c_in).map(() => ""),
    dots = [];
  for (const o of range(layer.c_out))
    for (const i of range(layer.c_in)) {
      const left = x + i * unit,
        top = y + o * unit;
      if (inputsOf(layer, o).includes(i))
        inks[i] += kit.paths.cells(weights, pixel, left + inset, top + inset);
      else dots.push(`M${left + tile / 2} ${top + tile / 2}h0`);
    }
  const gaps = { "stroke-width": 0.14 * pixel };
  return [
    pen.path(dots.join(""), { class: "cx-none" }),
    ...inks.map((d, i) => pen.path(d, { class: `${tone(i)} cx-ink cx-tile`, "data-input": i, ...gaps })),
  ];
}
// A kind in the size of a button.
function emblem(list) {
  const unit = 10,
    wide = list[0].c_in * unit;
  let y = 0;
  const parts = list.flatMap((layer) => {
    const drawn = matrix(layer, { x: 0, y, unit }, 3);
    y += layer.c_out * unit + 4;
    return drawn;
  });
  return pen.picture([0, 0, wide, y], { class: "cx-emblem", "aria-hidden": "true" }, ...parts);
}

// The matrices of a kind under their names. A click on a row follows its output.
function kernels({ mode, steps }, blocks, kernel, { text }, words) {
  return steps.flatMap(({ layer }, n) => {
    const { x, y, unit } = blocks[n],
      wide = (layer.c_in + 1.23) * unit,
      name = steps.length > 1 ? words.halves[n] : words.modes[MODES.indexOf(mode)];
    const rows = range(n < steps.length - 1 ? 0 : layer.c_out);
    return [
      named(x, y, name, text),
      ...(wide > text * 10 ? [named(x + wide, y, words.outputs, text, { "text-anchor": "end" })] : []),
      ...matrix(layer, blocks[n], kernel),
      ...rows.map((o) => pen.rect(x, y + o * unit, wide, unit, { class: "cx-hit", "data-channel": o })),
    ];
  });
}

// The output maps of each layer, each at the end of its row: { plane, name, x, y, cell }. They are drawn whole, and shown as far
// as they have come.
const outputs = ({ steps }, blocks) =>
  steps.map(({ layer, out }, n) => {
    const { x, y, unit } = blocks[n],
      cell = (0.88 * unit) / out[0].length,
      most = largest(out);
    return out.map((plane, i) => ({
      ...{ plane, most, cell, name: toneOf(layer, i) },
      ...{ x: x + (layer.c_in + 0.35) * unit, y: y + i * unit },
    }));
  });
const inked = (map, ink = 0.8) =>
  pen.group({ class: map.name }, ...shades(flat(map.plane), map, map.most, ink));
// The pixels up to a position, as one shape.
function upTo(done, { plane: { length: side }, x, y, cell }) {
  const rows = Math.floor(done / side) * cell,
    more = (done % side) * cell,
    wide = side * cell;
  return `M${x} ${y}h${wide}v${rows}h${more - wide}v${more && cell}h${-more}z`;
}
const rim = ({ plane: { length: side }, name, x, y, cell }, done) =>
  pen.rect(x, y, side * cell, side * cell, { class: `cx-plane ${name}`, "data-done": done });
const last = ({ x, y, cell }, { r, c }) => kit.paths.cells([[r, c]], cell, x, y);
// A frame around the row that is followed.
function frame({ steps }, { x, y, unit }, { o }) {
  const wide = (steps.at(-1).layer.c_in + 1.23) * unit,
    rim = 0.06 * unit;
  return pen.rect(x - rim, y + o * unit - rim, wide + 2 * rim, unit, { class: "cx-row", rx: 2 });
}

// The followed output map, as large as there is room, and where it comes from.
function followed({ steps, side }, { o }, { board }) {
  const { layer, out } = steps.at(-1);
  return { ...board, cell: board.h / side, plane: out[o], most: largest([out[o]]), name: toneOf(layer, o) };
}
function magnified({ steps }, { x, y, unit }, { o }, { board, text }, map, words) {
  const right = x + (steps.at(-1).layer.c_in + 1.29) * unit,
    top = y + (o - 0.06) * unit;
  const rays = `M${right} ${top}L${board.x} ${board.y}M${right} ${top + unit}L${board.x} ${board.y + board.h}`;
  return [
    pen.path(rays, { class: "cx-rays" }),
    named(board.x, board.y, words.output(o), text),
    ruled(map.plane.length, map),
  ];
}

// The window on every input map: full where the followed output reads, thin where only the others do.
function windows({ steps }, maps, { o, done, r, c }) {
  if (!done) return [];
  const { layer } = steps[0],
    reads = steps.length > 1 ? range(layer.c_in) : inputsOf(layer, o),
    cells = windowOf(layer, r, c).map(([a, b]) => [a + layer.padding, b + layer.padding]);
  return maps.map(({ x, y, cell }, i) =>
    pen.path(kit.paths.cells(cells, cell, x, y), {
      class: `${tone(i)} cx-window ${reads.includes(i) ? "is-read" : ""}`,
      "data-window": i,
    }),
  );
}
