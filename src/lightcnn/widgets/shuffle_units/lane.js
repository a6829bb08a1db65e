// One unit on the stage: what is drawn once, and `at`, which moves what moves with the time.

function lane(g, unit, i, words) {
  const { kin, list } = tissues(unit),
    top = g.top(i),
    y = top + g.axis;
  const channels = [unit.spine[0].cIn, ...unit.spine.map((row) => row.cOut)],
    halves = channels.map(g.halfOf);
  // Middles of all tensors: what works while other channels rest lies under them.
  const under = (k) => unit.rests && k > 0 && k <= unit.join,
    mids = halves.map((half, k) => (under(k) ? y + halves[0] - half : y));
  const around = unit.rests ? resting(g, unit, y, halves, words) : shortcut(g, unit, y, top + g.arc, halves),
    ops = unit.spine.map((row, k) => {
      const ends = [g.xs[k] + g.bar / 2, g.xs[k + 1] - g.bar / 2],
        [from, to] = halves.slice(k, k + 2),
        place = { row, ends, mids: mids.slice(k, k + 2), from, to, look: list[k][0][1], plus: g.plus };
      return captioned(g, row, (g.xs[k] + g.xs[k + 1]) / 2, top, operation(place), words);
    });
  const priced = [...ops, ...pills(g, unit, top + g.arc, words)],
    tensors = list.map((tissue, k) =>
      tensor(g.xs[k] - g.bar / 2, mids[k] - halves[k], 2 * halves[k], tissue, kin, g.bar),
    );
  // Channels over a tensor, or behind it where others rest, where their number changes.
  const widths = channels.map((n, k) =>
    n === channels[k - 1]
      ? ""
      : under(k)
        ? text(g.xs[k] + g.bar, mids[k] + 4, n, "su-soft", "start")
        : text(g.xs[k] + (k ? 0 : g.bar), y - halves[k] - 5, n, "su-soft", k ? "middle" : "start"),
  );
  const flows = packet(g, halves, mids, around);
  const at = (t, secret) => {
    flows.at(t);
    for (const one of priced) price(one, t, secret, words);
  };
  const parts = [
    ...around.parts,
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
function pills(g, { rows, join, halves }, y, words) {
  const side = rows.filter((row) => row.lane === "shortcut"),
    names = side.map((row) => opWords(row, words).slice(0, g.size === "wide" ? 2 : 1)),
    wides = side.map((row, k) => (names[k].join().length + (row.macs ? 9 : 2)) * g.letter);
  const room = (g.xs[join] + g.xs[join + 1]) / 2 - g.xs[0] - wides.reduce((a, b) => a + b, 0),
    gap = room / (side.length + 1);
  let left = g.xs[0];
  return side.map((row, k) => {
    const wide = wides[k],
      x = (left += gap + wide) - wide / 2;
    const said = shape("tspan", { class: `su-price ${kernelOf(row)}`, dx: g.letter }),
      box = pen.rect(x - wide / 2, y - g.pill / 2, wide, g.pill, {
        class: `su-node ${ownOf(halves)}`,
        rx: g.pill / 2,
      });
    return counted(row, said, box, text(x, y + g.pill * 0.23, [names[k].join(", "), said], "su-name"));
  });
}

// The price stands there once the packet has passed.
function price({ row, said, node }, t, secret, words) {
  const silent = t < row.at + 1 || (row.lane === "shortcut" && !row.macs);
  kit.write(said, secret && row.macs ? words.secret : silent ? "" : short(row.macs));
  node.classList.toggle("is-now", t > row.at && t <= row.at + 1);
}

// The way around: up from the input, along, and down to the sum, or to the upper part of what is concatenated. On it goes a copy
// of the packet, which waits at the join. `at` says where, and whether it is seen.
function shortcut(g, { join, spine, halves: both }, y, up, halves) {
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
  const way = pen.path(`M${points.join("L")}`, { class: `su-shortcut ${ownOf(both)}` });
  const at = (t) => {
    const gone = t / (join + 0.5),
      place = way.getPointAtLength(share(gone) * way.getTotalLength());
    return [{ cx: place.x, cy: place.y }, gone <= 1];
  };
  return { parts: [way], twin: shape("circle", { class: "su-twin", r: g.bar / 2 }), at };
}
const ownOf = (halves) => (halves ? "t0" : "");

// The channels that a split leaves alone: a band over the branch, and their half of the packet, which stands still in it until
// both are concatenated.
function resting(g, { rests, join }, y, halves, words) {
  const top = y - halves[0],
    high = 2 * (halves[0] - halves[1]) - 1,
    [from, to] = [g.xs[0], g.xs[join + 1]];
  const band = pen.rect(from, top, to - from, high, { class: "su-group t0" }),
    said = text((g.xs[1] + to) / 2, top + high / 2 + 4, words.rest(rests), "su-soft"),
    twin = pen.rect(0, top, g.bar, high, { class: "su-still su-colour t0" });
  const at = (t) => [{ x: between(g.xs, share(t) + share(t - join) * join) - g.bar / 2 }, t < join + 1];
  return { parts: [band, said], twin, at };
}

// The unit's multiply-adds as pieces of a bar, one an operation.
const piecesOf = ({ rows }, t, scale) =>
  rows.filter((row) => row.macs).map((row) => [(row.macs * share(t - row.at)) / scale, kernelOf(row)]);

// What flows: a bright frame around the tensor that it passes, and its twin on the way around.
function packet(g, halves, mids, around) {
  const frame = pen.rect(0, 0, g.bar + 6, 0, { class: "su-packet", rx: 3 }),
    move = (node, places) => Object.entries(places).forEach((one) => node.setAttribute(...one));
  const at = (t) => {
    const now = Math.min(t, halves.length - 1),
      half = between(halves, now) + 3,
      [place, seen] = around.at(t);
    move(frame, { x: between(g.xs, now) - g.bar / 2 - 3, y: between(mids, now) - half, height: 2 * half });
    move(around.twin, { ...place, visibility: t > 0 && seen ? "visible" : "hidden" });
  };
  return { parts: [around.twin, frame], at };
}
