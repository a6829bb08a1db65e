// Every text that a reader sees.

const groupsOf = (g) => `${g} ${g === 1 ? "group" : "groups"}`;
const TEXT = {
  en: {
    channels: "Channels C",
    groups: "Groups g",
    layers: "Layers",
    shuffle: "Shuffle between layers",
    times: "Shuffles in a row",
    follow: "Follow channel",
    of: "of",
    where: ["the input", "layer 1", "layer 2", "layer 3", "layer 4"],
    input: "input",
    shuffled: (s) =>
      !s.shuffle
        ? "no shuffle"
        : s.times === 1
          ? "shuffled"
          : s.narrow
            ? `×${s.times}`
            : `shuffled ×${s.times}`,
    layer: (l) => `layer ${l}`,
    sees: (k, C) => ["sees ", `${k}/${C}`],
    size: (r, c) => `${r} × ${c}`,
    steps: ["flat", "reshape", "transpose", "flatten"],
    step: (words, k, times) =>
      times === 1 || !k ? words : `${words}, shuffle ${Math.ceil(k / 3)} of ${times}`,
    picture: (s) =>
      `${s.channels} channels in ${groupsOf(s.groups)}, ${s.layers} ${s.layers === 1 ? "layer" : "layers"}, ${s.shuffle ? "shuffled between layers" : "no shuffle"}. Arrow keys follow another channel.`,
    weights: (k) => `Weights of a ${k} × ${k} layer`,
    product: ({ channels: C, groups: g, params }, k) =>
      `${C}²${k === 1 ? "" : ` · ${k}²`} / ${g} = ${kit.whole(params)}`,
    reach: "Followed channel, inputs it sees",
    reached: "Followed channel, outputs it reaches",
    moreKeys: "Up and down follow another channel, left and right another column, S switches the shuffle.",
    order: (k) =>
      k === 1 ? "Channels in their order after the shuffle" : `Channels in their order after ${k} shuffles`,
    off: "no shuffle",
    home: (order) => `${order}: all are home`,
    veiled: "predict first, below",
    back1: (name, l, k, C, groups, g) =>
      `Channel ${name} of layer ${l} depends on ${k} of ${C} inputs, from ${groups} of ${groupsOf(g)}.`,
    on1: (i, k, C, l) => `Input channel ${i} reaches ${k} of ${C} outputs of layer ${l}.`,
    goes: (i, l, to, times) =>
      `${times === 1 ? "The shuffle takes" : `${times} shuffles take`} channel ${i} of layer ${l} to position ${to}.`,
    ask: "Where does the shuffle take it? Predict below.",
    table: "The data behind the picture",
    caption: (C, g) => `Channel shuffle of ${C} channels in ${groupsOf(g)}`,
    head: (times) => [
      "channel",
      "group",
      "row, column",
      times === 1 ? "position after the shuffle" : `position after ${times} shuffles`,
      "inputs seen by this output",
    ],
    question: (i, C, g) =>
      `${C} channels, ${groupsOf(g)}. To which position does the shuffle take channel ${i}?`,
    position: "position",
    right: (i, n, g, to) =>
      `Yes. Channel ${i} stands in row ⌊${i} / ${n}⌋ = ${Math.floor(i / n)}, column ${i} mod ${n} = ${i % n}. After the transpose: ${i % n} · ${g} + ${Math.floor(i / n)} = ${to}.`,
    stays: (i) => `Position ${i} is where it stands before the shuffle. Watch it travel.`,
    inverse: (i, wrong) =>
      `Position ${wrong} is where you would be if rows and columns changed places: it is the channel that arrives at ${i}. Follow channel ${i} forwards.`,
    wrong: (i, n) =>
      `Not there. Find its place in the table: row ⌊${i} / ${n}⌋ = ${Math.floor(i / n)}, column ${i} mod ${n} = ${i % n}. Then read the table column by column.`,
    range: (C) => `Positions run from 0 to ${C - 1}.`,
  },
};
