// Every text that a reader sees.

const TEXT = {
  en: {
    picture: "Values of a layer, or its weights channel by channel, over the grid that stores them",
    switch: "What is stored",
    views: {
      activations: ["activations", "values"],
      layer: ["weights, one grid", "weights"],
      channel: ["weights, a grid a channel", "grid a channel"],
    },
    bits: "bits",
    some: (n) => (n === 1 ? "1 bit" : `${n} bits`),
    fewer: "One bit less",
    further: "One bit more",
    bound: "end of the grid",
    layer: "activations of",
    named: (layer, bounded) =>
      `${bounded ? "ReLU6" : "ReLU"}: ${layer.replace(".branch", "").replace(/\.act$/, "")}`,
    values: "How many values lie where (log scale)",
    many: "Values (log scale)",
    cut: (share) => `cut: ${share}`,
    six: "ReLU6",
    error: "Squared error, wherever the grid ends:",
    brief: "Error, by end:",
    rounding: "rounding",
    clipping: "clipping",
    rows: (n, own) =>
      `${n} channels, a line each: ` + (own ? "every line on its own scale" : "all on one scale"),
    rowsBrief: (n, own) => `${n} channels, ` + (own ? "each on its own scale" : "all on one scale"),
    few: "under 4 points",
    plenty: "4 points or more",
    point: "a point of the grid",
    unit: "dB signal over error",
    unitBrief: "dB",
    note: (share) => `error: ${share} rounding`,
    none: "every value becomes 0",
    unitRows: (n) => `of ${n} channels`,
    noteRows: "have 4 points or more",
    bar: (db, share) => `${db} decibel; ${share} of the error is rounding`,
    barRows: (k, n) => `${k} of ${n} channels`,
    hidden: "hidden until you answer",
    at: (bits) =>
      bits ? (bits === 1 ? "1 bit: 2 points" : `${bits} bits: ${2 ** bits} points`) : "0 bits: only the 0",
    said: (bits, bound, db) => `${bits} bits from 0 to ${bound}: ${db} decibel.`,
    saidRows: (bits, k, n) => `${bits} bits: ${k} of ${n} channels have 4 points or more.`,
    step: "Step",
    end: "Grid ends at",
    rounded: "Rounding error",
    clipped: "Clipping error",
    best: "Best end",
    code: {
      activations: (bits, bound) => `stored = on_fixed_grid(x, high=${bound}, bits=${bits})`,
      layer: (bits) => `stored = rounded(weight, bits=${bits})`,
      channel: (bits) => `stored = rounded(weight, bits=${bits}, per_channel=True)`,
    },
    notes:
      "Errors are shares of the signal, the sum of all squared values. The values of a bar count as spread evenly over it, those that are exactly 0 apart: they have no error on any grid. The grid of the weights goes as far down as up, as in the library's rounded(); a channel's points are those between its smallest and its largest weight.",
    table: "All bits",
    caption: (bound) => `Grid from 0 to ${bound}, the best end, and channels with 4 points or more`,
    head: ["bits", "step", "dB", "best end", "dB there", "channels, one grid", "channels, a grid each"],
    secret: "?",
    moreKeys: "1 shows activations, 2 weights on one grid, 3 on a grid a channel.",
    question:
      "3 bits, 8 points. ReLU6 lets the grid end at 6. Where does it end best, for the smallest squared error?",
    choices: ["below 6", "at 6", "above 6"],
    // By where the best end lies (0 below, 1 at, 2 above 6) and what was answered.
    why: (lies, chosen, end, [here, there]) => {
      const found = `at ${end} it is ${there} dB, at 6 ${here} dB`;
      if (lies === chosen)
        return [
          `A${found.slice(1)}. Few values are cut there, and all others get finer steps.`,
          `No other end is better than ${here} dB.`,
          `A${found.slice(1)}. What 6 cuts off costs more than the finer steps save.`,
        ][lies];
      return [
        `Cutting more costs more than finer steps save: ${found}.`,
        `6 is the network's bound, not the best end: ${found}.`,
        `Nothing is cut, but all steps get coarser for the sake of a few values: ${found}.`,
      ][chosen];
    },
  },
};
