// Every text that a reader sees.

const TEXT = {
  en: {
    preset: "Module",
    own: "your own",
    cIn: "Input",
    squeeze: "Squeeze",
    expand1: "Expand 1×1",
    expand3: "Expand 3×3",
    lock: "keep the sum of both expansions",
    names: { c_in: "input", squeeze: "squeeze 1×1", expand1: "expand 1×1", expand3: "expand 3×3" },
    channels: (n) => `${n} channels`,
    concat: "concatenation",
    tokens:
      "Right of the output, one square stands for 8 channels: blue from the 1×1 branch, green from the 3×3 branch.",
    areas:
      "The weights as areas: width = input channels × kernel pixels, height = output channels, one scale",
    direct: "direct 3×3",
    frames: ["input", "squeeze", "expand 1×1", "expand 3×3", "concatenation"],
    weights: "Weights of the module",
    directly: "Direct 3×3 convolution",
    saved: "Weights, against the direct 3×3",
    macs: "Multiply-adds",
    against: (a, b) => `${a}, direct ${b}`,
    fraction: (x) => `${x}× fewer`,
    more: (x) => `${x}× more`,
    at: (s) => `at ${s}×${s}`,
    said: (a, b, x) => `${a} weights instead of ${b}: ${x}.`,
    table: "All fire modules",
    head: ["module", "in", "squeeze", "1×1", "3×3", "weights", "direct 3×3", "ratio"],
    now: "now",
    question: "Double fire2's squeeze from 16 to 32 channels. The module's weights grow by",
    answers: [
      ["exactly 2×", true, "Each of the three layers has s as a factor: s·(96 + 64 + 9·64)."],
      [
        "about 1.5×",
        false,
        "Is there any layer whose weights do not contain the squeeze width? Move the slider.",
      ],
      ["4×", false, "No layer has the squeeze on both sides. Move the slider and watch the areas."],
    ],
  },
};
