// Channels as bands, weights as areas, and the controls that move them.

function render({ model, el }) {
  const bench = kit.widget({
    model,
    el,
    name: "fire-flow",
    text: TEXT,
    traits: [...WIDTHS, "side", "lock", "frame"],
  });
  const { words, present, read, set, code, strip, table } = bench,
    text = present ? 25 : 13;
  const range = (key, st = read()) =>
    key === "c_in"
      ? [8, 512]
      : key === "squeeze"
        ? [8, 192]
        : st.lock
          ? [0, st.expand1 + st.expand3]
          : [0, 256];
  // Locked expansions share their sum; otherwise at least one of them keeps 8 channels.
  function move(key, to) {
    const st = read(),
      [low, high] = range(key, st),
      v = clamp(Math.round(to / 8) * 8, low, Math.max(high, st[key]));
    const twin = key === "expand1" ? "expand3" : key === "expand3" ? "expand1" : null;
    if (twin && st.lock) set({ [key]: v, [twin]: st.expand1 + st.expand3 - v });
    else set({ [key]: twin && v === 0 && st[twin] === 0 ? 8 : v });
  }
  const presets = model.get("presets"),
    fields = [...WIDTHS, "side"];
  const choose = (name) => {
    const row = presets.find((one) => one.name === name);
    if (row) set({ ...Object.fromEntries(fields.map((key) => [key, row[key]])) });
  };
  const preset = kit.select(words.preset, "preset", choose);
  const sliders = Object.fromEntries(
    WIDTHS.map((key) => [key, kit.slider(words[key === "c_in" ? "cIn" : key], key, (v) => move(key, v))]),
  );
  const lock = kit.toggle(words.lock, "lock", (on) => set({ lock: on }));
  const player = bench.player({ trait: "frame", frames: () => 5, at: (i) => words.frames[i] });
  const stage = h("div", { className: "bw-stage ff-stage" }),
    areas = h("div", { className: "bw-stage" });
  for (const kind of ["pointerdown", "pointermove"])
    stage.addEventListener(kind, (event) => {
      const key = event.target.closest?.("[data-block]")?.dataset.block ?? (event.buttons ? dragging : null);
      if (!key || !event.buttons) {
        dragging = null;
        return;
      }
      if (kind === "pointerdown") {
        dragging = key;
        from = event.clientY;
        base = model.get(key);
        stage.setPointerCapture(event.pointerId);
        return;
      }
      if (dragging) {
        const box = stage.querySelector("svg").getBoundingClientRect();
        move(
          dragging,
          base +
            ((from - event.clientY) / box.height) *
              1.2 *
              Math.max(model.get("c_in"), model.get("expand1") + model.get("expand3")),
        );
      }
    });
  stage.addEventListener("pointerup", () => {
    dragging = null;
  });
  stage.addEventListener("keydown", (event) => {
    const key = event.target.closest?.("[data-block]")?.dataset.block,
      by = { ArrowUp: 8, ArrowDown: -8 }[event.key];
    if (key && by) {
      event.preventDefault();
      move(key, model.get(key) + by);
    }
  });
  let dragging = null,
    from = 0,
    base = 0;

  function sankey(st) {
    const W = clamp(bench.width(stage), 280, present ? 1240 : 660),
      H = present ? 370 : 210,
      top = text * 2.4,
      bar = present ? 26 : 15,
      narrow = W < 480;
    const { nodes, out } = flow(st, W, H, present ? 26 : 16),
      on = (i) => (i <= st.frame ? "" : " is-later"),
      parts = [];
    const link = (a, b, tone, i) =>
      a.n && b.n && parts.push(pen.path(band(a, b, bar), { class: `ff-band ${tone}${on(i)}` }));
    link(nodes.c_in, nodes.squeeze, "t1", 1);
    link(nodes.squeeze, nodes.expand1, "t0", 2);
    link(nodes.squeeze, nodes.expand3, "t2", 3);
    link(nodes.expand1, out.a, "t0", 4);
    link(nodes.expand3, out.b, "t2", 4);
    for (const [i, key] of WIDTHS.entries()) {
      const { x, y, h: high, n } = nodes[key],
        name = words.names[key],
        up = key !== "expand3";
      const mid = key === "squeeze",
        label = narrow ? name.replace("expand ", "").replace(" 1×1", key === "squeeze" ? "" : " 1×1") : name,
        ty = mid ? y - text * 1.5 : up ? y - 6 : y + high + text;
      const g = pen.group(
        {
          class: `ff-block ${TONE[key]}${on(i)}${st.frame === i ? " is-now" : ""}`,
          "data-block": key,
          tabindex: 0,
          role: "slider",
          "aria-label": name,
          "aria-valuemin": range(key, st)[0],
          "aria-valuemax": Math.max(range(key, st)[1], n),
          "aria-valuenow": n,
          "aria-valuetext": words.channels(n),
          "aria-orientation": "vertical",
        },
        pen.rect(x - 6, y - 6, bar + 12, Math.max(high, 12) + 12, { class: "ff-hit" }),
        pen.rect(x, y, bar, high, { rx: 2 }),
        pen.label(mid ? x + bar / 2 : x, ty, [label, s("tspan", { "font-weight": 650 }, ` ${n}`)], {
          "text-anchor": mid ? "middle" : "start",
          "font-size": text,
        }),
      );
      parts.push(g);
    }
    const size = present ? 14 : narrow ? 5 : 8,
      per = Math.max(1, Math.floor((W * 0.16 - bar - 8) / size));
    for (const [row, tone, letter] of [
      [out.a, "t0", "1×1"],
      [out.b, "t2", "3×3"],
    ]) {
      parts.push(pen.rect(row.x, row.y, bar, row.h, { class: `ff-out ${tone}${on(4)}` }));
      if (!row.n) continue;
      const count = Math.ceil(row.n / 8),
        tokens = Array.from({ length: count }, (_, i) => [Math.floor(i / per), i % per]),
        lines = Math.ceil(count / per),
        y = row.y + row.h / 2 - (lines * size) / 2;
      parts.push(
        pen.path(
          tokens
            .map(([r, c]) => pen.box(row.x + bar + 8 + c * size, y + r * size, size - 1.5, size - 1.5))
            .join(""),
          { class: `ff-token ${tone}${on(4)}`, "data-tokens": count },
        ),
      );
    }
    parts.push(
      pen.label(
        W,
        out.a.y - 6,
        [
          narrow || present ? "" : words.concat,
          s("tspan", { "font-weight": 650 }, ` ${st.expand1 + st.expand3}`),
        ],
        { "font-size": text, "text-anchor": "end", class: on(4) },
      ),
    );
    const svg = pen.picture(
      [-8, -top, W + 16, H + top + text * 1.8],
      { width: W, class: "ff-flow" },
      ...parts,
    );
    return svg;
  }

  function rectangles(st, c) {
    const W = clamp(bench.width(areas), 280, present ? 1240 : 660),
      high = present ? 380 : 110,
      ax = W / (9 * Math.max(st.c_in, st.squeeze)),
      rows = st.expand1 + st.expand3,
      parts = [],
      top = text + 8;
    const ay = present ? Math.min(high / rows, (high + 20) / (rows + st.squeeze)) : high / rows; // a slide holds both blocks
    const box = (x, y, w, t, tone, key) =>
      parts.push(pen.rect(x, y, w * ax, t * ay, { class: `ff-area ${tone}`, "data-area": key }));
    const label = (x, y, words_) =>
      parts.push(pen.label(x, y, words_, { "font-size": text, class: "ff-label" }));
    box(0, top, 9 * st.c_in, st.expand1 + st.expand3, "ff-direct", "direct");
    label(0, text, `${words.direct}: 9·${st.c_in} × ${st.expand1 + st.expand3} = ${whole(c.direct)}`);
    box(0, top, st.squeeze, st.expand1, "t0", "expand1");
    box(0, top + st.expand1 * ay, 9 * st.squeeze, st.expand3, "t2", "expand3");
    const inside = (key, k, n, y, t) => {
      if (t >= text * 1.1)
        label(
          9 * st.squeeze * ax + 10 < W * 0.5 ? (key === "expand1" ? st.squeeze : 9 * st.squeeze) * ax + 8 : 8,
          y + t / 2 + text * 0.35,
          `${words.names[key]}: ${k}${st.squeeze} × ${n} = ${whole(c[key])}`,
        );
    };
    inside("expand1", "", st.expand1, top, st.expand1 * ay);
    inside("expand3", "9·", st.expand3, top + st.expand1 * ay, st.expand3 * ay);
    const y = top + rows * ay + 12;
    box(0, y, st.c_in, st.squeeze, "t1", "squeeze");
    label(
      st.c_in * ax + 8,
      y + Math.max(text, (st.squeeze * ay) / 2 + text * 0.35),
      `${words.names.squeeze}: ${st.c_in} × ${st.squeeze} = ${whole(c.squeeze)}`,
    );
    return pen.picture(
      [-2, 0, W + 4, y + Math.max(st.squeeze * ay, text * 1.2) + 4],
      { width: W, role: "img", "aria-label": words.areas },
      ...parts,
    );
  }

  function draw() {
    const st = read(),
      c = costs(st),
      held = stage.contains(document.activeElement) ? document.activeElement.dataset.block : null,
      sum = st.expand1 + st.expand3;
    stage.replaceChildren(sankey(st));
    areas.replaceChildren(rectangles(st, c));
    if (held) stage.querySelector(`[data-block="${held}"]`)?.focus({ preventScroll: true });
    const match = presets.find((row) => fields.every((key) => row[key] === st[key]));
    preset.show(
      [...presets.map((row) => [row.name, row.name]), ...(match ? [] : [["", words.own]])],
      match?.name ?? "",
    );
    for (const key of WIDTHS) {
      const [low, high] = range(key, st);
      sliders[key].show(low, Math.max(high, st[key]), st[key], String(st[key]), 8);
    }
    lock.show(st.lock);
    player.show();
    const lines = [
      [1, `s = relu(nn.Conv2d(${st.c_in}, ${st.squeeze}, 1)(x))`, st.squeeze],
      [2, st.expand1 ? `a = relu(nn.Conv2d(${st.squeeze}, ${st.expand1}, 1)(s))` : "", st.expand1],
      [3, st.expand3 ? `b = relu(nn.Conv2d(${st.squeeze}, ${st.expand3}, 3, padding=1)(s))` : "", st.expand3],
      [4, st.expand1 && st.expand3 ? "y = torch.cat([a, b], dim=1)" : `y = ${st.expand1 ? "a" : "b"}`, sum],
    ].filter(([, line]) => line);
    code.show(
      lines.flatMap(([i, line, n], at) => [
        [line, i === st.frame ? "now" : ""],
        [`  # (N, ${n}, ${st.side}, ${st.side})${at < lines.length - 1 ? "\n" : ""}`, "soft"],
      ]),
    );
    const ratio = c.direct / c.total,
      verdict = ratio >= 1 ? words.fraction(ratio.toFixed(2)) : words.more((1 / ratio).toFixed(2)),
      share = (part) => `${Math.round((100 * part) / c.total)} %`;
    strip.show([
      [
        "squeeze",
        words.names.squeeze,
        `${st.c_in}·${st.squeeze} = ${whole(c.squeeze)} (${share(c.squeeze)})`,
      ],
      [
        "expand1",
        words.names.expand1,
        `${st.squeeze}·${st.expand1} = ${whole(c.expand1)} (${share(c.expand1)})`,
      ],
      [
        "expand3",
        words.names.expand3,
        `9·${st.squeeze}·${st.expand3} = ${whole(c.expand3)} (${share(c.expand3)})`,
      ],
      ["total", words.weights, whole(c.total)],
      ["direct", words.directly, `${present ? "" : `9·${st.c_in}·${sum} = `}${whole(c.direct)}`],
      ["ratio", words.saved, verdict],
      [
        "macs",
        `${words.macs} ${words.at(st.side)}`,
        words.against(kit.short(c.macs), kit.short(c.directMacs)),
      ],
    ]);
    bench.say(words.said(whole(c.total), whole(c.direct), verdict));
    table.show(
      words.table,
      words.head,
      [...presets, ...(match ? [] : [{ ...st, name: words.own, ...c }])].map((row) => [
        row === match ? `${row.name} (${words.now})` : row.name,
        row.c_in,
        row.squeeze,
        row.expand1,
        row.expand3,
        whole(row.total),
        whole(row.direct),
        `${(row.direct / row.total).toFixed(2)}×`,
      ]),
    );
  }
  const controls = [
    h("div", { className: "bw-controls" }, preset.node, lock.node),
    h("div", { className: "bw-controls ff-sliders" }, ...WIDTHS.map((key) => sliders[key].node)),
  ];
  return bench.open({
    parts: [
      ...controls,
      stage,
      h("p", { className: "ff-note", textContent: words.tokens }),
      player.node,
      code.node,
      h("p", { className: "ff-note", textContent: words.areas }),
      areas,
      strip.node,
      table.node,
    ],
    keys: player.keys,
    modes: (i) => presets[i] && choose(presets[i].name),
    ask: bench.choose(words),
    draw,
    stop: [player],
  });
}

export default { render, costs, flow };
