// What stands under More: the settings, what every kind costs, the sum of the present value, code.

function folded(bench, real, { wish, name, hidden }) {
  const { words, lang, set, code, table } = bench;
  const control = (make) => (key) => [key, make(words[key], key, (v) => set({ [key]: v }), lang)],
    selects = ["kernel", "stride", "padding", "dilation", "groups", "other"].map(control(kit.select)),
    sliders = ["c_in", "c_out", "channel"].map(control(kit.slider)),
    one = Object.fromEntries([...selects, ...sliders]);
  const hint = h("p", { className: "cx-hint" }),
    costs = kit.table(words.costs);

  // A control shows what is in effect; where the kinds leave no choice, it is disabled.
  function settings(st, kinds) {
    const kindOf = (test) => kinds.find(({ mode }) => test(mode)),
      grouped = kindOf((mode) => mode === "grouped"),
      spatial = grouped ?? kindOf((mode) => mode !== "pointwise"),
      { layer } = (spatial ?? kinds[0]).steps[0],
      fits = (key, all, more) => all.filter((v) => roomy({ ...st, ...more, [key]: v }));
    const choices = {
      kernel: spatial && fits("kernel", [1, 3, 5], { dilation: 1 }),
      stride: [1, 2, 3],
      padding: spatial && fits("padding", [0, 1, 2], { dilation: 1 }),
      dilation: layer.kernel > 1 && fits("dilation", [1, 2, 3]),
      groups: grouped && divisors(st),
    };
    for (const [key, all] of Object.entries(choices)) one[key].show(all || [layer[key]], layer[key]);
    const others = MODES.filter((mode) => mode !== st.mode).map((mode) => [mode, name(mode)]);
    one.other.show([["", words.none], ...others], kinds[1]?.mode ?? "");
    one.c_in.show(1, st.image.length, st.c_in);
    if (kindOf((mode) => mode !== "depthwise")) one.c_out.show(1, 16, st.c_out);
    else one.c_out.show(st.c_in, st.c_in, st.c_in);
    const last = Math.max(...kinds.map(({ steps }) => steps.at(-1).layer.c_out)) - 1;
    one.channel.show(0, last, Math.min(st.channel, last));
    const wished = wish().groups;
    hint.hidden = !grouped || wished === st.groups;
    kit.write(hint, words.unfit(wished, st));
  }
  function python(steps) {
    const lines = steps.map(({ layer }) => {
      const usual = { stride: 1, padding: 0, dilation: 1, groups: 1 },
        more = Object.keys(usual).filter((key) => layer[key] !== usual[key]);
      const sizes = [layer.c_in, layer.c_out, layer.kernel, ...more.map((key) => `${key}=${layer[key]}`)];
      return `nn.Conv2d(${sizes.join(", ")}, bias=False)`;
    });
    return lines.length > 1 ? `nn.Sequential(${lines.join(", ")})` : lines[0];
  }
  function costOf(st, mode, i) {
    const { params, macs, bytes } = cost(st, mode),
      times = (n, of) => `${(of / n).toFixed(2)}×`;
    const numbers = [
      whole(params),
      whole(macs),
      times(macs, cost(st, MODES[0]).macs),
      whole(bytes),
      kit.short(real[i].macs),
      times(real[i].macs, real[0].macs),
    ];
    return [name(mode), ...numbers.map((text) => (hidden(mode) ? words.secret : text))];
  }
  let followed = "";
  // What no position changes.
  function settle(st, kinds) {
    followed = name(st.mode);
    settings(st, kinds);
    code.show([[kinds.map(({ steps }) => python(steps)).join("\n")]]);
    costs.show(
      words.costCaption(st),
      words.costHead,
      MODES.map((mode, i) => costOf(st, mode, i)),
    );
  }
  const product = ([x, w]) => signed(x) + "·" + (w < 0 ? `(${signed(w)})` : w);
  const show = (now, terms) =>
    table.show(
      words.caption(followed, now),
      words.head,
      terms.map(({ i, pairs, sum }) => [words.map(i), pairs.map(product).join(" + "), signed(sum)]),
    );
  const row = (list) => list.map(([, control]) => control);
  return { parts: [row(selects), hint, row(sliders), costs, table, code], settle, show };
}
