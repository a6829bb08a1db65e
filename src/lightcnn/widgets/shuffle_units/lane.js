// One unit on the stage: what is drawn once, and `at`, which moves what moves with the time.

function lane(g, unit, i, words) {
  const { kin, list } = tissues(unit),
    top = g.top(i),
    y = top + g.axis;
  const channels = [unit.spine[0].cIn, ...unit.spine.map((row) => row.cOut)],
    halves = channels.map(g.halfOf);
  const around = shortcut(g, unit, y, top + g.arc, halves),
    ops = unit.spine.map((row, k) => {
      const ends = [g.xs[k] + g.bar / 2, g.xs[k + 1] - g.bar / 2],
        place = { row, ends, y, from: halves[k], to: halves[k + 1], look: list[k][0][1], plus: g.plus };
      return captioned(g, row, (g.xs[k] + g.xs[k + 1]) / 2, top, operation(place), words);
    });
  const priced = [...ops, ...pills(g, unit, top + g.arc, words)],
    tensors = list.map((tissue, k) =>
      tensor(g.xs[k] - g.bar / 2, y - halves[k], 2 * halves[k], tissue, kin, g.bar),
    );
  // Channels over a tensor, where their number changes.
  const widths = channels.map((n, k) =>
    n === channels[k - 1]
      ? ""
      : text(g.xs[k] + (k ? 0 : g.bar), y - halves[k] - 5, n, "su-soft", k ? "middle" : "start"),
  );
  const flows = packet(g, halves, y, around.points, unit.join);
  const at = (t, secret) => {
    flows.at(t);
    for (const one of priced) price(one, t, secret, words);
  };
  const parts = [
    around.line,
    ...priced.map(({ node }) => node),
    ...tensors.flat(),
    ...widths,
    ...flows.parts,
  ];
  return { parts: parts.filter(Boolean), at };
}

const kernelOf = (row) => (row.macs ? `k${row.kernel}` : "");
const counted = (row, said, ...parts) => ({
  row,
  said,
  node: pen.group({ class: "su-op", "data-step": row.at + 1 }, ...parts),
});

// Under an operation its name and its price.
function captioned(g, row, x, top, parts, words) {
  const said = text(x, top + g.lines.at(-1), "", `su-price ${kernelOf(row)}`),
    tight = g.size !== "wide",
    names = g.lines.length > 2 ? opWords(row, words, tight) : [opLine(row, words, tight)];
  const lines = names.map((name, k) => text(x, top + g.lines[k], name, k ? "su-soft" : "su-name"));
  return counted(row, said, ...parts, ...lines, said);
}

// What stands on the shortcut, spread over its length; each with room for its price.
function pills(g, { rows, join }, y, words) {
  const side = rows.filter((row) => row.lane === "shortcut"),
    long = (g.xs[join] + g.xs[join + 1]) / 2 - g.xs[0];
  return side.map((row, k) => {
    const name = opLine(row, words, g.size !== "wide"),
      wide = (name.length + (row.macs ? 9 : 2)) * g.letter,
      x = g.xs[0] + (long * (k + 1)) / (side.length + 1);
    const said = shape("tspan", { class: `su-price ${kernelOf(row)}`, dx: g.letter }),
      box = pen.rect(x - wide / 2, y - g.pill / 2, wide, g.pill, { class: "su-node", rx: g.pill / 2 });
    return counted(row, said, box, text(x, y + g.pill * 0.23, [name, said], "su-name"));
  });
}

// The price stands there once the packet has passed.
function price({ row, said, node }, t, secret, words) {
  const silent = t < row.at + 1 || (row.lane === "shortcut" && !row.macs);
  kit.write(said, secret && row.macs ? words.secret : silent ? "" : short(row.macs));
  node.classList.toggle("is-now", t > row.at && t <= row.at + 1);
}

// The way around: up from the input, along, and down to the sum, or to the upper part of what is concatenated.
function shortcut(g, { join, spine }, y, up, halves) {
  const x = (g.xs[join] + g.xs[join + 1]) / 2,
    added = spine[join].kind === "add",
    end = y - (added ? g.plus : halves[join]);
  const points = [
    [g.xs[0], y - halves[0] - 2],
    [g.xs[0], up],
    [x, up],
    [x, end],
    [added ? x : g.xs[join + 1] - g.bar / 2, end],
  ];
  return { points, line: pen.path(`M${points.join("L")}`, { class: "su-shortcut" }) };
}

// The unit's multiply-adds as pieces of a bar, one an operation.
const piecesOf = ({ rows }, t, scale) =>
  rows.filter((row) => row.macs).map((row) => [(row.macs * share(t - row.at)) / scale, kernelOf(row)]);

// What flows: a bright frame around the tensor that it passes, and on the shortcut a copy, which waits at the join.
function packet(g, halves, y, points, join) {
  const frame = pen.rect(0, 0, g.bar + 6, 0, { class: "su-packet", rx: 3 }),
    twin = shape("circle", { class: "su-twin", r: g.bar / 2 }),
    way = pen.path(`M${points.join("L")}`);
  const at = (t) => {
    const now = Math.min(t, halves.length - 1),
      half = between(halves, now) + 3,
      gone = t / (join + 0.5),
      { x, y: down } = way.getPointAtLength(share(gone) * way.getTotalLength());
    const move = (node, places) => Object.entries(places).forEach((one) => node.setAttribute(...one));
    move(frame, { x: between(g.xs, now) - g.bar / 2 - 3, y: y - half, height: 2 * half });
    move(twin, { cx: x, cy: down, visibility: gone > 0 && gone <= 1 ? "visible" : "hidden" });
  };
  return { parts: [twin, frame], at };
}
