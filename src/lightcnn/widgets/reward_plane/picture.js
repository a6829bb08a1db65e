// The stage: axes, curves of equal reward, the front, a dot for each network, and what twice the time must bring.

function drawAxes(at, set, words) {
  const { X, Y, left, right, base, row, text } = at,
    soft = { "font-size": text, class: "is-soft" },
    digits = at.y[1] - at.y[0] < 0.04 ? 1 : 0;
  return [
    ...ticks(at.y, at.narrow ? 4 : 5).flatMap((share) => [
      pen.path(`M${left} ${Y(share)}H${right}`, { class: "rp-grid" }),
      pen.label(left - 5, Y(share) + text * 0.35, words.percent((100 * share).toFixed(digits)), { ...soft, "text-anchor": "end" }), // prettier-ignore
    ]),
    ...ticks(at.x, at.narrow ? 6 : 10).flatMap((ms) => [
      pen.path(`M${X(ms)} ${base}v5`, { class: "rp-tick" }),
      pen.label(X(ms), base + row + 4, figures(ms), { ...soft, "text-anchor": "middle" }),
    ]),
    pen.path(`M${left} ${base}H${right}`, { class: "rp-tick" }),
    pen.label(1, at.top - (at.present ? 22 : 14), words.accuracy, soft),
    pen.label(right, base + 2 * row + 6, words.latency(set.images), { ...soft, "text-anchor": "end" }),
  ];
}

// "○ drawn at random ● changed from a parent ━ front", under the axis.
function drawLegend(at, words) {
  const { random, changed, front } = at.narrow ? words.brief : words;
  const marked = (tone, mark, text) => [s("tspan", { class: `rp-mark ${tone}` }, mark), ` ${text}\u2002`];
  return pen.label(
    1,
    at.base + 2 * at.row + 6,
    [...marked("t7", "○", random), ...marked("t0", "●", changed), ...marked("t2", "━", front)],
    { "font-size": at.text, class: "is-soft" },
  );
}

// Clipped by a picture of its own: curves leave the plane at its top.
const clipped = ({ left, right, top, base }, ...parts) =>
  s(
    "svg",
    {
      x: left,
      y: top,
      width: right - left,
      height: base - top,
      viewBox: `${left} ${top} ${right - left} ${base - top}`,
    },
    ...parts,
  );

const drawCurves = (terms, at, end) =>
  clipped(
    at,
    ...levels(terms, at).map(([reward, clear]) =>
      pen.path(curve(reward, terms, at, end), { class: "rp-curve", opacity: clear }),
    ),
  );
// Along it every network is worth as much as the best.
const drawWorth = (worth, terms, at, end) =>
  worth ? [clipped(at, pen.path(curve(worth, terms, at, end), { class: "rp-worth" }))] : [];

function drawFront(front, { X, Y }) {
  if (!front.length) return [];
  const steps = front.map(({ latency, accuracy }, i) => `${i ? "H" : "M"}${X(latency)}${i ? "V" : " "}${Y(accuracy)}`); // prettier-ignore
  return [pen.path(steps.join(""), { class: "rp-front" })];
}

// Each to its parent; while the search goes on, the last one clearly.
const drawParents = (tried, all, { X, Y }) =>
  tried.flatMap(({ latency, accuracy, from }, i) =>
    from
      ? [
          pen.path(`M${X(from.latency)} ${Y(from.accuracy)}L${X(latency)} ${Y(accuracy)}`, {
            class: i === tried.length - 1 && i < all - 1 ? "rp-line is-now" : "rp-line",
          }),
        ]
      : [],
  );

const drawDots = (tried, { X, Y, dot }, titleOf) =>
  tried.map((one) =>
    s(
      "circle",
      {
        cx: X(one.latency),
        cy: Y(one.accuracy),
        r: one.random ? dot - 0.5 : dot,
        class: one.random ? "rp-dot is-random t7" : "rp-dot t0",
        "data-point": one.index,
      },
      s("title", {}, titleOf(one)),
    ),
  );

// A textbook's few have their numbers beside them.
const drawNames = (tried, { X, Y, dot, text }, words) =>
  tried
    .filter(({ side }) => side)
    .map(({ latency, accuracy, side }) =>
      pen.label(
        X(latency) + (side === "end" ? -1 : 1) * (2 * dot + 6),
        Y(accuracy) + text * (side === "end" ? -0.2 : 0.9),
        words.network(figures(100 * accuracy), figures(latency)),
        { "text-anchor": side, "font-size": text, class: "is-rimmed" },
      ),
    );

function drawAim(target, at, words) {
  const { X, top, base, text, left, right } = at,
    x = X(target),
    beside = x > (left + right) / 2;
  return [
    pen.path(`M${x} ${top}V${base}`, { class: "rp-aim" }),
    pen.label(x + (beside ? -1 : 1) * (at.knob / 2 + 3), base - text * 0.5, words.aim(figures(target)), {
      "text-anchor": beside ? "end" : "start",
      "font-size": text,
      class: "is-rimmed rp-name",
    }),
  ];
}

// From the target, or as far left as there is room for it: twice the time, and the accuracy that makes up for it.
function drawPrice(worth, terms, at, end, hide, words) {
  const { X, Y, top, text } = at,
    from = priceAt(terms, at);
  if (!worth || from < at.x[0]) return hide ? [drawSecret(X(end), at)] : [];
  const low = Y(needed(worth, from, terms)),
    goal = hide ? low - 3 * text : Y(needed(worth, 2 * from, terms)),
    tip = Math.max(top + 1.6 * text, goal),
    arrived = hide || end >= 2 * from,
    right = X(arrived ? 2 * from : Math.max(from, end)),
    r = at.dot * 0.8;
  const gain = words.more(hide ? "" : percent(costOf(from, terms)));
  return [
    pen.path(`M${X(from)} ${low}H${right}V${arrived ? tip : low}`, { class: "rp-price" }),
    s("circle", { cx: X(from), cy: low, r, class: "rp-end" }),
    ...(arrived
      ? [
          tip > goal
            ? pen.path(`M${right - 1.3 * r} ${tip + 2 * r}l${1.3 * r} ${-2 * r}l${1.3 * r} ${2 * r}`, { class: "rp-arrow" }) // prettier-ignore
            : s("circle", { cx: right, cy: tip, r, class: "rp-end" }),
          pen.label(Math.min(at.right, right + 2.2 * text), tip - text * 0.7, [words.twice, hide ? s("tspan", {}, "?") : gain], { class: "is-rimmed rp-name", "font-size": text, "text-anchor": "end", "data-gain": "" }), // prettier-ignore
        ]
      : []),
  ];
}
const drawSecret = (x, { right, top, text }) =>
  pen.label((x + right) / 2, top + 4 * text, "?", { "font-size": 2 * text, "text-anchor": "middle" });

function drawKnob(x, { base, knob }) {
  const r = knob * 0.3;
  return pen.group(
    { class: "rp-knob" },
    pen.rect(x - 1.5 * r, base - r, 3 * r, 2 * r, { rx: r }),
    pen.path(`M${x - r / 3} ${base - r / 2}l${-r / 2} ${r / 2}l${r / 2} ${r / 2}M${x + r / 3} ${base - r / 2}l${r / 2} ${r / 2}l${-r / 2} ${r / 2}`), // prettier-ignore
  );
}
