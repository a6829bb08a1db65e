// Every text that a reader sees; the names of the units come from Python.

const TEXT = {
  en: {
    left: "Upper unit",
    right: "Lower unit",
    side: "Side h = w",
    channels: "Channels c",
    middle: "Bottleneck m",
    groups: "Groups g",
    stride: "Stride",
    scrub: "Operation",
    kinds: { relu: "ReLU", pool: "average pool" },
    halved: " / 2",
    depthwise: "depthwise",
    grouped: (g) => `${g} groups`,
    letter: (g) => `g = ${g}`,
    onShortcut: " (shortcut)",
    secret: "?",
    macs: "multiply-adds",
    fewer: (whole) => `times fewer multiply-adds${whole ? "" : " so far"}`,
    none: "–",
    setting: ({ channels: c, middle: m, groups: g, side, stride }) =>
      `c = ${c}, m = ${m}, g = ${g}, ${side} × ${side} pixels${stride > 1 ? ", stride 2" : ""}`,
    now: (name, op, flow, price) => `${name}: ${op}, ${flow} channels, ${price} multiply-adds.`,
    fitted: (m, wanted, g) => `${g} groups do not divide ${wanted}: m is ${m}.`,
    quarter: (out) => `m = ${out} / 4, as in the network.`,
    note: "Parameters are weights; batch norms are left out. Element-wise are additions, maxima and comparisons outside the convolutions. Memory accesses are values read and written, weights included, each once.",
    table: "Costs of every operation",
    head: [
      "unit",
      "operation",
      "channels in → out",
      "parameters",
      "multiply-adds",
      "element-wise",
      "memory accesses",
    ],
    total: "whole unit",
    moreKeys: "1 and 2 choose the stride.",
    question: (light, heavy) =>
      `How many times fewer multiply-adds does the ${light} need than the ${heavy}?`,
    guess: "times fewer",
    nothing: "Type a positive number.",
    same: "not at all",
    by: "by",
    why: (one, three, freed) =>
      `The 1×1s shrink ${one}, the 3×3 ${three}${freed ? "; the shortcut has no convolution" : ""}.`,
    slips: {
      one: "That is the 1×1s alone. ",
      three: "That is the 3×3 alone. ",
      more: "It is more. ",
      less: "It is less. ",
    },
  },
};

// Name and groups of an operation; `tight` where a column is narrow.
function opWords({ kind, kernel, groups, cIn, halved }, words, tight) {
  const half = halved ? words.halved : "";
  if (kind !== "conv") return [(words.kinds[kind] ?? kind) + half];
  const name = `${kernel}×${kernel}${half}`;
  if (groups === 1) return [name];
  return [name, tight ? words.letter(groups) : groups === cIn ? words.depthwise : words.grouped(groups)];
}
const opLine = (row, words, tight) => opWords(row, words, tight).join(", ");
