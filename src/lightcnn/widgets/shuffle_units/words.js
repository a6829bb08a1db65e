// Every text that a reader sees.

const KINDS = {
  relu: "ReLU",
  shuffle: "channel shuffle",
  pool: "average pool",
  add: "add",
  concat: "concatenate",
};
const TEXT = {
  en: {
    left: "Left",
    right: "Right",
    side: "Side h = w",
    channels: "Channels c",
    middle: "Bottleneck m",
    groups: "Groups g",
    stride: "Stride",
    at: (t) => (t ? `after operation ${t}` : "at the input"),
    stage: "Two units side by side",
    tensor: (c, h) => `${c} channels, ${h} × ${h}`,
    op: (row) =>
      row.kind === "pool"
        ? `${KINDS.pool}, / 2`
        : row.kind !== "conv"
          ? KINDS[row.kind]
          : `${row.kernel}×${row.kernel}${row.groups === 1 ? "" : row.groups === row.cIn ? " depthwise" : `, ${row.groups} groups`}${row.strided && row.out < row.before ? ", / 2" : ""}`,
    sides: { conv: "conv", pool: "pool" },
    macs: (n) => `${short(n)} multiply-adds`,
    noMacs: (row) => (row.elementwise ? `${short(row.elementwise)} element-wise` : "moves data only"),
    beside: "on the shortcut:",
    listed: (op, row) => (row.lane === "shortcut" ? `${op} (shortcut)` : op),
    params: "Parameters",
    elementwise: "Element-wise operations",
    accesses: "Memory accesses (values)",
    note: "Left | right. Parameters are the weights of the convolutions; batch norms are left out. Element-wise operations are additions, maxima and comparisons outside the convolutions. Memory accesses are values read and written, weights included, each once.",
    fitted: (m, wanted, g) => `${g} groups do not divide ${wanted}: m is ${m}.`,
    quarter: (out) => `m = ${out} / 4, as in the network.`,
    moreKeys: "1 and 2 choose the stride, up and down step.",
    formula: {
      // He et al.'s bottleneck, its grouped form, and Zhang et al. 2018, section 3.2, with the reader's numbers
      resnet: ({ side, channels: c, middle: m }) => [
        "Bottleneck: hw (2cm + 9m²)",
        `${side}² · (2 · ${c} · ${m} + 9 · ${m}²)`,
      ],
      resnext: ({ side, channels: c, middle: m, groups: g }) => [
        "ResNeXt: hw (2cm + 9m² / g)",
        `${side}² · (2 · ${c} · ${m} + 9 · ${m}² / ${g})`,
      ],
      shufflenet_v1: ({ side, channels: c, middle: m, groups: g }) => [
        "ShuffleNet V1: hw (2cm / g + 9m)",
        `${side}² · (2 · ${c} · ${m} / ${g} + 9 · ${m})`,
      ],
    },
    sumOf: (name) => `${name}: sum of its operations`,
    summed: (n) => `Sum of its operations: ${n}`,
    table: "Costs of every operation",
    caption: (a, b) => `${a} and ${b}, operation by operation`,
    head: [
      "unit",
      "operation",
      "channels in → out",
      "groups",
      "parameters",
      "multiply-adds",
      "element-wise",
      "memory accesses",
    ],
    totalRow: "whole unit",
    picture: (name, s, total) => `${name}, stride ${s.stride}: ${total} multiply-adds.`,
    now: (name, row, words) =>
      `${name}: ${words.op(row)}, ${row.flow} channels${row.kind === "conv" ? `, ${short(row.macs)} multiply-adds` : ""}`,
    input: (name) => `${name}: the input`,
    question: (s, light, heavy) =>
      `c = ${s.channels}, m = ${s.middle}, ${s.side} × ${s.side}, g = ${s.groups}, stride ${s.stride}. How many times fewer multiply-adds does the ${light.where} unit (${light.name}) need than the ${heavy.where} (${heavy.name})?`,
    same: (name) => `${name} stands on both sides. Choose two different units.`,
    guess: "times fewer",
    where: ["left", "right"],
    close: (r) => `Yes: ${r} times fewer. `,
    more: (r) => `More than that: ${r} times. `,
    less: (r) => `Less than that: ${r} times. `,
    why: {
      // heavier, lighter
      resnet: {
        resnext: ({ groups: g, stride }) =>
          `Only the 3×3 shrinks, by g = ${g}.${stride > 1 ? " The shortcuts are the same." : ""}`,
        shufflenet_v1: ({ groups: g, middle: m }) =>
          `The 1×1 layers shrink by g = ${g}, and the 3×3 by m = ${m}: it filters each channel alone.`,
      },
      resnext: {
        shufflenet_v1: ({ groups: g, middle: m }) =>
          `The 1×1 layers shrink by g = ${g}, and the 3×3 by m / g = ${m / g}: it filters each channel alone.`,
      },
    },
    halved: ({ channels: c }) =>
      ` At stride 2 its branch makes ${c} channels instead of ${2 * c}, and its shortcut has no convolution.`,
    nothing: "Type a positive number.",
  },
};
