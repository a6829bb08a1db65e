// Every text that a reader sees.

const TEXT = {
  en: {
    picture: "swish and h-swish over x, the gap between them, and the factors of h-swish",
    scene: "Picture",
    scenes: {
      functions: "functions",
      slopes: "slopes",
      grid: "grid of few bits",
      depth: "how deep",
    },
    handle: "x",
    boundary: "h-swish from here on",
    bits: "bits",
    names: { swish: "swish", hard: "h-swish", relu: "ReLU", step: "identity" },
    slopes: { swish: "slope of swish", hard: "slope of h-swish", relu: "of ReLU" },
    band: "h-swish: within this band",
    gap: { functions: "gap, enlarged", slopes: "gap of slopes", grid: "gap in steps" },
    gapBrief: "gap",
    factors: { x: "x", gate: "ReLU6(x + 3)", hard: "h-swish(x)", swish: "swish(x)" },
    inSteps: {
      x: "x in steps",
      gate: (three) => `clamp(x + ${three}, 0, ${2 * three})`,
      hard: "h-swish, rounded",
      swish: "swish, rounded",
    },
    inStepsBrief: {
      x: "x",
      gate: (three) => `0 ≤ x + ${three} ≤ ${2 * three}`,
      hard: "h-swish",
      swish: "swish",
    },
    unit: {
      functions: (x) => `gap at x = ${x}`,
      slopes: (x) => `gap of slopes at x = ${x}`,
      grid: (x, n) => `${n === 1 ? "step" : "steps"} of the grid at x = ${x}`,
    },
    so: (most, places) => `largest so far ${most}` + (places ? `, at ${places}` : ""),
    and: " and ",
    none: "nothing compared yet",
    bar: (most, now) => `here ${now}, largest so far ${most}`,
    hidden: "hidden until you answer",
    secret: "?",
    at: (x) => `x = ${x}`,
    since: (n, name) => (n ? `h-swish from ${name} on` : "h-swish nowhere"),
    unitDepth: "of all values",
    noteDepth: (n, name) => (n ? `take h-swish, from ${name}, on` : "take h-swish"),
    barDepth: (share, theirs) => `${share} of the activation values; in MobileNetV3 ${theirs}`,
    depthHead: "Values of each activation, MobileNetV3-Large",
    depthBrief: "Values of each activation",
    theirs: "in MobileNetV3",
    side: (n) => `${n} × ${n}`,
    sideBrief: (n) => `${n}²`,
    said: (x, hard, swish, gap) => `x = ${x}: h-swish ${hard}, swish ${swish}, gap ${gap}.`,
    saidDepth: (n, name, share) =>
      n ? `h-swish from ${name} on: ${share} of the activation values.` : "h-swish nowhere.",
    strip: {
      gate: "Gate of h-swish, ReLU6(x + 3) / 6",
      hard: "h-swish(x)",
      swish: "swish(x)",
      slopes: "Slopes of h-swish and swish",
      minima: "Minima",
      worst: "Largest gap",
    },
    minima: (hard, swish) => `h-swish ${hard}; swish ${swish}`,
    point: (value, x) => `${value} at ${x}`,
    stripDepth: { first: "First with h-swish", values: "Values with h-swish", theirs: "In MobileNetV3" },
    values: (some, all) => `${some} of ${all}`,
    table: "All values",
    captions: {
      functions: "Functions and the gap between them",
      slopes: "Slopes and the gap between them; at −3 and 3 on the side of 0",
      grid: "Both in steps of the grid",
      depth: "Activations of MobileNetV3-Large for an image of 224 × 224; the gates' own left out",
    },
    head: {
      functions: ["x", "h-swish", "swish", "gap"],
      slopes: ["x", "h-swish'", "swish'", "gap"],
      grid: ["x", "h-swish", "swish", "gap"],
      depth: ["after", "output", "values", "in MobileNetV3", "here"],
    },
    kinds: { true: "h-swish", false: "ReLU" },
    code: {
      functions: "hard = x * F.relu6(x + 3) / 6  # F.hardswish(x)\nsoft = x * torch.sigmoid(x)  # F.silu(x)",
      depth: 'records = profile(mobilenet_v3("large")).records  # each nn.Hardswish, each nn.ReLU',
    },
    // What is approximated step by step is marked.
    operations: [
      ["swish", ["negate", ["exp"], "add 1", ["divide"]]],
      ["h-swish", ["add 3", "clamp to 0 and 6", "multiply by x", "multiply by 1/6"]],
    ],
    notes:
      "A processor approximates exp and a division in several steps, each kind of processor in its own way. Adding, clamping and multiplying are one instruction each, and on a grid they need nothing but integers: the boxes show them there. A grid of 8 bits goes from −8 to 8 in steps of 1/16; where both functions are rounded to it, swish has steps as h-swish has, and its smooth bend, which is all that h-swish gives up, is gone.",
    moreKeys: "1 shows the functions, 2 their slopes, 3 a grid of few bits, 4 how deep h-swish begins.",
    question: "h-swish puts ReLU6(x + 3) / 6 where swish has a sigmoid. Where is this approximation worst?",
    // gap(x): how far both lie apart there, in words
    answers: (gap) => [
      {
        text: "near −1.5",
        why: `The gates differ most near there, but are multiplied by a small x: ${gap(-1.5)}. At ±3 it is ${gap(3)}.`,
      },
      {
        text: "at ±3",
        right: true,
        why: `It is ${gap(3)} at both: the clamp has a corner there, the sigmoid bends smoothly and is still on its way.`,
      },
      {
        text: "beyond ±5",
        why: `The sigmoid never reaches 0 or 1, but nears them fast: the gap at 5 is ${gap(5)}, at ±3 ${gap(3)}.`,
      },
    ],
  },
};
