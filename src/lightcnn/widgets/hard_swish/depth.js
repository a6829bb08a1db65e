// The activations of a network in their order, a bar each, and from which of them on they are h-swish.

const valuesOf = ({ channels, side }) => channels * side ** 2;

// { layers, values, all, theirs: the share that has h-swish in MobileNetV3, shares: of the last 0, 1, 2 ... }
function countsOf(layers) {
  const values = layers.map(valuesOf),
    all = values.reduce((a, b) => a + b),
    theirs = layers.reduce((sum, { hard }, i) => sum + hard * values[i], 0) / all;
  let sum = 0;
  const sums = [0, ...values.toReversed().map((one) => (sum += one))];
  return { layers, values, all, theirs, sums };
}

function depths({ counts }, from, at, words) {
  const { layers, values } = counts,
    pitch = at.along / layers.length,
    top = at.top + 1.3 * at.text,
    tall = (v) => Math.max(1, ((at.floor - top) * v) / Math.max(...values)),
    left = (i) => at.edge + i * pitch;
  const bars = values.map((v, i) =>
    pen.rect(left(i) + 0.8, at.floor - tall(v), pitch - 1.6, tall(v), {
      class: `hs-bar ${i > from - 0.5 ? "t1" : ""}`,
      "data-values": v,
    }),
  );
  const theirs = layers.map(({ hard }, i) =>
    hard ? pen.rect(left(i), at.floor + 3, pitch, 3, { class: "hs-theirs" }) : "",
  );
  const rail = at.floor + 6 + at.knob * 0.4;
  return [
    put(at, 0, at.text, at.brief ? words.depthBrief : words.depthHead, { class: "is-soft" }),
    put(at, at.wide, at.text + (at.narrow ? 1.5 * at.text : 0), key(words), {
      class: "is-soft",
      "text-anchor": "end",
    }),
    ...bars,
    ...theirs,
    pen.path(`M${at.edge} ${rail}H${at.wide - at.edge}`, { class: "hs-axis" }),
    pen.path(`M${left(from)} ${top}V${rail}`, { class: "hs-here" }),
    ...groups(counts, { left, pitch, tall }, at, words),
    knobAt(left(from), rail, at),
  ];
}
const key = (words) => [
  mark("t1"),
  words.kinds.true,
  mark("hs-grey"),
  words.kinds.false,
  mark("hs-ink", "▂"),
  words.theirs,
];

// Maps of one side: where they end, how large they are, and what their largest activation holds.
function groups({ layers, values }, { left, pitch, tall }, at, words) {
  const sides = [...new Set(layers.map(({ side }) => side))],
    said = at.brief ? words.sideBrief : words.side;
  return sides.flatMap((side) => {
    const first = layers.findIndex((one) => one.side === side),
      last = layers.findLastIndex((one) => one.side === side),
      most = Math.max(...values.slice(first, last + 1)),
      peak = values.indexOf(most, first),
      single = first === last,
      end = { "text-anchor": single ? "end" : "middle" };
    return [
      first ? pen.path(`M${left(first)} ${at.top + 2 * at.text}V${at.floor + 6}`, { class: "hs-faint" }) : "",
      put(at, single ? at.wide : (left(first) + left(last + 1)) / 2, at.places, said(side), {
        ...end,
        class: "is-soft is-rimmed",
      }),
      put(at, single ? at.wide : left(peak) + pitch / 2, at.floor - tall(most) - 4, short(most, 3), end),
    ];
  });
}
