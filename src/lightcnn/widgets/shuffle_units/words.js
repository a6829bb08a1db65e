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
    rest: (n) => `${n} channels rest`,
    secret: "?",
    macs: "multiply-adds",
    fewer: (whole, more) => `times ${more ? "as many" : "fewer"} multiply-adds${whole ? "" : " so far"}`,
    none: "–",
    setting: ({ channels: c, middle: m, groups: g, side, stride }) =>
      `c = ${c}, m = ${m}, g = ${g}, ${side} × ${side} pixels${stride > 1 ? ", stride 2" : ""}`,
    now: (name, op, flow, price) => `${name}: ${op}, ${flow} channels, ${price} multiply-adds.`,
    fitted: (m, wanted, g) => `${g} groups do not divide ${wanted}: m is ${m}.`,
    quarter: (out) => `m = ${out} / 4, as in the network.`,
    note: "Batch norms are left out. Element-wise: operations outside the convolutions. Memory accesses: values read and written, weights too.",
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
    times: (light, heavy) => `How many times the multiply-adds of the ${light} does the ${heavy} need?`,
    guess: "how many times",
    nothing: "Type a positive number.",
    same: "not at all",
    by: "by",
    why: (one, three, freed) =>
      `The 1×1s shrink ${one}, the 3×3 ${three}${freed ? "; the shortcut has no convolution" : ""}.`,
    grown: (one, three, moved) =>
      `No groups: ${one} times the 1×1s, ${three} the 3×3, but ${moved} times the values moved.`,
    slips: {
      half: "More, though half rests. ",
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
