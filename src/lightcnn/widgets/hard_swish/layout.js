// Where everything stands: the curves over the rail that x is dragged along, the gap under it, then the factors.

// prettier-ignore
const SIZES = {
  wide: { text: 12.5, gap: 54, strip: 46, knob: 26, edge: 16, dot: 4.5 },
  narrow: { text: 11, gap: 44, strip: 42, knob: 26, edge: 14, dot: 4 },
  present: { text: 24, gap: 76, strip: 74, knob: 46, edge: 30, dot: 8 },
};

function layout({ wide, high, size: name, narrow, present }) {
  const size = SIZES[name],
    { text, knob, edge } = size,
    strip = high - size.strip - 2,
    gap = strip - 0.7 * text - size.gap,
    ticks = gap - 0.55 * text,
    rail = ticks - 0.8 * text - knob * 0.4 - 2,
    along = wide - 2 * edge;
  return {
    ...size,
    wide,
    high,
    narrow,
    present,
    brief: narrow || present,
    top: 1.6 * text,
    foot: rail - knob * 0.5,
    rail,
    ticks,
    gap: { y: gap, high: size.gap },
    strip: { y: strip, high: size.strip },
    along,
    x: (v) => edge + (along * (v - LOW)) / (HIGH - LOW),
    // Of the bars of a network, which need neither gap nor factors.
    floor: high - 1.5 * text - knob,
    places: high - 0.5 * text,
  };
}

const put = (at, x, y, text, attributes) =>
  pen.label(x, y, text, { "font-size": at.text, class: "is-rimmed", ...attributes });
const mark = (tone, sign = "■") => s("tspan", { class: `hs-mark ${tone}` }, ` ${sign} `);
const pair = ([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`,
  line = (points) => `M${points.map(pair).join("L")}`;
const cover = ({ y, high }, at, words) => [
  pen.rect(at.edge, y, at.along, high, { class: "hs-secret", rx: 6 }),
  put(at, at.wide / 2, y + high / 2 + at.text * 0.5, words.secret, {
    "font-size": at.text * 1.5,
    "text-anchor": "middle",
    class: "is-soft",
  }),
];

// What is dragged along a rail.
const knobAt = (x, y, { knob }) => {
  const r = knob * 0.19;
  return pen.group(
    { class: "hs-knob" },
    s("circle", { cx: x, cy: y, r: knob * 0.42 }),
    pen.path(`M${x - r * 0.4} ${y - r}l${-r} ${r}l${r} ${r}M${x + r * 0.4} ${y - r}l${r} ${r}l${-r} ${r}`),
  );
};
