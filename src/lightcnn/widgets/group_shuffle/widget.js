// Follow channels through grouped layers, and the shuffle through its three moves.

function render({ model, el }) {
  const bench = kit.widget({
    model,
    el,
    name: "group-shuffle",
    text: TEXT,
    traits: ["channels", "groups", "layers", "shuffle", "times", "phase", "column", "chosen"],
  });
  const { words, present, set, code, strip, table } = bench,
    settings = model.get("settings");
  const read = () => {
    const s = bench.read();
    return { ...s, present, ...settings[s.channels].find((row) => row.groups === s.groups) };
  };
  const predicted = new Set(),
    questionOf = (s) => `${s.channels} ${s.groups} ${s.chosen}`,
    tableOf = (s) => `${s.channels} ${s.groups}`;
  let geo = null,
    view = null,
    built = "";

  const svg = shape("svg", { class: "gs-picture", role: "img" }),
    stage = h("div", { className: "bw-stage", tabIndex: 0, role: "group" }, svg);
  const divisors = (C) => settings[C].map((row) => row.groups);
  const nearest = (C, g) =>
    divisors(C).reduce((best, d) => (Math.abs(d - g) < Math.abs(best - g) ? d : best));
  const pickC = kit.select(words.channels, "channels", (C) =>
    set({
      channels: C,
      groups: nearest(C, model.get("groups")),
      chosen: Math.min(model.get("chosen"), C - 1),
    }),
  );
  const pickG = kit.select(words.groups, "groups", (g) => set({ groups: g }));
  const pickL = kit.select(words.layers, "layers", (l) =>
    set({ layers: l, column: model.get("column") ? l : 0 }),
  );
  const onOff = kit.toggle(words.shuffle, "shuffle", (on) => set({ shuffle: on }));
  const pickTimes = kit.slider(words.times, "times", (times) => set({ times, phase: 3 * times }));
  const pickChannel = kit.slider(words.follow, "chosen", (i) => set({ chosen: i }));
  const pickColumn = kit.select(words.of, "column", (column) => set({ column }));
  const player = bench.player({
    trait: "phase",
    frames: () => (model.get("shuffle") ? 3 * model.get("times") + 1 : 1),
    at: (k) => words.step(words.steps[stepOf(k)], k, model.get("times")),
  });
  const glide = kit.glide((t) => {
    if (view) fly(geo, view, t);
    line(t);
  });
  const ask = bench.guess({ label: words.position, min: 0 }, judge);

  function stepOf(k) {
    return k && 1 + ((k - 1) % 3);
  }

  function line(t) {
    const { channels: C, groups: g, n, shuffle } = geo,
      flat = `(N, ${C}, H, W)`,
      fold = geo.narrow ? "\n  " : "";
    const pieces = shuffle
      ? [
          ["x", flat],
          [`.view(N, ${g}, ${n}, H, W)`, `(N, ${g}, ${n}, H, W)`],
          [`${fold}.transpose(1, 2)`, `(N, ${n}, ${g}, H, W)`],
          [`${fold}.reshape(N, ${C}, H, W)`, flat],
        ]
      : [["x", flat]];
    const now = shuffle ? stepOf(Math.round(t)) : 0;
    code.show([
      ...pieces.map(([text], k) => [text, k === now ? "now" : k > now ? "soft" : ""]),
      [`${present ? "  " : "\n"}# ${pieces[now][1]}`, "soft"],
    ]);
  }

  // An answer sets the channel going, so that the reader sees where it lands.
  function judge(guess) {
    const s = read(),
      n = s.channels / s.groups,
      i = s.chosen,
      to = s.order.indexOf(i);
    if (!(guess >= 0 && guess < s.channels)) return { text: words.range(s.channels) };
    predicted.add(questionOf(s)).add(tableOf(s));
    set({ shuffle: true, times: 1, column: 0, phase: 0 });
    glide.jump(0);
    player.keys[" "]();
    return {
      right: guess === to,
      text:
        guess === to
          ? words.right(i, n, s.groups, to)
          : guess === i
            ? words.stays(i)
            : guess === s.order[i]
              ? words.inverse(i, guess)
              : words.wrong(i, n),
    };
  }

  function rebuild() {
    const s = read(),
      wide = bench.width(stage),
      key = JSON.stringify([s.channels, s.groups, s.layers, s.shuffle, s.times, wide]),
      first = !view;
    geo = key === built ? { ...geo, ...s } : layout(s, wide);
    if (key === built) return;
    built = key;
    for (const [name, value] of Object.entries({
      viewBox: `0 0 ${geo.width} ${geo.height}`,
      width: geo.width,
      height: geo.height,
    }))
      svg.setAttribute(name, value);
    view = build(geo, words);
    svg.replaceChildren(...view.parts);
    svg.setAttribute("aria-label", words.picture(s));
    stage.setAttribute("aria-label", words.picture(s));
    if (first) glide.jump(s.phase);
  }

  function draw() {
    rebuild();
    const met = follow(geo, view),
      { channels: C, groups: g } = geo;
    glide.to(geo.shuffle ? geo.phase : 3);
    player.show();
    fly(geo, view, glide.time);
    line(glide.time);
    pickC.show(
      Object.keys(settings).map((c) => [Number(c), c]),
      C,
    );
    pickG.show(divisors(C), g);
    pickL.show([1, 2, 3, 4], geo.layers);
    onOff.show(geo.shuffle);
    pickTimes.show(1, model.get("most_times"), geo.times);
    if (!geo.shuffle)
      for (const part of pickTimes.node.querySelectorAll("input, button")) part.disabled = true;
    else pickTimes.input.disabled = false;
    pickChannel.show(0, C - 1, geo.chosen);
    pickColumn.show(
      words.where.slice(0, geo.layers + 1).map((text, l) => [l, text]),
      geo.column,
    );
    ask.show(words.question(geo.chosen, C, g));
    report(met, geo);
  }

  function report(met, s) {
    const { channels: C, groups: g, n } = s,
      deepest = s.columns.findLastIndex((col) => col.kind === "layer");
    const count = met[s.column === 0 ? deepest : 0].size,
      sources = new Set([...met[0]].map((i) => Math.floor(i / n))).size;
    const story =
      s.column === 0
        ? words.on1(s.chosen, count, C, s.layers)
        : words.back1(s.chosen, s.column, count, C, sources, g);
    const from = s.column || 1,
      moves = s.shuffle && s.columns.some((col) => col.kind === "shuffled" && col.layer === from);
    const order = `[${s.perm.join(", ")}]`,
      shown = s.times > 1 || predicted.has(tableOf(s)),
      told = s.times > 1 || predicted.has(questionOf(s));
    strip.show([
      ["params", words.weights(model.get("kernel")), words.product(s, model.get("kernel"))],
      ["reach", s.column === 0 ? words.reached : words.reach, `${count} / ${C}`],
      [
        "order",
        words.order(s.times),
        !s.shuffle
          ? words.off
          : !shown
            ? words.veiled
            : s.perm.every((ch, i) => ch === i)
              ? words.home(order)
              : order,
      ],
    ]);
    bench.say(
      !moves ? story : `${story} ${told ? words.goes(s.chosen, from, s.home[s.chosen], s.times) : words.ask}`,
    );
    const last = view.seen[deepest];
    table.show(
      words.caption(C, g),
      words.head(s.times),
      s.home.map((to, i) => [
        i,
        LETTERS[Math.floor(i / n)],
        `${Math.floor(i / n)}, ${i % n}`,
        to,
        `${last[i].size} / ${C}`,
      ]),
    );
  }

  const move = (by) => () =>
    set({ chosen: (model.get("chosen") + by + model.get("channels")) % model.get("channels") });
  const shift = (by) => () => set({ column: clamp(model.get("column") + by, 0, model.get("layers")) });
  const keys = {
    ...player.keys,
    ArrowUp: move(-1),
    ArrowDown: move(1),
    ArrowLeft: shift(-1),
    ArrowRight: shift(1),
    s: () => set({ shuffle: !model.get("shuffle") }),
  };
  function point(event) {
    if (event.type === "pointermove" && !event.buttons) return;
    const box = svg.getBoundingClientRect(),
      x = ((event.clientX - box.left) * geo.width) / box.width,
      y = ((event.clientY - box.top) * geo.height) / box.height;
    const k = geo.columns.reduce(
        (best, col, i) => (Math.abs(col.x - x) < Math.abs(geo.columns[best].x - x) ? i : best),
        0,
      ),
      row = Math.floor((y - geo.frame.head) / geo.row),
      col = geo.columns[k];
    if (row < 0 || row >= geo.channels || Math.abs(col.x - x) > geo.token.w) return;
    const start = startOf(geo),
      same = k === start || (k === start + 1 && col.kind === "shuffled");
    if (event.type === "pointermove" && !same) return;
    set({ column: col.layer, chosen: col.kind === "shuffled" ? geo.perm[row] : row });
  }
  svg.addEventListener("pointerdown", point);
  svg.addEventListener("pointermove", point);

  const controls = h(
      "div",
      { className: "bw-controls" },
      pickC.node,
      pickG.node,
      pickL.node,
      onOff.node,
      pickTimes.node,
    ),
    pursuit = h("div", { className: "bw-controls" }, pickChannel.node, pickColumn.node);
  return bench.open({
    parts: [controls, stage, player.node, code.node, pursuit, strip.node, table.node],
    keys,
    ask,
    draw,
    stop: [glide, player],
    story: true,
  });
}

export default { render };
