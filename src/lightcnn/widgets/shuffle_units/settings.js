// What stands under More: stride, g, h, c and m.

// `wish` is the bottleneck that the reader wishes for, at stride 1: groups round it, and stride 2, which doubles the channels,
// doubles it.
function settingsOf({ words, read, set }, model) {
  const { middle: middles, channels: widths, ...lists } = model.get("choices"),
    fitting = (g) => middles.filter((m) => m % g === 0),
    fit = ({ stride, groups }) =>
      fitting(groups).reduce((a, b) => (Math.abs(b - wish * stride) < Math.abs(a - wish * stride) ? b : a));
  let wish = model.get("middle") / model.get("stride");
  const put = (changes) => set({ ...changes, middle: fit({ ...read(), ...changes }) }),
    selects = Object.keys(lists).map((name) => kit.select(words[name], name, (v) => put({ [name]: v })));
  const channels = kit.slider(words.channels, "channels", (i) => put({ channels: widths[i] })),
    middle = kit.slider(words.middle, "middle", (i) => {
      const { groups, stride } = read();
      wish = fitting(groups)[i] / stride;
      put({});
    });
  const hint = h("span", { className: "su-hint", "aria-live": "polite" });
  const show = (s) => {
    const fits = fitting(s.groups),
      out = s.channels * s.stride;
    if (s.middle !== fit(s)) wish = s.middle / s.stride; // it was set from outside
    const wanted = wish * s.stride;
    selects.forEach((one, i) => one.show(Object.values(lists)[i], s[Object.keys(lists)[i]]));
    channels.show(0, widths.length - 1, widths.indexOf(s.channels), s.channels);
    middle.show(0, fits.length - 1, fits.indexOf(s.middle), s.middle);
    const lost = wanted !== s.middle && middles.includes(wanted);
    kit.write(
      hint,
      lost ? words.fitted(s.middle, wanted, s.groups) : 4 * s.middle === out ? words.quarter(out) : "",
    );
  };
  const all = [...selects, channels, middle].map(({ node }) => node);
  return { node: h("div", { className: "bw-controls" }, ...all, hint), show, put };
}
