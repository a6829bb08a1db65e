// Every text that a reader sees.

const TEXT = {
  en: {
    picture: "Channels as bands, weights as areas",
    preset: "Module",
    own: "your own",
    names: {
      c_in: "input",
      squeeze: "squeeze 1×1",
      expand1: "expand 1×1",
      expand3: "expand 3×3",
      out: "output",
      direct: "direct 3×3",
    },
    short: { c_in: "in", squeeze: "squeeze", expand1: "1×1", expand3: "3×3", out: "out" },
    lock: "keep the sum of both expansions",
    channels: (n) => `${n} channels`,
    areas:
      "A rectangle is as wide as input channels × kernel pixels and as high as its output channels. All are in one scale; dashed: a 3×3 convolution from the input straight to all outputs.",
    frames: ["input", "squeeze", "expand 1×1", "expand 3×3", "concatenation"],
    weights: "weights",
    steps: {
      none: (n) => `${n} channels come in`,
      squeeze: ({ c_in, squeeze }) => `+ squeeze 1×1: ${c_in}·${squeeze}`,
      expand1: ({ squeeze, expand1 }) => `+ expand 1×1: ${squeeze}·${expand1}`,
      expand3: ({ squeeze, expand3 }) => `+ expand 3×3: 9·${squeeze}·${expand3}`,
    },
    fewer: (x) => `${x}× fewer than a direct 3×3`,
    more: (x) => `${x}× more than a direct 3×3`,
    bar: (a, b) => `${a} of the ${b} weights of a direct 3×3`,
    directly: "Direct 3×3 convolution",
    macs: (side) => `Multiply-adds at ${side}×${side}`,
    against: (a, b) => `${a}, direct ${b}`,
    said: (a, b, x) => `${a} weights instead of ${b}: ${x}.`,
    table: "All fire modules",
    caption: "The fire modules of SqueezeNet 1.0, biases left out",
    head: ["module", "in", "squeeze", "1×1", "3×3", "weights", "direct 3×3", "ratio"],
    now: "now",
    moreKeys: "On a band, up and down are 8 channels; digits choose fire2 to fire9.",
    question: "Double fire2's squeeze from 16 to 32 channels. The weights of the module grow by",
    answers: [
      { text: "about 1.5×", why: "Is there a layer whose weights do not contain the squeeze? All three do." },
      {
        text: "exactly 2×",
        right: true,
        why: "The squeeze s is a factor of all three layers: s·(96 + 64 + 9·64).",
      },
      { text: "4×", why: "That takes a layer with the squeeze on both of its sides. There is none." },
    ],
  },
};
