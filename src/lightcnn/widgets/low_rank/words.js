// Every text that a reader sees.

const TEXT = {
  en: {
    tabs: ["a kernel", "SqueezeNext's block"],
    tab: "View",
    preset: "Kernel",
    own: "your own",
    cell: (r, c) => `row ${r}, column ${c}`,
    rank: "Rank",
    channels: "Channels C",
    term: (k) => `term ${k}`,
    sum: (r) => `rank ${r}`,
    sumOf: (r) => (r === 1 ? "rank 1: the first term" : `rank ${r}: terms 1 to ${r}`),
    given: "kernel: type nine integers",
    unused: "left out",
    plus: "+",
    equals: "=",
    about: "≈",
    photo: "photograph",
    full: "3×3 kernel",
    steps: (f) =>
      f === 0
        ? "before the first pass"
        : f % 2
          ? `term ${(f + 1) / 2}: after 3×1`
          : f === 2
            ? "after 3×1 and 1×3"
            : `terms 1 to ${f / 2}`,
    wrong: "difference",
    weights: "Weights",
    sigmas: "Singular values σ",
    error: "Relative error of the kernel",
    pixels: "Error on this photograph, relative to the kernel's picture",
    flat: "Answer to a flat area (sum of the weights)",
    flatOf: (a, b) => `${a} by the kernel, ${b} at this rank`,
    of: (r) => `${r} · (3 + 3) = ${6 * r} for 9`,
    said: (r, e) => `Rank ${r}: relative error ${e}.`,
    table: "The terms as a table",
    head: ["term", "σ", "column (3×1)", "row (1×3)", "relative error with terms 1 to this"],
    caption: "The kernel as a sum of columns times rows",
    block: "Weights of the block",
    direct: "One 3×3, C → C",
    saved: "Weights saved",
    headBlock: ["kernel", "in", "out", "weights"],
    captionBlock: (c) => `The block at C = ${c}`,
    times: (x) => `${x}× fewer`,
    tensor: (i) => `tensor ${i} of 5`,
    total: "sum",
    shares: "weights of each convolution",
    saidBlock: (a, b) => `${a} weights instead of ${b}.`,
    profile: "Channels of the block's tensors",
    layer: (kh, kw, a, b) => `${kh}×${kw}: ${a} → ${b}`,
    grey: "In the filtered pictures grey is the size of a value without its sign: black for 0, white for the 3×3 kernel's picture at its brightest (99 % of its pixels are darker). After a 3×1 pass the step has a scale of its own.",
    zeros: "Nine zeros have no best column and row: the last cell keeps its value.",
    rounded: (v) => `The cells hold whole numbers: rounded to ${number(v)}.`,
    cut: (v) => `The cells hold −9 to 9: set to ${number(v)}.`,
    question:
      "Which has the largest relative error of the kernel when only its best column times row is kept?",
    answers: [
      ["Laplace", false, "Its second singular value is small: the error is 0.101."],
      ["sharpen", false, "The centre dominates and a column times a row can hold it: the error is 0.069."],
      [
        "diagonal",
        true,
        "Its three singular values are equal, so one term keeps a third of the energy: the error is √(2/3) = 0.816.",
      ],
    ],
  },
};
