// Two residual units in lockstep: what flows through them, and what every operation costs.

function render({ model, el }) {
  const { side: sides, groups: groupings, channels: widths, middle: middles } = model.get("choices"),
    units = model.get("units"),
    names = model.get("names");
  const lastStep = (s) =>
    Math.max(
      ...[s.left, s.right].map((key) => units[key][s.stride].filter((op) => op.lane !== "shortcut").length),
    );
  const tidy = (changes, s) => ({
    ...changes,
    step: Math.min(changes.step ?? s.step, lastStep({ ...s, ...changes })),
  });
  const bench = kit.widget({
    model,
    el,
    name: "shuffle-units",
    text: TEXT,
    traits: ["left", "right", "side", "channels", "middle", "groups", "stride", "step"],
    tidy,
  });
  const { words, read, set, strip, table } = bench,
    lanesOf = ["left", "right"];
  const fitting = (g) => middles.filter((m) => m % g === 0),
    fit = (m, g) => fitting(g).reduce((best, x) => (Math.abs(x - m) < Math.abs(best - m) ? x : best));
  // What the reader wishes m to be at stride 1: groups round it, and stride 2, which doubles the channels, doubles it.
  let lanes = [],
    packets = [],
    built = "",
    wish = model.get("middle") / model.get("stride"),
    geometry = SLIDE;

  const pick = lanesOf.map((key) => kit.select(words[key], key, (unit) => set({ [key]: unit })));
  const pickSide = kit.select(words.side, "side", (side) => set({ side })),
    pickGroups = kit.select(words.groups, "groups", (groups) =>
      set({ groups, middle: fit(wish * model.get("stride"), groups) }),
    );
  const setStride = (stride) => set({ stride, middle: fit(wish * stride, model.get("groups")) }),
    pickStride = kit.select(words.stride, "stride", setStride);
  const pickChannels = kit.slider(words.channels, "channels", (i) => set({ channels: widths[i] })),
    pickMiddle = kit.slider(words.middle, "middle", (i) => {
      const middle = fitting(model.get("groups"))[i];
      wish = middle / model.get("stride");
      set({ middle });
    });
  const pictures = lanesOf.map(() => shape("svg", { class: "su-picture", role: "img" })),
    heads = lanesOf.map(() => [h("strong"), h("span", { className: "su-total" })]);
  const frames = pictures.map((svg, i) =>
    h("div", { className: "su-lane" }, h("p", { className: "su-head" }, ...heads[i]), svg),
  );
  const stage = h(
      "div",
      { className: "su-stage bw-stage", tabIndex: 0, role: "group", ariaLabel: words.stage },
      ...frames,
    ),
    note = h("p", { className: "su-note", textContent: words.note }),
    hint = h("span", { className: "su-hint", "aria-live": "polite" });
  const player = bench.player({ trait: "step", frames: () => lastStep(read()) + 1, at: words.at });
  const glide = kit.glide((t) => packets.forEach((one) => one.at(t)));
  const ask = bench.guess({ label: words.guess, min: 0, step: 0.1 }, (guess) => {
    const s = read(),
      [light, heavy] = ranked(s),
      ratio = heavy.macs / light.macs,
      r = ratio.toFixed(2);
    if (light.key === heavy.key) return { text: words.same(light.name) };
    if (!(guess > 0)) return { text: words.nothing };
    const right = Math.abs(guess / ratio - 1) < 0.15;
    const why =
      words.why[heavy.key][light.key](s) +
      (s.stride > 1 && light.key === "shufflenet_v1" ? words.halved(s) : "");
    return { right, text: (right ? words.close(r) : guess < ratio ? words.more(r) : words.less(r)) + why };
  });

  // Both units, the one with fewer multiply-adds first; of two equal ones, the one that comes later in the table of units.
  function ranked(s) {
    const order = Object.keys(units),
      both = lanesOf.map((side, i) => ({
        key: s[side],
        name: names[s[side]],
        where: words.where[i],
        macs: sum(costs(units, s[side], s), "macs"),
      }));
    return both.sort((a, b) => a.macs - b.macs || order.indexOf(b.key) - order.indexOf(a.key));
  }

  // Everything but the packets and what lights up stands still from step to step.
  function rebuild(s) {
    const wide = bench.width(frames[0]),
      key = JSON.stringify({ ...s, step: 0, wide });
    if (key === built) return;
    built = key;
    geometry = bench.present ? SLIDE : page(wide);
    const keys = [s.left, s.right],
      rows = keys.map((unit) => costs(units, unit, s)),
      peak = Math.max(...rows.flat().map((row) => row.macs)),
      scale = Math.max(...rows.flat().flatMap((row) => [row.cIn, row.cOut]));
    lanes = rows.map((list, i) => ({
      list,
      key: keys[i],
      spine: list.filter((row) => row.lane !== "shortcut"),
      ...lane(geometry, list, scale, peak, { ...words, side: words.sides }),
      svg: pictures[i],
      name: names[keys[i]],
      total: sum(list, "macs"),
    }));
    packets = lanes.map((one) => packet(geometry, one));
    const tall = Math.max(...lanes.map((one) => one.height));
    lanes.forEach((one, i) => {
      one.svg.setAttribute("viewBox", `0 0 ${geometry.width} ${tall}`);
      one.svg.replaceChildren(...one.parts, ...packets[i].parts);
      one.svg.setAttribute("aria-label", words.picture(one.name, s, whole(one.total)));
      one.ops = [...one.svg.querySelectorAll(".su-op")];
      heads[i][0].textContent = one.name;
      heads[i][1].textContent = words.macs(one.total);
    });
    glide.jump(s.step);
    report(s);
  }

  function draw() {
    const s = read(),
      fits = fitting(s.groups),
      units_ = Object.keys(units).map((k) => [k, names[k]]);
    if (s.middle !== fit(wish * s.stride, s.groups)) wish = s.middle / s.stride; // it was set from outside
    rebuild(s);
    glide.to(s.step);
    player.show();
    pick[0].show(units_, s.left);
    pick[1].show(units_, s.right);
    pickSide.show(sides, s.side);
    pickGroups.show(groupings, s.groups);
    pickStride.show([1, 2], s.stride);
    pickChannels.show(0, widths.length - 1, widths.indexOf(s.channels), `${s.channels}`);
    pickMiddle.show(0, fits.length - 1, fits.indexOf(s.middle), `${s.middle}`);
    hint.textContent = hintOf(s);
    for (const { ops, list, spine } of lanes)
      for (const node of ops) node.classList.toggle("is-now", list[node.dataset.op] === spine[s.step - 1]);
    const [light, heavy] = ranked(s);
    ask.show(light.key === heavy.key ? words.same(light.name) : words.question(s, light, heavy));
    bench.say(
      lanes
        .map(({ name, spine }) =>
          s.step ? words.now(name, spine[Math.min(s.step, spine.length) - 1], words) : words.input(name),
        )
        .join(". ") + ".",
    );
  }

  function hintOf(s) {
    const wanted = wish * s.stride,
      out = s.channels * s.stride;
    return wanted !== s.middle && middles.includes(wanted)
      ? words.fitted(s.middle, wanted, s.groups)
      : 4 * s.middle === out
        ? words.quarter(out)
        : "";
  }

  function report(s) {
    const figures = ["params", "macs", "elementwise", "accesses"],
      sums = lanes.map(({ list }) => figures.map((what) => whole(sum(list, what))));
    const price = ({ key, name, total }, i) => {
      const [term, value] = (s.stride === 1 && words.formula[key]?.(s)) || [words.sumOf(name)];
      return [
        `${lanesOf[i]}-macs`,
        term,
        value ? `${value} = ${whole(total)}` : geometry.slide ? words.summed(whole(total)) : whole(total),
      ];
    };
    strip.show([
      ...lanes.map(price),
      ...[0, 2, 3].map((k) => [figures[k], words[figures[k]], sums.map((one) => one[k]).join("  |  ")]),
    ]);
    const cells = (name, row) => [
      name,
      words.listed(words.op(row), row),
      row.flow,
      row.kind === "conv" ? row.groups : "",
      ...figures.map((what) => whole(row[what])),
    ];
    table.show(
      words.caption(lanes[0].name, lanes[1].name),
      words.head,
      lanes.flatMap(({ name, list }, i) => [
        ...list.map((row) => cells(name, row)),
        [name, words.totalRow, "", "", ...sums[i]],
      ]),
    );
  }

  const keys = { ...player.keys, ArrowUp: player.keys[","], ArrowDown: player.keys["."] };
  const controls = h(
      "div",
      { className: "bw-controls" },
      ...pick.map((one) => one.node),
      pickStride.node,
      pickGroups.node,
      pickSide.node,
    ),
    sliders = h("div", { className: "bw-controls" }, pickChannels.node, pickMiddle.node, hint);
  return bench.open({
    parts: [controls, sliders, player.node, stage, strip.node, note, table.node],
    keys,
    modes: (i) => i < 2 && setStride(i + 1),
    ask,
    draw,
    stop: [glide, player],
    story: true,
  });
}

export default { render };
