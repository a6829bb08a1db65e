// What stands under More: block, bend, one mean changed by hand; numbers.

function asideOf({ words, set }, blocks, change) {
  const block = kit.select(words.block, "block", (i) => change({ block: i })),
    bend = kit.select(words.bend, "bend", (v) => change({ bend: v })),
    channel = kit.select(words.channel, "channel", (c) => change({ channel: c })),
    mean = kit.slider(words.mean, "mean", (v) => set({ mean: v }));
  const show = (st) => {
    const { shown } = blocks[st.block],
      most = mostOf(blocks[st.block]);
    block.show(
      blocks.map((one, i) => [i, words.blocks(one.name, one.channels)]),
      st.block,
    );
    bend.show(Object.entries(words.bends), st.bend);
    channel.show([[-1, words.nothing], ...shown.map((c) => [c, String(c + 1)])], st.channel);
    if (st.channel < 0) mean.show(0, 0, 0, "–");
    else mean.show(0, most, st.mean, st.mean.toFixed(2), most / 100);
  };
  const node = h("div", { className: "bw-controls" }, ...[block, bend, channel, mean].map((one) => one.node));
  return { node, show };
}

function numbersOf({ numbers, unknown }, block, known, { widest, params, line }) {
  const [hard, soft] = ["hard", "sigmoid"].map((bend) => gatesOf(block, line, known.changes, bend).gates),
    gap = Math.max(...hard.map((g, i) => Math.abs(g - soft[i]))),
    sealed = (text) => (known.sealed ? "?" : text);
  return [
    ["odds", numbers.odds, known.answer ?? unknown],
    ["units", numbers.units, sealed(`${known.squeezed.filter((u) => u > 0).length} of ${block.squeezed}`)],
    ["bend", numbers.bend, sealed(gap.toFixed(2))],
    ["params", numbers.params(block.channels, block.squeezed), whole(params)],
    ["widest", numbers.widest(widest.channels, widest.squeezed), whole(widest.params)],
  ];
}
