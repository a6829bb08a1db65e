// Every text that a reader sees.

const TEXT = {
  en: {
    modes: ["standard", "grouped", "depthwise", "pointwise", "depthwise + pointwise"],
    short: ["standard", "grouped", "depthwise", "pointwise", "dw + pw"],
    halves: ["depthwise", "pointwise"],
    picture: "Input maps, kernel matrix with a row for each output and a column for each input, output maps",
    kind: "Kind of convolution",
    window: "Window over the input maps",
    position: ({ r, c }) => `row ${r}, column ${c}`,
    nowhere: "Nothing is computed yet",
    secret: "?",
    kernel: "Kernel",
    stride: "Stride",
    padding: "Padding",
    dilation: "Dilation",
    groups: "Groups",
    other: "Compare with",
    none: "nothing",
    c_in: "C in",
    c_out: "C out",
    channel: "Output channel",
    unfit: (g, { c_in, c_out, groups }) =>
      `${g} groups do not divide ${c_in} input and ${c_out} output channels. The grouped kind is drawn with ${groups} until they do.`,
    outputs: "outputs",
    map: (i) => `c${i}`,
    output: (o) => `output ${o}`,
    macs: "multiply-adds",
    of: ({ side, params, macs }) => `of ${side}² · ${params} = ${kit.whole(macs)}`,
    against: (mode, n, one, two) => {
      const times = (Math.max(one, two) / Math.min(one, two)).toFixed(2);
      const compared = `, ${times}× ${two > one ? "as many" : "fewer"}`;
      return `${mode}: ${kit.whole(n)}${one === two ? "" : compared}`;
    },
    bar: (mode, now, all) => `${mode}: ${kit.whole(now)} of ${kit.whole(all)} multiply-adds`,
    at: ({ o, r, c }, narrow) => (narrow ? `output ${o} =` : `output ${o} at (${r}, ${c}) =`),
    both: ({ o, r, c }, values) => `output ${o} at (${r}, ${c}): ${values.join(" and ")}`,
    costs: "What each kind costs",
    costHead: ["kind", "weights", "multiply-adds", "fewer", "bytes moved", "14×14, 512 → 512, 3×3", "fewer"],
    costCaption: ({ c_in, c_out, kernel }) =>
      `${c_in} → ${c_out} channels, ${kernel}×${kernel}; depthwise alone writes as many as it reads.`,
    table: "The sum under the window",
    head: ["input", "products", "sum"],
    caption: (mode, { o, r, c }) => `${mode}: output ${o} at (${r}, ${c})`,
    moreKeys: "Square brackets choose the output channel, M takes the next kind.",
    asked({ c_in, c_out }, { macs: full }, { parts, side, macs }) {
      const [looks, mixes] = parts.map((n) => kit.whole(n * side ** 2));
      return {
        question: `From ${c_in} channels to ${c_out}, the standard kind needs ${kit.whole(full)} multiply-adds. How many do depthwise and then pointwise need?`,
        answers: [
          {
            text: mixes,
            why: `That is the pointwise half alone. The depthwise half before it needs ${looks} more.`,
          },
          {
            text: kit.whole(macs),
            right: true,
            why: `${looks} look, a kernel for each input; ${mixes} mix, a weight for each pair: ${(full / macs).toFixed(2)} times fewer.`,
          },
          {
            text: kit.whole(full / 2),
            why: "That is half, as with two groups. Here each input keeps one kernel, and single weights mix.",
          },
        ],
      };
    },
  },
};
