// Every text that a reader sees.

const TEXT = {
  en: {
    picture: "A residual block as a body as wide as its channels, and what it holds in memory",
    switch: "Which ends the shortcut joins",
    shapes: { inverted: "inverted residual", classic: "classic bottleneck" },
    brief: { inverted: "inverted", classic: "classic" },
    parts: (k) => `in ${k} parts`,
    partsLong: "Compute the middle part by part",
    expansion: "expansion t",
    thin: "thin channels",
    stride: "stride",
    side: "input",
    middle: "middle in parts",
    atOnce: "at once",
    sides: (n) => `${n} × ${n}`,
    layer: (kernel, depthwise, brief) =>
      `${kernel}×${kernel}` + (depthwise ? (brief ? " dw" : " depthwise") : ""),
    add: "add",
    waits: (n) => `${n} wait`,
    held: "held:",
    kinds: [
      ["t3", "waits", "waits"],
      ["t0", "read", "reads"],
      ["t2", "thrown away", "part"],
      ["t1", "written", "writes"],
    ],
    outline: (name) => `dashed: ${name}`,
    once: (mb) => `at once ${mb}`,
    whole: "its 3×3 needs all channels: no parts",
    unit: "multiply-adds",
    note: (mb) => `holds ${mb} at most`,
    bytes: (n) => `${(n / 1e6).toFixed(2)} MB`,
    bar: (n) => `${n} multiply-adds`,
    second: (mb) => `${mb} held at the worst moment so far`,
    hidden: "hidden until you answer",
    at: (step, name) => (step ? name : "nothing yet"),
    part: (i, k) => `part ${i} of ${k}`,
    said: (name, macs, mb) => `${name}: ${macs} multiply-adds so far, ${mb} held.`,
    code: {
      inverted: (n, t, s) => `block = InvertedResidual(${n}, ${n}, expansion=${t}, stride=${s})`,
      classic: (n, t, s) =>
        `block = nn.Sequential(nn.Conv2d(${n * t}, ${n}, 1), nn.Conv2d(${n}, ${n}, 3, stride=${s}, padding=1), nn.Conv2d(${n}, ${n * t}, 1))`,
    },
    total: "Multiply-adds",
    weights: "Weights",
    peak: "Held at the worst moment",
    kept: "Waits for the shortcut",
    notes:
      "Held is what an operation reads and writes, as float32, and what waits for the shortcut; batch norm and ReLU work in place. In parts: some channels of the middle are expanded, filtered and projected, their share is added to the output, and they are thrown away; that is possible because a depthwise filter and a ReLU need no other channel. At stride 2 a ResNet puts a 1×1 convolution on its shortcut, which is left out here.",
    table: "All operations",
    caption: (n, t, side) => `${n} thin channels, t = ${t}, input ${side} × ${side}`,
    head: ["operation", "channels", "weights", "multiply-adds", "bytes held"],
    secret: "?",
    moreKeys: "1 and 2 choose the block, 3 computes in parts.",
    question:
      "Operation after operation, with what waits for the shortcut: which block holds more memory at its worst moment?",
    answers: [
      {
        text: "inverted",
        why: "Its 3×3 reads 144 channels and writes 144 while 24 wait. The classic one's last 1×1 reads 24 and writes 144 while 144 wait.",
      },
      {
        text: "classic",
        why: "144 wait while its last 1×1 reads 24 and writes 144. But the inverted one's 3×3 reads 144 and writes 144 while 24 wait.",
      },
      {
        text: "the same",
        right: true,
        why: "Two thick tensors and a thin one: 312 channels. But only the inverted one's lie inside: try it in parts, 84 are enough.",
      },
    ],
  },
};
