// What a design moves: columns of maps, each read or written once.

const CHANNELS = 128;
const TONE = { read: "t0", weights: "t7", written: "t1", copied: "t2", relu: "t2", added: "t3" };
const PARTS = Object.keys(TONE);
const SETTING = { G1: "outputs", G2: "groups", G3: "fragments", G4: "extras" };
const { h, s, pen, clamp, whole } = kit;

const work = (side) => CHANNELS ** 2 * side * side;

// [part, channels, pieces]: what is moved, in its order; a convolution stands between "read" and "written".
function series(widths) {
  return widths.slice(1).flatMap((n, i) => [
    ["read", widths[i]],
    ["written", n],
  ]);
}

function fragmented(label) {
  const [n, way] = [Number(label[0]), label.slice(5)];
  if (way === "parallel")
    return [
      ...Array(n).fill(["read", CHANNELS]),
      ["written", CHANNELS, n],
      ["copied", CHANNELS],
      ["copied", CHANNELS],
    ];
  // c -> m -> ... -> m -> c has the weights of c -> c.
  const m = { 2: CHANNELS / 2, 4: (CHANNELS * (3 ** 0.5 - 1)) / 2 }[n];
  return series([CHANNELS, ...Array(n - 1).fill(m), CHANNELS]);
}

function bottleneck(extras) {
  const c = CHANNELS * (16 / 17) ** 0.5,
    relu = extras === "ReLU" || extras === "both",
    sum = extras === "shortcut" || extras === "both";
  const pass = (part, n, times) => Array(times).fill([part, n]);
  const layer = (a, b) => [
    ["read", a],
    ["written", b],
  ];
  return [
    ...layer(c, c / 4),
    ...pass("relu", c / 4, relu ? 2 : 0),
    ...layer(c / 4, c / 4),
    ...pass("relu", c / 4, relu ? 2 : 0),
    ...layer(c / 4, c),
    ...pass("added", c, sum ? 3 : 0),
    ...pass("relu", c, relu ? 2 : 0),
  ];
}

function columns({ guideline, outputs, groups, fragments, extras }) {
  if (guideline === "G1") return series([CHANNELS ** 2 / outputs, outputs]);
  if (guideline === "G2") return series(Array(2).fill(CHANNELS * groups ** 0.5));
  return guideline === "G3" ? fragmented(fragments) : bottleneck(extras);
}

// Values of each part; every design has the same number of weights.
function amounts(st) {
  const found = Object.fromEntries(PARTS.map((part) => [part, 0]));
  for (const [part, n] of columns(st)) found[part] += n * st.side ** 2;
  found.weights = CHANNELS ** 2;
  return found;
}

const BEST = { outputs: CHANNELS, groups: 1, fragments: "1 fragment", extras: "neither" };
const sum = (parts) => PARTS.reduce((all, part) => all + parts[part], 0);
const least = (st) => sum(amounts({ ...st, ...BEST }));
