// One output value at a time: the controls, the panels of one or two kinds, and what they cost.

function render({ model, el }) {
  const read = () => Object.fromEntries([...STATE, ...NUMBERS].map((key) => [key, model.get(key)]));
  const bench = kit.widget({
    model,
    el,
    name: "convolution-explorer",
    text: TEXT,
    traits: STATE,
    tidy: (changes) => tidied(changes, read()),
  });
  const { words, lang, present, set, code, strip, table } = bench,
    name = (mode) => words.modes[MODES.indexOf(mode)],
    side = () => sideOf(read());

  const kinds = kit.choices(
      words.kind,
      "mode",
      MODES.map((m, i) => [m, words.modes[i]]),
      (mode) => set({ mode }),
    ),
    other = kit.select(words.other, "other", (mode) => set({ other: mode }));
  const select = (text, key) => kit.select(text, key, (v) => set({ [key]: v })),
    slider = (text, key) => kit.slider(text, key, (v) => set({ [key]: v }), lang);
  const kernel = select(words.kernel, "kernel"),
    stride = select(words.stride, "stride"),
    padding = select(words.padding, "padding"),
    dilation = select(words.dilation, "dilation"),
    groups = select(words.groups, "groups");
  const cIn = slider(words.cIn, "c_in"),
    cOut = slider(words.cOut, "c_out"),
    channel = slider(words.channel, "channel"),
    tap = slider(words.tap, "tap");
  const player = bench.player({
    frames: () => side() ** 2,
    get: () => model.get("row") * side() + model.get("column"),
    set: (i) => set({ row: Math.floor(i / side()), column: i % side() }),
  });
  const stage = h("div", { className: "bw-stage cx-stage" }),
    real = h("div", { className: "cx-real" }),
    figures = costTable(),
    hint = h("p", { className: "cx-hint", "aria-live": "polite" });
  // Where there is no room for two kinds side by side, two buttons say which one is drawn.
  let face = 0;
  const faces = kit.choices(
      words.shown,
      "face",
      [
        [0, ""],
        [1, ""],
      ],
      (at) => {
        face = at;
        draw();
      },
    ),
    pick = h("div", { className: "cx-faces" }, h("span", { textContent: words.shown }), faces.node);

  // On a slide all boards stand in one row, as large as its width and 390 pixels of height allow, never below 24 pixels of text.
  function slideDetail(steps, state, wide) {
    for (let unit = 2.2, tries = 3; ; tries--) {
      const one = detail(steps, state, words, 1e6, unit, true),
        scale = Math.min(wide / one.full, 390 / one.high);
      if (scale >= 1 || !tries || unit === 1) return one;
      unit = Math.max(1, 0.995 * unit * scale);
    }
  }

  // One kind of convolution. What a step leaves as it is stays: the values, the matrix of kernels, the boards.
  const panels = [0, 1].map((at) => {
    const name_ = h("p", { className: "cx-name" }),
      pictures = h("div", { className: "cx-pictures" }),
      line = h("p", { className: "cx-total" }),
      list = h("ol", { className: "cx-sum" }),
      scroll = h("div", { className: "cx-scroll bw-scroll", tabIndex: 0, role: "group" }, list);
    const node = h("div", { className: "cx-panel" }, name_, pictures, line, scroll);
    let values = "",
      matrix = "",
      numbers = "",
      steps,
      top,
      body,
      cursor,
      sum;
    function show(state, mode, count, focus) {
      const setting = JSON.stringify([version, mode, SETTING.map((key) => state[key])]),
        room = bench.width(stage),
        wide = present ? 340 : Math.max(280, (room - 16 * (count - 1)) / count),
        drawn = [setting, count, state.channel, state.tap, room].join();
      if (setting !== values) {
        values = setting;
        steps = run(state, mode);
      }
      if (`${setting} ${count} ${wide}` !== matrix) {
        matrix = `${setting} ${count} ${wide}`;
        numbers = "";
        top = overview(steps, words, !present ? 1 : count > 1 ? 1.2 : steps.length > 1 ? 0.95 : 1.3, wide);
        top.svg.onclick = ({ clientX, clientY }) => {
          const box = top.svg.getBoundingClientRect(),
            grown = top.svg.viewBox.baseVal.width / box.width,
            found = top.at((clientX - box.left) * grown, (clientY - box.top) * grown);
          if (found) set(found);
        };
        top.svg.setAttribute("aria-label", words.matrix(name(mode)));
      }
      sum = sums(steps, state, words);
      if (drawn !== numbers) {
        numbers = drawn;
        body = present
          ? slideDetail(steps, state, Math.max(280, room / count - 36 - top.width))
          : detail(steps, state, words, wide, 1);
        pictures.replaceChildren(top.svg, body.svg);
        const square = steps.at(-1).out[0].length;
        cursor = kit.roving(node.querySelector(".cx-grid"), {
          size: () => [square, square],
          get: () => [sum.r, sum.c],
          set: (row, column, byKey) => {
            player.stop();
            refocus = byKey ? at : null;
            set({ row, column });
          },
        });
      }
      top.mark(state.channel, state.tap);
      body.mark(sum.r, sum.c);
      cursor.show(focus);
      node.dataset.modeShown = mode;
      name_.textContent = name(mode);
      name_.hidden = count < 2;
      scroll.ariaLabel = words.products(name(mode));
      list.replaceChildren(
        ...sum.rows.map((row) =>
          h(
            "li",
            { className: `t${sum.tone(row.i)}` },
            h("b", { textContent: row.i, className: "cx-chip" }),
            h("span", { textContent: row.text }),
            h("b", { textContent: `= ${signed(row.sum)}` }),
          ),
        ),
      );
      line.replaceChildren(
        h("span", { textContent: `${words.output(sum.o)} (${sum.r}, ${sum.c}) = ${terms(sum)}` }),
        h("strong", { textContent: signed(sum.value), "data-value": sum.value }),
      );
    }
    return { node, show, told: () => ({ steps, sum }) };
  });
  const told = (state, mode) => {
    const steps = run(state, mode);
    return { steps, sum: sums(steps, state, words) };
  }; // of a kind that is not drawn
  const terms = ({ rows }) => (rows.length > 1 ? `${total(rows.map((row) => row.sum))} = ` : ""); // a single term is the value itself
  let refocus = null,
    version = 0,
    known = [];

  function draw() {
    const state = read(),
      integers = NUMBERS.map((key) => state[key]);
    if (integers.some((one, i) => one !== known[i])) {
      known = integers;
      version += 1;
    }
    const modes = kindsOf(state),
      narrow = modes.length > 1 && !present && bench.width(stage) < 560,
      drawn = narrow ? [Math.min(face, 1)] : modes.map((_, at) => at);
    const held = document.activeElement?.closest?.(".cx-grid")
      ? panels.findIndex(({ node }) => node.contains(document.activeElement))
      : refocus;
    const nodes = drawn.map((at) => panels[at].node);
    if (nodes.length !== stage.childElementCount || nodes.some((node, i) => node !== stage.children[i]))
      stage.replaceChildren(...nodes);
    stage.dataset.count = drawn.length;
    for (const at of drawn) panels[at].show(state, modes[at], drawn.length, held === at);
    pick.hidden = !narrow;
    faces.show(face);
    modes.forEach((mode, at) => {
      faces.node.children[at].textContent = name(mode);
    });
    refocus = null;
    settings(state, modes);
    player.show();
    code.show([[modes.map((mode) => python(layers(state, mode))).join("\n")]]);
    report(
      state,
      modes,
      modes.map((mode, at) => (drawn.includes(at) ? panels[at].told() : told(state, mode))),
    );
  }
  // A control shows what is in effect; where the kinds leave no choice, it shows that and is disabled.
  function settings(state, modes) {
    const spatial = modes.some((mode) => mode !== "pointwise"),
      fixed = (one, text) => one.show([[0, text]], 0);
    kinds.show(state.mode);
    other.show(
      [["", words.none], ...MODES.filter((mode) => mode !== state.mode).map((mode) => [mode, name(mode)])],
      modes[1] ?? "",
    );
    stride.show([1, 2, 3], state.stride);
    if (spatial) {
      kernel.show(
        [1, 3, 5].filter((k) => k <= state.image[0].length + 4).map((k) => [k, `${k}×${k}`]),
        state.kernel,
      );
      padding.show(
        [0, 1, 2].filter((p) => roomy({ ...state, padding: p }, state.dilation)),
        state.padding,
      );
    } else {
      fixed(kernel, "1×1");
      fixed(padding, "0");
    }
    if (spatial && state.kernel > 1)
      dilation.show(
        [1, 2, 3].filter((d) => roomy(state, d)),
        state.dilation,
      );
    else fixed(dilation, "1");
    const grouping = {
      standard: "1",
      pointwise: "1",
      depthwise: `${state.c_in}`,
      separable: words.then(state.c_in, 1),
    };
    if (modes.includes("grouped")) groups.show(divisors(state), groupsOf(state));
    else
      fixed(groups, new Set(modes.map((mode) => grouping[mode])).size > 1 ? words.own : grouping[state.mode]);
    cIn.show(1, state.image.length, state.c_in);
    if (modes.every((mode) => mode === "depthwise")) cOut.show(state.c_in, state.c_in, state.c_in);
    else cOut.show(1, 16, state.c_out);
    const most = Math.max(...lasts(state).map((layer) => layer.c_out)),
      taps = tapsOf(state);
    channel.show(0, most - 1, Math.min(state.channel, most - 1));
    tap.show(taps[0], taps.at(-1), taps.includes(state.tap) ? state.tap : taps[0]);
    const wish =
      modes.includes("grouped") && groupsOf(state) !== state.groups
        ? words.unfit(state.groups, state.c_in, state.c_out, groupsOf(state))
        : "";
    if (hint.textContent !== wish) hint.textContent = wish;
  }
  const python = (list) => {
    const one = (l) =>
      `nn.Conv2d(${l.c_in}, ${l.c_out}, ${l.kernel}${l.stride > 1 ? `, stride=${l.stride}` : ""}${l.padding ? `, padding=${l.padding}` : ""}${l.dilation > 1 ? `, dilation=${l.dilation}` : ""}${l.groups > 1 ? `, groups=${l.groups}` : ""}, bias=False)`;
    return list.length > 1 ? `nn.Sequential(${list.map(one).join(",\n              ")})` : one(list[0]);
  };
  // What the kinds cost, a column for each: a row's cells are a formula and its value.
  function costTable() {
    const keys = ["params", "macs", "done", "bytes"],
      labels = [
        [words.weights],
        [words.macs],
        [words.done],
        [words.bytes, h("span", { className: "cx-wide", textContent: words.moved })],
      ],
      cells = keys.map(() => [0, 1].map(() => [h("span", { className: "cx-soft" }), h("b")])),
      heads = [0, 1].map(() => h("th", { scope: "col" }));
    const head = h("tr", {}, h("td"), ...heads),
      rows = keys.map((key, k) =>
        h(
          "tr",
          { "data-number": key },
          h("th", { scope: "row" }, ...labels[k]),
          ...cells[k].map((pair) => h("td", {}, ...pair)),
        ),
      );
    const node = h("table", { className: "cx-costs" }, h("thead", {}, head), h("tbody", {}, ...rows));
    const show = (modes, columns) => {
      head.hidden = modes.length < 2;
      node.dataset.kinds = modes.length;
      for (const at of [0, 1]) {
        heads[at].textContent = modes[at] ? name(modes[at]) : "";
        heads[at].hidden = !modes[at];
        cells.forEach((row, k) => {
          row[at][0].parentNode.hidden = !modes[at];
          if (modes[at]) [row[at][0].textContent, row[at][1].textContent] = columns[at][k];
        });
      }
    };
    return { node, show };
  }
  function report(state, modes, shown) {
    const all = shown.map(({ steps }) => cost(steps)),
      columns = shown.map(({ steps, sum }, at) => {
        const side = steps.at(-1).out[0].length,
          done = sum.r * side + sum.c + 1,
          { params, macs, bytes } = all[at];
        const formula = steps
          .map(({ layer: l }) => `${l.c_out}·${l.c_in / l.groups}${l.kernel > 1 ? `·${l.kernel}²` : ""}`)
          .join(" + ");
        // A layer before the last has the same output side, so that every position costs the same.
        return [
          [`${formula} = `, whole(params)],
          [`${side}²·${whole(params)} = `, whole(macs)],
          [`${done}·${whole(params)} = `, whole(done * params)],
          ["", whole(bytes)],
        ];
      });
    figures.show(modes, columns);
    if (modes.length > 1) {
      const [a, b] = all.map(({ macs }) => macs),
        compared =
          a === b
            ? words.same(whole(a))
            : a > b
              ? words.fewer(whole(a), whole(b), (a / b).toFixed(2))
              : words.more(whole(a), whole(b), (b / a).toFixed(2));
      strip.show([["ratio", words.ratio(name(modes[1])), compared]]);
    } else
      strip.show(
        present
          ? [
              ["params", words.weights, columns[0][0].join("")],
              ["done", words.slideDone, words.of(columns[0][2][1], columns[0][1][1])],
            ]
          : [],
      );
    const { sum } = shown[0];
    bench.say(words.said(sum.r, sum.c, sum.o, signed(sum.value), terms(sum)));
    table.show(
      words.caption(name(modes[0]), sum.r, sum.c, sum.o),
      words.head,
      sum.rows.map((row) => [row.i, row.text, signed(row.sum)]),
    );
    for (const bar of real.querySelectorAll("[data-real]"))
      bar.classList.toggle("is-on", modes.includes(bar.dataset.real));
  }
  const list = model.get("real"),
    most = Math.max(...list.map((one) => one.macs));
  const label = (one) =>
    one.mode === "grouped" ? words.inGroups(name(one.mode), one.groups) : name(one.mode);
  real.append(
    h("p", { className: "cx-soft", textContent: words.real }),
    ...list.map((one) =>
      h(
        "div",
        { className: "cx-bar", "data-real": one.mode },
        h("span", { textContent: label(one) }),
        h("i", { style: `--share:${(100 * one.macs) / most}%` }),
        h("b", { textContent: kit.short(one.macs) }),
        h("span", {
          className: "cx-soft",
          textContent: one.macs < most ? words.times((most / one.macs).toFixed(2)) : "",
        }),
      ),
    ),
  );

  const controls = [
    h(
      "div",
      { className: "bw-controls" },
      kernel.node,
      stride.node,
      padding.node,
      dilation.node,
      groups.node,
      cIn.node,
      cOut.node,
      other.node,
    ),
    h("div", { className: "bw-controls" }, channel.node, tap.node),
  ];
  const go = (down, right) => () => {
    player.stop();
    set({ row: model.get("row") + down, column: model.get("column") + right });
  };
  const nextMode = () => set({ mode: MODES[(MODES.indexOf(model.get("mode")) + 1) % MODES.length] }),
    hop = (by) => () => set({ channel: model.get("channel") + by });
  return bench.open({
    parts: [
      kinds.node,
      controls[0],
      hint,
      figures.node,
      strip.node,
      pick,
      stage,
      controls[1],
      player.node,
      code.node,
      real,
      table.node,
    ],
    keys: {
      ...player.keys,
      ArrowUp: go(-1, 0),
      ArrowDown: go(1, 0),
      ArrowLeft: go(0, -1),
      ArrowRight: go(0, 1),
      "[": hop(-1),
      "]": hop(1),
      m: nextMode,
      M: nextMode,
    },
    modes: (i) => MODES[i] && set({ mode: MODES[i] }),
    ask: bench.choose(words),
    draw,
    on: NUMBERS,
    stop: [player],
  });
}

export default { render, run, cost };
