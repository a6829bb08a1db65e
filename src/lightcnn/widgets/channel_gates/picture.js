// The rows of the picture. They are built once for a block and a width; a step or another line changes what they hold.

// One map out of a picture of several, one under the other.
function crop({ x, wide }, y, high, [rows, columns], i, of) {
  const image = s("image", {
      width: columns,
      height: rows * of,
      preserveAspectRatio: "none",
      class: "cg-map",
    }),
    box = [0, i * rows, columns, rows].join(" ");
  const inner = s(
    "svg",
    { x, y, width: wide, height: high, viewBox: box, preserveAspectRatio: "none" },
    image,
  );
  const node = pen.group({}, pen.rect(x, y, wide, high, { class: "cg-dark" }), inner);
  return { node, image };
}

// A line of weights, a cell each: orange adds, blue subtracts.
function cellsOf(weights, most, { x, wide }, y, high) {
  const each = wide / weights.length;
  return weights.map((w, j) =>
    pen.rect(x + j * each, y, each > 3 ? each - 1 : each, high, {
      class: w < 0 ? "cg-minus" : "cg-plus",
      "fill-opacity": (0.08 + 0.92 * Math.sqrt(Math.abs(w) / most)).toFixed(3),
    }),
  );
}

// A bar from `x` on; `rim` is what it can fill.
function barOf({ x, wide }, y, high, kind) {
  const rim = pen.rect(x, y, wide, high, { class: "cg-rim" }),
    fill = pen.rect(x, y, 0, high, { class: kind });
  const to = (part) => fill.setAttribute("width", Math.max(0, Math.min(1, part) * wide));
  return { nodes: [rim, fill], fill, to };
}

const largest = (rows) => Math.max(...rows.flat(2).map(Math.abs), 1e-9);

function rowOf(block, i, at, scales) {
  const { columns, bar } = at,
    y = at.row(i),
    put = (name) => barOf(columns[name], y, bar, `cg-${name}`),
    [scale, mean, gate] = ["scale", "mean", "gate"].map(put),
    maps = ["map", "after"].map((name) => crop(columns[name], y, bar, block.size, i, block.shown.length)),
    weights = ["reduce", "restore"].flatMap((name) =>
      cellsOf(block[name][i], scales[name], columns[name], y, bar),
    ),
    ghost = pen.path("", { class: "cg-ghost" }),
    value = pen.label(0, y + bar / 2 + at.text * 0.36, "", { "font-size": at.text }),
    touch = pen.rect(0, y - 1, at.wide, bar + 2, { class: "cg-touch", "data-row-of": i });
  scale.to(Math.abs(block.scale[i]) / scales.scale);
  const { x, wide } = columns.gate,
    X = (part) => x + clamp(part, 0, 1) * wide;

  // now: { mean, gate }, on their way; st: what the state says of the row
  const show = (now, st) => {
    maps.forEach(({ image }, k) => {
      const on = st.href && (k ? st.gated && !st.sealed : st.mapped);
      image.setAttribute("visibility", on ? "visible" : "hidden");
      if (on && image.getAttribute("href") !== st.href) image.setAttribute("href", st.href);
    });
    maps[1].image.setAttribute("opacity", Math.sqrt(clamp(now.gate, 0, 1)).toFixed(3)); // the pixels are roots too
    const there = st.gated && !st.sealed;
    mean.to(st.averaged ? now.mean / scales.mean : 0);
    gate.to(there ? now.gate : 0);
    for (const kind of ["moved", "kept"]) gate.fill.classList.toggle(`is-${kind}`, st[kind]);
    ghost.setAttribute("d", st.ghost === null ? "" : `M${X(st.ghost)} ${y - 2}v${bar + 4}`);
    write(value, st.sealed ? "?" : there && at.value ? now.gate.toFixed(2) : "");
    value.setAttribute("x", st.sealed ? x + wide / 2 : x + wide + 5);
    value.setAttribute("text-anchor", st.sealed ? "middle" : "start");
  };
  const bars = [scale, mean, gate].flatMap(({ nodes }) => nodes);
  return { nodes: [...bars, ...maps.map(({ node }) => node), ...weights, ghost, value, touch], show };
}

// The squeezed units, under the columns of both matrices.
function unitsOf(block, at, most) {
  const { y, high } = at.units_,
    n = block.squeezed;
  const fills = ["reduce", "restore"].map((name) =>
    block.sums[0].map((_, j) => {
      const { x, wide } = at.columns[name],
        each = wide / n;
      return pen.rect(x + j * each, y, each > 3 ? each - 1 : each, 0, { class: "cg-unit" });
    }),
  );
  const [left, right] = ["reduce", "restore"].map((name) => at.columns[name]),
    floor = pen.path(`M${left.x} ${y}h${left.wide}M${right.x} ${y}h${right.wide}`, { class: "cg-floor" });
  const show = (values) =>
    fills.forEach((list) =>
      list.forEach((one, j) => one.setAttribute("height", (clamp(values[j] / most, 0, 1) * high).toFixed(2))),
    );
  return { nodes: [...fills.flat(), floor], show };
}

// The answer of the network: from its first answer on the left to its second on the right.
function gaugeOf(answers, at, x) {
  const { y, high } = at.foot_,
    { text } = at,
    wide = at.wide - x - text * 0.6,
    middle = y + high - text * 1.3 - 8,
    line = pen.path(`M${x} ${middle}h${wide}`, { class: "cg-track" }),
    put = (X, anchor) => pen.label(X, y + high - 4, "", { "text-anchor": anchor, "font-size": text }),
    ends = [put(x, "start"), put(x + wide, "end")],
    said = put(x + wide / 2, "middle"),
    own = s("circle", { cy: middle, r: text * 0.42, class: "cg-own" }),
    dot = s("circle", { cy: middle, r: text * 0.5, class: "cg-dot" });
  // shares of the second answer, or null; how sure the network is, and words where that is not known
  const show = (now, before, sure, words) => {
    [
      [dot, now],
      [own, before],
    ].forEach(([node, part]) => {
      node.setAttribute("visibility", part === null ? "hidden" : "visible");
      node.setAttribute("cx", x + (part ?? 0) * wide);
    });
    ends.forEach((end, i) => {
      const wins = sure && now > 0.5 === Boolean(i);
      write(end, wins ? `${answers[i]} ${sure}` : answers[i]);
      end.classList.toggle("cg-said", wins);
    });
    write(said, words);
  };
  return { nodes: [line, ...ends, said, own, dot], show };
}

function headsOf(block, at, words) {
  const heads = words.heads(at.narrow || at.text > 20, block.channels, block.squeezed);
  return Object.entries(at.columns).map(([name, { x }]) =>
    pen.label(x, at.head, heads[name].trim(), {
      "font-size": at.text,
      class: "is-soft",
    }),
  );
}

// The largest mean of a block's maps, as it first was.
const mostOf = (block) => (block.top ??= Math.max(...block.means.flat(2), 1e-9));

// The whole picture of a block.
function sceneOf(block, answers, at, words, gaugeFrom) {
  const scales = {
    scale: largest(block.scale),
    reduce: largest(block.reduce),
    restore: largest(block.restore),
    mean: mostOf(block),
  };
  const most = Math.max(...block.sums.flat(), 1e-9),
    rows = block.shown.map((_, i) => rowOf(block, i, at, scales)),
    units = unitsOf(block, at, most),
    gauge = gaugeOf(answers, at, gaugeFrom),
    parts = [
      ...headsOf(block, at, words),
      ...rows.flatMap(({ nodes }) => nodes),
      ...units.nodes,
      ...gauge.nodes,
    ];
  return { parts, rows, units, gauge, scales };
}
