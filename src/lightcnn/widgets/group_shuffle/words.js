// Every text that a reader sees.

const groupsOf = (g) => `${g} ${g === 1 ? "group" : "groups"}`;
const layersOf = (l) => `${l} ${l === 1 ? "layer" : "layers"}`;
const power = (n, l) => Array(l).fill(n).join(" · ");

const TEXT = {
  en: {
    picture: "Channels from top to bottom through grouped convolutions",
    pick: "Output channel whose inputs light up",
    picked: (i, C) => `channel ${i} of ${C}`,
    sides: ["No shuffle", "Shuffle"],
    share: (k, C) => `${k} of ${C}`,
    rows: { input: "input", conv: (l) => `layer ${l}` },
    order: (on, times) => (!on ? "no shuffle" : times > 1 ? `shuffle ×${times}` : "shuffle"),
    unit: (C) => `of ${C} input channels`,
    note: {
      input: (C, g) => `${C} channels in ${groupsOf(g)}`,
      conv: (i, l) => `seen by output ${i} of layer ${l}`,
      shuffle: (i, from) => `seen at position ${i}, where channel ${from} is now`,
    },
    bar: (k, C) => `${k} of ${C} inputs`,
    said: (k, C, note) => `${k} of ${C} inputs ${note}.`,
    secret: (note) => `Predict first: how many inputs are ${note}?`,
    channels: "Channels C",
    groups: "Groups g",
    layers: "Layers",
    times: "Shuffles in a row",
    weights: (k) => `Weights of a ${k} × ${k} layer`,
    product: (C, g, k, params) => `${C}²` + (k === 1 ? "" : ` · ${k}²`) + ` / ${g} = ${kit.whole(params)}`,
    permutation: (times) => (times > 1 ? `Order after ${times} shuffles` : "Order after the shuffle"),
    home: (order) => `${order}: all are home`,
    table: "Where every channel goes",
    caption: (C, g) => `${C} channels in ${groupsOf(g)}`,
    head: (times, l) => [
      "channel",
      "group",
      "row, column",
      times > 1 ? `position after ${times} shuffles` : "position after the shuffle",
      `inputs seen after ${layersOf(l)}`,
    ],
    moreKeys:
      "Left and right pick another channel, S switches the shuffle, a digit sets the number of groups where it divides C.",
    question: (C, g, l) =>
      `${groupsOf(g)}, ${l} layers, with the shuffle: how many of the ${C} inputs does one output see?`,
    guess: "inputs that one output sees",
    outside: (C) => `An output sees at least one of the ${C} inputs, and at most all.`,
    all: (C, n, l, g) =>
      g === 1
        ? `One group is an ordinary convolution: it sees all ${C}.`
        : `The ${n} channels that an output reads have met different groups: ${power(n, l)} is enough for all ${C}.`,
    some: (n, l, k, g) =>
      n === 1
        ? "A group of one channel reads one channel only, wherever the shuffle takes it."
        : `A group has room for ${n} channels, so it cannot hear from all ${g} groups: ${power(n, l)} = ${k}.`,
    own: (n) =>
      `${n} is what one group holds, as without the shuffle. Now its channels come from other groups too.`,
    everything: (n, g) =>
      `All would take a channel from each of the ${g} groups. An output reads ${n} channels of the layer before.`,
    other: (n) =>
      `An output reads ${n} channels of the layer before. How many inputs has each of these seen?`,
  },
};
