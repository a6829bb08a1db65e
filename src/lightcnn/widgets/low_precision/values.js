// The histogram, the comb under it, and the error of every end of the grid under both.

const percent = (share) =>
  share > 0 && share < 0.001 ? "< 0.1 %" : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

function values(shown, bound, at, words) {
  const { record, axis } = shown,
    x = (v) => at.edge + ((at.wide - 2 * at.edge) * v) / axis;
  return [
    ...histogram(record, bound, x, at, words),
    ...comb(shown.bits, bound, x, at),
    ...scale(axis, x, at, words),
    ...(shown.secret ? covered(at, words) : curve(shown, bound, x, at)),
    ...legend(at, words),
    pen.path(`M${x(bound)} ${at.top}V${at.comb.y - 2}`, { class: "lp-end" }),
  ];
}

const put = (at, x, y, text, attributes) =>
  pen.label(x, y, text, { "font-size": at.text, class: "is-rimmed", ...attributes });

function histogram({ edges, counts, zeros = 0 }, bound, x, at, words) {
  const all = counts.reduce((a, b) => a + b),
    tall = (at.base - at.top - 1.4 * at.text) / Math.log10(Math.max(...counts) + 1),
    bars = (from, to, kind) => {
      let d = "";
      counts.forEach((count, i) => {
        const [low, high] = [Math.max(edges[i], from), Math.min(edges[i + 1], to)],
          up = tall * Math.log10(count - (i ? 0 : zeros) + 1);
        if (count && high > low) d += kit.paths.box(x(low), at.base - up, x(high) - x(low), up);
      });
      return pen.path(d, { class: `lp-bars ${kind}` });
    };
  const above = counts.reduce(
      (sum, count, i) => sum + count * clamp((edges[i + 1] - bound) / (edges[i + 1] - edges[i]), 0, 1),
      0,
    ),
    room = at.wide - x(bound) > at.text * 7;
  return [
    put(at, 0, at.head, at.narrow ? words.many : words.values, { class: "is-soft" }),
    bars(0, bound, "t6"),
    bars(bound, Infinity, "t4"),
    room
      ? put(at, x(bound) + 8, at.top + at.text, words.cut(percent(above / all)), { class: "is-rimmed" })
      : "",
  ];
}

// The points of the grid; where they would touch, a band.
function comb(bits, bound, x, at) {
  const { y, high } = at.comb,
    steps = 2 ** bits - 1,
    gap = (x(bound) - x(0)) / Math.max(1, steps);
  if (gap < 2.4)
    return [pen.rect(x(0), y, x(bound) - x(0), high, { class: "lp-band", "data-points": steps + 1 })];
  const d = Array.from({ length: steps + 1 }, (_, i) => `M${x(0) + i * gap} ${y}v${high}`).join("");
  return [
    pen.path(`M${x(0)} ${y + high}H${x(bits ? bound : 0)}`, { class: "lp-line" }),
    pen.path(d, { class: "lp-teeth", "data-points": steps + 1 }),
  ];
}

function scale(axis, x, at, words) {
  const every = axis > 20 ? 10 : at.narrow || at.present ? 3 : 1,
    marks = Array.from({ length: Math.floor(axis / every) + 1 }, (_, i) => i * every);
  return [
    ...marks.map((v) =>
      put(at, x(v), at.ticks, String(v), {
        "text-anchor": v ? (x(v) > at.wide - at.text ? "end" : "middle") : "middle",
        class: v === 6 ? "lp-six" : "is-soft",
      }),
    ),
    axis > 6 ? pen.path(`M${x(6)} ${at.top + 1.5 * at.text}V${at.comb.y - 2}`, { class: "lp-dash" }) : "",
    axis > 7 ? put(at, x(6) + 8, at.top + 2.4 * at.text, words.six, { class: "is-rimmed lp-six" }) : "",
  ];
}

const legend = (at, words) => [
  put(
    at,
    0,
    at.told,
    [
      at.narrow || at.present ? words.brief : words.error,
      s("tspan", { class: "lp-mark t6" }, " ■ "),
      words.rounding,
      s("tspan", { class: "lp-mark t4" }, " ■ "),
      words.clipping,
    ],
    { class: "is-soft" },
  ),
];

function covered({ curve: { y, high }, wide, edge, text }, words) {
  return [
    pen.rect(edge, y, wide - 2 * edge, high, { class: "lp-secret", rx: 6 }),
    pen.label(wide / 2, y + high / 2 + text * 0.5, words.secret, {
      "font-size": text * 1.5,
      "text-anchor": "middle",
      class: "is-soft",
    }),
  ];
}

// Both errors, one upon the other, for every end; what is more than four times the least is cut off.
function curve({ curve: list, least, record, bits }, bound, x, at) {
  const { y, high } = at.curve,
    most = 4 * (least.rounding + least.clipping),
    up = (v) => y + high * (1 - Math.min(1, v / most)),
    along = (of) => list.map((one) => `${x(one.bound).toFixed(2)} ${up(of(one)).toFixed(2)}`),
    [first, last] = [x(list[0].bound), x(list.at(-1).bound)],
    rounding = along((one) => one.rounding),
    both = along((one) => one.rounding + one.clipping),
    now = errorsOf(record, bits, bound),
    tall = up(now.rounding + now.clipping);
  return [
    pen.path(`M${first} ${at.foot}L${rounding.join("L")}L${last} ${at.foot}z`, { class: "lp-area t6" }),
    pen.path(`M${rounding.join("L")}L${both.toReversed().join("L")}z`, { class: "lp-area t4" }),
    pen.path(`M${both.join("L")}`, { class: "lp-sum" }),
    pen.path(`M${at.edge} ${at.foot}H${at.wide - at.edge}`, { class: "lp-line" }),
    pen.path(`M${x(bound)} ${at.foot}V${tall}`, { class: "lp-end" }),
    s("circle", { cx: x(bound), cy: tall, r: at.present ? 8 : 5, class: "lp-dot" }),
  ];
}
