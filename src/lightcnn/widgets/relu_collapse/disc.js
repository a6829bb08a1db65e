// The plane as a disc: folds, hatched sectors, the curve; beside it the same disc with the curve read back.

// Two discs with the units between them; on a phone one is set lower, so that both stay large.
function places({ wide, high, narrow, present, pick }) {
  const text = pick(13, 11.5, 24),
    head = pick(24, 20, 40),
    edge = pick(14, 13, 24), // room for the knob
    tab = pick(30, 28, 48);
  const D = narrow
    ? Math.min(high * 0.61, wide * 0.56) - edge
    : Math.min(high - head - 2 * edge, (wide - pick(112, 0, 250) - 2 * edge) / 2);
  const R = D / 2,
    left = { x: R + edge, y: narrow ? head + edge + R : head + (high - head) / 2 },
    right = narrow ? { x: wide - R - 3, y: high - R - 3 } : { x: wide - R - 2, y: left.y };
  const from = narrow ? left.x + R + edge + 8 : left.x + R + edge,
    to = narrow ? wide - 2 : right.x - R;
  const tall = pick(84, 22, 120),
    middle = narrow ? tab + 34 : left.y;
  return {
    text,
    R,
    left,
    right,
    narrow,
    present,
    knob: pick(30, 30, 52),
    grip: pick(36, 36, 52),
    captions: [[left.x, text, "middle"], narrow ? [2, high - 8, "start"] : [right.x, text, "middle"]],
    tab: { x: narrow ? to - 58 : (from + to) / 2 - pick(36, 0, 56), y: narrow ? 0 : middle - tall / 2 - tab - 18, wide: pick(72, 58, 112), tall: tab }, // prettier-ignore
    stack: { x: from + pick(12, 2, 20), wide: to - from - pick(24, 14, 40), middle, tall },
    count: narrow ? [from, 18, "start"] : [(from + to) / 2, middle + tall / 2 + text * 1.6, "middle"],
  };
}

const on = ({ x, y }, R, turn, far = 1) => [
  x + R * far * Math.cos(turn * RAD),
  y - R * far * Math.sin(turn * RAD),
];
const fix = (list) => list.map((v) => v.toFixed(1)).join(" ");

function wedge(centre, R, { from, to }) {
  if (to - from >= 360) return `M${fix(on(centre, R, 0))}A${R} ${R} 0 1 0 ${fix(on(centre, R, 180))}A${R} ${R} 0 1 0 ${fix(on(centre, R, 0))}z`; // prettier-ignore
  const far = to - from > 180 ? 1 : 0;
  return `M${fix([centre.x, centre.y])}L${fix(on(centre, R, from))}A${R} ${R} 0 ${far} 0 ${fix(on(centre, R, to))}z`;
}

// Where one unit is open, the strokes run along its fold: each becomes one point. Where none is, they cross.
function hatching({ sectors, directions, mark }, { left, R, present }) {
  const size = present ? 12 : 7,
    lost = sectors.filter(({ open }) => open.length < 2);
  return lost.flatMap((one, k) => {
    const id = `${mark}-${k}`,
      turn = one.open.length ? -directions[one.open[0]] : 45;
    const strokes = [pen.rect(0, 0, size * 0.2, size, {})];
    if (!one.open.length) strokes.push(pen.rect(0, 0, size, size * 0.2, {}));
    const d = wedge(left, R, one);
    return [
      s("defs", {}, kit.tile(id, size, { class: "rc-strokes", patternTransform: `translate(${left.x} ${left.y}) rotate(${turn})` }, ...strokes)), // prettier-ignore
      pen.path(d, { class: "rc-under" }),
      pen.path(d, { fill: `url(#${id})`, "data-lost": one.open.length }),
    ];
  });
}

// The folds, with ticks on the side where the unit is open.
function folds(directions, { left, R, present }) {
  const tick = present ? 12 : 7;
  return directions.map((one, i) => {
    const ends = [90, -90].map((side) => on(left, R, one + side)),
      [dx, dy] = [Math.cos(one * RAD) * tick, -Math.sin(one * RAD) * tick];
    const ticks = ends.map(([x, y]) => `M${fix([x, y])}l${fix([dx, dy])}`).join("");
    return pen.path(`M${ends.map(fix).join("L")}${ticks}`, {
      class: i ? "rc-fold" : "rc-fold is-first",
      "data-fold": one,
    });
  });
}

// The dots of one kind are strokes of no length in one path: a circle each would be most of what a step costs.
function curveOf(points, flags, centre, { R, present, narrow }, kind) {
  const at = points.map(([x, y]) => [centre.x + R * x, centre.y - R * y].map((v) => v.toFixed(2)).join(" ")),
    indices = at.map((_, i) => i);
  const dots = (list, name) =>
    pen.path(list.map((i) => `M${at[i]}h0`).join(""), {
      class: name,
      "stroke-width": present ? 8.4 : narrow ? 4 : 4.8,
      [`data-${kind}`]: list.join(" "),
    });
  return [
    pen.path(`M${at.join("L")}`, { class: "rc-line" }),
    dots(indices.filter((i) => !flags[i]), "rc-dot"), // prettier-ignore
    ...(flags.includes(true) ? [dots(indices.filter((i) => flags[i]), "rc-dot is-lost")] : []), // prettier-ignore
  ];
}

const rim = ({ x, y }, R) => s("circle", { cx: x, cy: y, r: R, class: "rc-rim" });

// A stroke for each unit, those of one kind in one path; the first is the one that is turned.
function stackOf(units, slots, { stack: { x, wide, middle, tall } }) {
  const slot = wide / slots;
  const strokes = (from, to, name) =>
    pen.path(Array.from({ length: Math.max(0, to - from) }, (_, i) => kit.paths.box(x + (from + i) * slot, middle - tall / 2, slot * 0.7, tall)).join(""), { class: `rc-unit ${name}` }); // prettier-ignore
  return [strokes(0, Math.min(1, units), "is-first"), strokes(1, units, "is-on"), strokes(units, slots, "")];
}
