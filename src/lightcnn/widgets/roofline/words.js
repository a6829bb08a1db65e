// Every text that a reader sees.

const TEXT = {
  en: {
    picture: "The roof over eight layers: memory's slope, arithmetic's flat part, and the layers under them",
    rate: "multiply-adds per second",
    perByte: "multiply-adds per byte moved",
    giga: (n) => `${n} G`,
    limits: {
      memory: { name: "memory", speed: (x) => `${x} GB/s` },
      arithmetic: { name: "arithmetic", speed: (x) => `${x} G/s` },
    },
    sets: { wide: [" sets the time of ", " of 8"], narrow: [" limits ", " of 8"] },
    short: { addition: "add", depthwise: "depthw.", "2 groups": "g2", "4 groups": "g4", "8 groups": "g8" },
    layer: "layer",
    memory: "memory",
    arithmetic: "arithmetic",
    atBest: "at best",
    set: { memory: "at best: memory sets it", arithmetic: "at best: arithmetic sets it" },
    shut: "at best: what sets it?",
    none: "no layer yet",
    measured: (time, x) => `measured ${time}, ${x}×`,
    before: (time) => `${time} as the machine is`,
    busy: (n, narrow) => (narrow ? `${n} % at work · ` : `arithmetic works ${n} % of it · `),
    dots: ["at best", "measured"],
    works: (n) => `The arithmetic works ${n} % of the time and waits for the rest.`,
    hiddenBar: "hidden until you answer",
    said: (name, time, limit) => `${name}: ${time} at best, ${limit} sets it.`,
    saidShut: (name, time) => `${name}: ${time} at best.`,
    factor: (speed, x) => `${speed}, ${x} times the machine's`,
    strip: {
      work: "Multiply-adds",
      bytes: "Bytes moved",
      perByte: "Multiply-adds per byte",
      bend: "Bend of the roof, per byte",
      arithmetic: "Its arithmetic takes",
      memory: "Its moving takes",
      measured: "Measured",
    },
    exact: (name) =>
      `176 channels in and out, maps of 28 × 28 (stage 2 at width 1.5), one image, 4 bytes a value, each moved once. ReLU and addition have no multiply-adds: here one operation a value. Machine: ${name}.`,
    table: "All layers",
    caption: (memory, arithmetic) => `With ${memory} and ${arithmetic}`,
    head: ["layer", "multiply-adds", "bytes", "per byte", "at best", "limit", "measured"],
    moreKeys: "Digits 1 to 8 choose the layer.",
    question: "The memory gets twice as fast, the arithmetic stays. Which layers can now be faster?",
    answers: [
      {
        text: "all eight",
        why: "The 3 × 3 layer has its maps in time already. It waits for arithmetic.",
      },
      {
        text: "those under the slope",
        right: true,
        why: "They rise with it, to twice the rate or until they meet the flat roof.",
      },
      {
        text: "those under the flat roof",
        why: "There arithmetic sets the time: values that come sooner only wait longer.",
      },
    ],
  },
};
