// What is held, a column a moment: what waits, what is read, what is thrown away, what is written.

const ORDER = [
  ["waits", "t3"],
  ["reads", "t0"],
  ["part", "t2"],
  ["writes", "t1"],
];

// Columns of a run in whole layers stand under these; others share the width.
function columns({ moments, layers, sums }, xs, at) {
  const under = moments.length === layers.length + Number(sums),
    gap = (xs.at(-1) - xs[0]) / moments.length;
  return moments
    .map((_, i) => (under ? (xs[i] + xs[i + 1]) / 2 : xs[0] + (i + 0.5) * gap))
    .map((x) => ({
      x,
      w: Math.min(at.present ? 96 : 54, gap * 0.62),
    }));
}

function memory(shown, xs, at, words) {
  const { moments, step, secret, scale, rival } = shown,
    k = at.chart / scale,
    places = columns(shown, xs, at);
  const legend = pen.label(
    at.narrow ? 0 : xs[0],
    at.legend,
    [
      `${words.held} `,
      ...words.kinds
        .filter(([, , key]) => moments.some((one) => one[key]))
        .flatMap(([tone, name]) => [s("tspan", { class: `bs-mark ${tone}` }, " ■ "), name]),
    ],
    { "font-size": at.text, class: "is-soft" },
  );
  if (secret) return [legend, ...covered(xs, at, words)];
  const text = (x, y, words_, attributes) =>
    pen.label(x, y, words_, {
      "text-anchor": "middle",
      "font-size": at.text,
      class: "is-rimmed",
      ...attributes,
    });
  const ghosts = rival.map((tall, i) =>
    places[i] && rival.length === places.length
      ? pen.rect(places[i].x - places[i].w / 2 - 3, at.foot - tall * k, places[i].w + 6, tall * k, {
          class: "bs-ghost",
        })
      : "",
  );
  const stacks = moments.slice(0, step).flatMap((one, i) => {
    const { x, w } = places[i],
      all = heldAt(one),
      told_ = i === step - 1 || !i || heldAt(moments[i - 1]) !== all;
    let y = at.foot;
    return [
      ...ORDER.map(([key, tone]) => {
        y -= one[key] * k;
        return pen.rect(x - w / 2, y, w, one[key] * k, { class: `bs-held ${tone}`, "data-held": key });
      }),
      told_
        ? text(x, y - 4, i === step - 1 || !at.narrow ? mega(all) : "", {
            "font-weight": i === step - 1 ? 650 : 400,
          })
        : "",
    ];
  });
  return [
    legend,
    ...ghosts,
    pen.path(`M${xs[0]} ${at.foot}H${xs.at(-1)}`, { class: "bs-base" }),
    ...stacks,
    ...remark(shown, xs, at, words, k),
  ];
}
const mega = (n) => `${((n * BYTES) / 1e6).toFixed(2)} MB`;

// In parts: where the run at once had its worst moment; the classic block says why it cannot.
function remark({ shape, parts, scale }, xs, at, words, k) {
  const label = (x, text, anchor) =>
    pen.label(x, at.legend, text, { "text-anchor": anchor, "font-size": at.text, class: "is-soft" });
  if (parts === 1)
    return [label(at.wide - 2, words.outline((at.narrow ? words.brief : words.shapes)[other(shape)]), "end")];
  if (shape === "classic") return at.narrow ? [] : [label(at.wide - 2, words.whole, "end")];
  const y = at.foot - scale * k;
  return [
    pen.path(`M${xs[0]} ${y}H${xs.at(-1)}`, { class: "bs-ghost" }),
    label(at.wide - 2, words.once(mega(scale)), "end"),
  ];
}

// What the question asks for.
function covered(xs, at, words) {
  const [x, y, wide] = [xs[0], at.foot - at.chart, xs.at(-1) - xs[0]];
  return [
    pen.rect(x, y, wide, at.chart, { class: "bs-secret" }),
    pen.label(x + wide / 2, y + at.chart / 2 + at.text * 0.55, words.secret, {
      "text-anchor": "middle",
      "font-size": at.text * 1.6,
      "font-weight": 640,
    }),
  ];
}
