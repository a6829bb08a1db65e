// A fire module whose bands are dragged, and what its weights are then.

const FIELDS = [...WIDTHS, "side"];
const SOFT = 500; // milliseconds from state to state

// The channels that a block may have: locked expansions share their sum, otherwise one of them keeps 8 channels.
function limits(key, st) {
  if (key === "c_in") return [8, 512];
  if (key === "squeeze") return [8, 192];
  if (st.lock) return [0, st.expand1 + st.expand3];
  return [st[key === "expand1" ? "expand3" : "expand1"] ? 0 : 8, Math.max(256, st[key])];
}

function moved(key, to, st) {
  const [low, high] = limits(key, st),
    value = clamp(Math.round(to / 8) * 8, low, high);
  const twin = { expand1: "expand3", expand3: "expand1" }[key];
  return twin && st.lock ? { [key]: value, [twin]: st.expand1 + st.expand3 - value } : { [key]: value };
}

function render({ model, el }) {
  const bench = kit.widget({
    model,
    el,
    name: "fire-flow",
    text: TEXT,
    traits: [...FIELDS, "lock", "frame"],
    stage: { wide: 340, narrow: 270, present: 460 },
  });
  const { words, present, read, set, change } = bench,
    presets = model.get("presets");
  bench.player({ trait: "frame", frames: () => 5, at: (i) => words.frames[i] });
  const picture = kit.picture(bench),
    morph = bench.mover(kit.morph(paint, SOFT));
  let scale = 1;

  // What is dragged follows the finger; the whole module is counted.
  const move = (key, to) => change({ ...moved(key, to, read()), frame: 4 }, 0);
  const choose = (name) => {
    const row = presets.find((one) => one.name === name);
    if (row) set({ ...Object.fromEntries(FIELDS.map((key) => [key, row[key]])), frame: 4 });
  };
  const handles = Object.fromEntries(
    WIDTHS.map((key) => [
      key,
      kit.handle({
        name: key,
        label: words.names[key],
        step: 8,
        get: () => model.get(key),
        set: (to) => move(key, to),
        // A block grows to both sides; the lowest one is held at its lower edge.
        per: () => (key === "expand3" ? -2 : 2) / scale,
      }),
    ]),
  );
  bench.stage.append(...WIDTHS.map((key) => handles[key].node));

  function paint(now) {
    const { frame, ...st } = read(),
      room = bench.room(),
      at = places(room),
      drawn = flow(now, at.bands),
      cost = costs({ ...now, side: st.side });
    scale = drawn.k;
    picture.show(
      ...drawBands(now, frame, drawn, at, words, room.narrow),
      ...drawAreas(now, frame, cost, at, words),
    );
    for (const key of WIDTHS) {
      const { x, y, h: high } = drawn.blocks[key],
        side = present ? 44 : 32,
        tall = Math.max(high + 16, side),
        [low, top] = limits(key, st);
      handles[key].show({
        x: x + at.bands.bar / 2,
        y: y + high / 2,
        width: side,
        height: tall,
        low,
        high: top,
        said: words.channels(st[key]),
      });
    }
    tally(cost, st, frame);
  }

  const verdict = ({ direct, total }) =>
    direct >= total ? words.fewer((direct / total).toFixed(2)) : words.more((total / direct).toFixed(2));

  function tally(cost, st, frame) {
    const parts = reached(cost, frame),
      most = Math.max(cost.direct, cost.total),
      sum = parts.reduce((a, b) => a + b);
    const step = frame ? words.steps[PARTS[frame - 1]]?.(st) : words.steps.none(st.c_in);
    bench.count.show({
      value: whole(sum),
      unit: words.weights,
      note: step ?? verdict(cost),
      bars: [
        {
          parts: parts.map((part, i) => [part / most, TONE[PARTS[i]]]),
          ghost: cost.direct / most,
          said: words.bar(whole(sum), whole(cost.direct)),
        },
      ],
    });
  }

  const preset = kit.select(words.preset, "preset", choose),
    lock = kit.toggle(words.lock, "lock", (on) => set({ lock: on })),
    sliders = WIDTHS.map((key) => kit.slider(words.names[key], key, (v) => move(key, v)));

  function draw() {
    const st = read(),
      cost = costs(st),
      target = Object.fromEntries(WIDTHS.map((key) => [key, st[key]]));
    morph.to(target);
    bench.say(words.said(whole(cost.total), whole(cost.direct), verdict(cost)));
    const match = presets.find((row) => FIELDS.every((key) => row[key] === st[key]));
    preset.show(
      [...presets.map((row) => [row.name, row.name]), ...(match ? [] : [["", words.own]])],
      match?.name ?? "",
    );
    lock.show(st.lock);
    sliders.forEach((one, i) => one.show(...limits(WIDTHS[i], st), st[WIDTHS[i]], String(st[WIDTHS[i]]), 8));
    showCode(st);
    showNumbers(st, cost);
    showTable(st, cost, match);
  }

  function showCode({ c_in, squeeze, expand1, expand3, side, frame }) {
    const both = expand1 && expand3;
    const lines = [
      [1, squeeze, `s = relu(nn.Conv2d(${c_in}, ${squeeze}, 1)(x))`],
      [2, expand1, `a = relu(nn.Conv2d(${squeeze}, ${expand1}, 1)(s))`],
      [3, expand3, `b = relu(nn.Conv2d(${squeeze}, ${expand3}, 3, padding=1)(s))`],
      [4, expand1 + expand3, both ? "y = torch.cat([a, b], dim=1)" : `y = ${expand1 ? "a" : "b"}`],
    ].filter(([, n]) => n);
    bench.code.show(
      lines.flatMap(([i, n, line], at) => [
        [line, i === frame ? "now" : ""],
        [`  # (N, ${n}, ${side}, ${side})${at < lines.length - 1 ? "\n" : ""}`, "soft"],
      ]),
    );
  }

  function showNumbers({ c_in, squeeze: sq, expand1, expand3, side }, cost) {
    const row = (part, formula) => {
      const share = Math.round((100 * cost[part]) / cost.total);
      return [part, words.names[part], `${formula} = ${whole(cost[part])} (${share} %)`];
    };
    bench.strip.show([
      row("squeeze", `${c_in}·${sq}`),
      row("expand1", `${sq}·${expand1}`),
      row("expand3", `9·${sq}·${expand3}`),
      ["direct", words.directly, `9·${c_in}·${expand1 + expand3} = ${whole(cost.direct)}`],
      ["macs", words.macs(side), words.against(kit.short(cost.macs), kit.short(cost.directMacs))],
    ]);
  }

  function showTable(st, cost, match) {
    const rows = [...presets, ...(match ? [] : [{ ...cost, ...st, name: words.own }])];
    bench.table.show(
      words.caption,
      words.head,
      rows.map((row) => [
        row === match ? `${row.name} (${words.now})` : row.name,
        ...WIDTHS.map((key) => row[key]),
        whole(row.total),
        whole(row.direct),
        `${(row.direct / row.total).toFixed(2)}×`,
      ]),
    );
  }

  // The squeeze of fire2 glides to its double, and the number with it.
  function reveal() {
    const fire2 = Object.fromEntries(FIELDS.map((key) => [key, presets[0][key]]));
    morph.jump(Object.fromEntries(WIDTHS.map((key) => [key, fire2[key]])));
    change({ ...fire2, squeeze: 2 * fire2.squeeze, lock: false, frame: 4 }, 4 * SOFT);
  }

  return bench.open({
    // Nothing shows 32 squeezed channels before the reader has answered, or made them.
    ask: kit.predict({ question: words.question, answers: words.answers, reveal, hides: false }),
    more: [
      [preset, lock],
      h("div", { className: "bw-controls ff-sliders" }, ...sliders.map((one) => one.node)),
      words.areas,
      bench.strip,
      bench.code,
      bench.table,
    ],
    modes: (i) => presets[i] && choose(presets[i].name),
    draw,
  });
}

export default { render, costs, flow };
