// The stage: two logarithmic axes, the roof, and every layer as two dots, what is possible and what was measured.

const COLOUR = { memory: "t0", arithmetic: "t1" };

// Where everything stands in the box; X and Y from multiply-adds per byte and per second to pixels.
function places({ wide, high, narrow, pick }, machine) {
  const text = pick(13, 11.5, 24),
    row = Math.round(text * 1.3),
    left = pick(50, 42, 88),
    top = row + 4,
    base = high - 4 * row - 2;
  const [low, most] = ENDS,
    floor = (machine.bandwidth * low) / 5,
    ceiling = machine.peak * 5;
  const across = (wide - left - 6) / Math.log10(most / low),
    up = (base - top) / Math.log10(ceiling / floor);
  return {
    ...{ text, row, left, top, base, narrow, wide, up, floor, ceiling },
    knob: pick(34, 34, 48),
    dot: pick(4, 3.5, 7),
    right: wide - 6,
    X: (perByte) => left + Math.log10(perByte / low) * across,
    Y: (rate) => base - Math.log10(rate / floor) * up,
    perByte: (x) => low * 10 ** ((x - left) / across),
  };
}

const decades = (from, to) => {
  const first = Math.ceil(Math.log10(from));
  return Array.from({ length: Math.floor(Math.log10(to)) - first + 1 }, (_, i) => 10 ** (first + i));
};

function drawAxes(at, words) {
  const { X, Y, left, right, base, row, text } = at,
    soft = { "font-size": text, class: "is-soft" };
  const rates = decades(at.floor, at.ceiling).map((rate) => [
    pen.path(`M${left} ${Y(rate)}H${right}`, { class: "rl-grid" }),
    pen.label(left - 6, Y(rate) + text * 0.35, words.giga(Number((rate / 1e9).toPrecision(2))), {
      ...soft,
      "text-anchor": "end",
    }),
  ]);
  const intensities = decades(...ENDS).map((n) => [
    pen.path(`M${X(n)} ${base}v5`, { class: "rl-tick" }),
    pen.label(X(n), base + 3 * row - 3, String(n), { ...soft, "text-anchor": "middle" }),
  ]);
  return [
    ...rates.flat(),
    ...intensities.flat(),
    pen.label(2, text, words.rate, soft),
    pen.label(right, base + 4 * row - 4, words.perByte, { ...soft, "text-anchor": "end" }),
  ];
}

// The roof in the colours of what sets it, its area, and the drop from its bend.
function drawRoof(roof, { X, Y, base }) {
  const [low, most] = ENDS,
    bend = clamp(roof.peak / roof.bandwidth, low, most),
    [x, y] = [X(bend), Y(roof.peak)];
  const slope = `M${X(low)} ${Y(under(roof, low))}L${x} ${y}`,
    flat = `M${x} ${y}H${X(most)}`;
  return [
    pen.path(`${slope}V${base}H${X(low)}z`, { class: "rl-area t0" }),
    pen.path(`${flat}V${base}H${x}z`, { class: "rl-area t1" }),
    pen.path(`M${x} ${y}V${base}`, { class: "rl-bend" }),
    pen.path(slope, { class: "rl-roof t0", "data-roof": "memory" }),
    pen.path(flat, { class: "rl-roof t1", "data-roof": "arithmetic" }),
  ];
}

function drawGhost(roof, { X, Y }) {
  const [low, most] = ENDS,
    bend = X(roof.peak / roof.bandwidth);
  return pen.path(`M${X(low)} ${Y(under(roof, low))}L${bend} ${Y(roof.peak)}H${X(most)}`, {
    class: "rl-ghost",
  });
}

// A layer: its name at the foot, in two rows, what was measured, and what the roof allows (unless that is asked for).
function drawLayer(one, i, { roof, seconds, chosen, hide, empty }, at, words) {
  const { X, Y, base, row, text, dot } = at,
    perByte = one.operations / one.bytes,
    x = X(perByte),
    name = (at.narrow && words.short[one.name]) || one.name;
  const label = pen.label(x, base + row * (1 + (i % 2)) - 2, name, {
    "text-anchor": "middle",
    "font-size": text,
    "font-weight": chosen ? 650 : undefined,
  });
  if (empty) return [label];
  const roofAt = Y(under(roof, perByte)),
    reached = seconds && Y(one.operations / seconds);
  return [
    label,
    pen.path(`M${x} ${base}V${reached ?? roofAt}`, { class: "rl-drop" }),
    ...(seconds
      ? [
          pen.path(`M${x} ${reached}V${hide ? reached : roofAt}`, {
            class: chosen ? "rl-stem is-now" : "rl-stem",
          }),
          s("circle", { cx: x, cy: reached, r: dot, class: "rl-dot", "data-measured": one.name }),
        ]
      : []),
    ...(hide
      ? []
      : [s("circle", { cx: x, cy: roofAt, r: dot + 1, class: `rl-best ${COLOUR[limit(one, roof)]}`, "data-best": one.name })]), // prettier-ignore
  ];
}

// "■ memory 15.4 GB/s sets the time of 4 of 8", over the slope, where no layer can be.
function drawLegend(roof, counts, at, words) {
  const [before, after] = words.sets[at.narrow ? "narrow" : "wide"],
    speeds = { memory: roof.bandwidth, arithmetic: roof.peak };
  return LIMITS.map((key, i) => {
    const { name, speed } = words.limits[key];
    return pen.label(
      at.left + 6,
      at.top + (i + 1) * at.row,
      [
        s("tspan", { class: `rl-mark ${COLOUR[key]}` }, "■ "),
        (at.narrow ? "" : `${name} `) + speed(figures(speeds[key] / 1e9)) + before,
        s("tspan", { "font-weight": 650, "data-count": key }, counts ? String(counts[key]) : "?"),
        after,
      ],
      { "font-size": at.text, class: "is-rimmed" },
    );
  });
}

// "○ at best ● measured", under the roof, where no layer comes.
function drawKey({ right, base, text }, words) {
  const [best, measured] = words.dots;
  return pen.label(right - 6, base - text * 0.6, `○ ${best}\u2002● ${measured}`, {
    "text-anchor": "end",
    "font-size": text,
    class: "is-soft",
  });
}

// Where a handle holds the roof: a grip with an arrow up and one down.
function drawGrip(x, y, key, { knob }) {
  const r = knob * 0.3;
  return pen.group(
    { class: `rl-grip ${COLOUR[key]}` },
    pen.rect(x - r, y - 1.5 * r, 2 * r, 3 * r, { rx: r }),
    pen.path(`M${x - r / 2} ${y - r / 3}l${r / 2} ${-r / 2}l${r / 2} ${r / 2}M${x - r / 2} ${y + r / 3}l${r / 2} ${r / 2}l${r / 2} ${-r / 2}`), // prettier-ignore
  );
}
