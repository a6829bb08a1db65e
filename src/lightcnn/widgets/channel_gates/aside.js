// What stands under More: block, bend, the channel whose mean is changed; numbers.

function asideOf({ words }, blocks, change) {
  const block = kit.select(words.block, "block", (i) => change({ block: i })),
    bend = kit.select(words.bend, "bend", (v) => change({ bend: v })),
    channel = kit.select(words.channel, "channel", (c) => change({ channel: c }));
  const show = (st) => {
    const { shown } = blocks[st.block];
    block.show(
      blocks.map((one, i) => [i, words.blocks(one.name, one.channels)]),
      st.block,
    );
    bend.show(Object.entries(words.bends), st.bend);
    channel.show([[-1, words.nothing], ...shown.map((c) => [c, String(c + 1)])], st.channel);
  };
  return { controls: [block, bend, channel], show };
}

function numbersOf({ numbers, unknown }, block, known, params) {
  const above = known.squeezed.filter((u) => u > 0).length;
  return [
    ["odds", numbers.odds, known.answer ?? unknown],
    ["units", numbers.units, known.sealed ? "?" : `${above} of ${block.squeezed}`],
    ["params", numbers.params(block.channels, block.squeezed), whole(params)],
  ];
}
