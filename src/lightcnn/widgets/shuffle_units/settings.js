// What stands under More: h, c, m, g and the stride.

// The bottleneck that the reader wishes for, at stride 1: groups round it, and stride 2, which doubles the channels, doubles it.
function settingsOf({ words, read, set }, model) {
  const { side: sides, groups: groupings, channels: widths, middle: middles } = model.get("choices"),
    fitting = (g) => middles.filter((m) => m % g === 0),
    fit = (m, g) => fitting(g).reduce((best, x) => (Math.abs(x - m) < Math.abs(best - m) ? x : best));
  let wish = model.get("middle") / model.get("stride");
  const stride = (to) => set({ stride: to, middle: fit(wish * to, read().groups) }),
    regroup = (groups) => set({ groups, middle: fit(wish * read().stride, groups) });
  const squeeze = (i) => {
    const middle = fitting(read().groups)[i];
    wish = middle / read().stride;
    set({ middle });
  };
  const controls = [
    kit.select(words.stride, "stride", stride),
    kit.select(words.groups, "groups", regroup),
    kit.select(words.side, "side", (side) => set({ side })),
    kit.slider(words.channels, "channels", (i) => set({ channels: widths[i] })),
    kit.slider(words.middle, "middle", squeeze),
  ];
  const [strides, groups, side, channels, middle] = controls,
    hint = h("span", { className: "su-hint", "aria-live": "polite" });
  const hintOf = (s) => {
    const wanted = wish * s.stride,
      out = s.channels * s.stride;
    if (wanted !== s.middle && middles.includes(wanted)) return words.fitted(s.middle, wanted, s.groups);
    return 4 * s.middle === out ? words.quarter(out) : "";
  };
  const show = (s) => {
    const fits = fitting(s.groups);
    if (s.middle !== fit(wish * s.stride, s.groups)) wish = s.middle / s.stride; // it was set from outside
    strides.show([1, 2], s.stride);
    groups.show(groupings, s.groups);
    side.show(sides, s.side);
    channels.show(0, widths.length - 1, widths.indexOf(s.channels), `${s.channels}`);
    middle.show(0, fits.length - 1, fits.indexOf(s.middle), `${s.middle}`);
    hint.textContent = hintOf(s);
  };
  const node = h("div", { className: "bw-controls" }, ...controls.map((one) => one.node), hint);
  return { node, show, stride };
}
