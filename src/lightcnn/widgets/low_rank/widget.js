// A kernel as columns times rows, and the block that relies on it.

function render({ model, el }) {
  const frames = () => (model.get("tab") === "kernel" ? 1 + 2 * model.get("rank") : 6);
  const last = (state) => (state.tab === "kernel" ? 2 * state.rank : 5);
  const tidy = (changes, state) => {
    const now = { ...state, ...changes };
    return {
      ...now,
      frame:
        "tab" in changes || ("rank" in changes && !("frame" in changes))
          ? last(now)
          : clamp(now.frame, 0, last(now)),
    };
  };
  const bench = kit.widget({
    model,
    el,
    name: "low-rank",
    text: TEXT,
    traits: ["tab", "kernel", "rank", "frame", "channels"],
    tidy,
  });
  const { words, present, read, set, code, strip, table } = bench,
    text = present ? 24 : 13,
    unit = present ? 1.6 : 1;
  const raw = model.get("photo"),
    bytes = Array.isArray(raw)
      ? raw
      : raw instanceof DataView
        ? new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength)
        : new Uint8Array(raw);
  const photo = { data: Float32Array.from(bytes), width: model.get("width"), height: model.get("height") };
  const presets = model.get("presets");

  const ask = bench.choose(words),
    tabs = kit.choices(
      words.tab,
      "tab",
      [
        ["kernel", words.tabs[0]],
        ["block", words.tabs[1]],
      ],
      (tab) => set({ tab }),
    );
  const preset = kit.select(words.preset, "preset", (name) => {
    const one = presets.find((p) => p.name === name);
    if (one) set({ kernel: [...one.kernel] });
  });
  const rank = kit.choices(
    words.rank,
    "rank",
    [1, 2, 3].map((r) => [r, words.sum(r)]),
    (r) => set({ rank: r }),
  );
  const inputs = Array.from({ length: 9 }, (_, i) =>
    kit.integer(words.cell(Math.floor(i / 3), i % 3), `k${i}`, -9, 9, (v) => {
      const kernel = [...model.get("kernel")];
      kernel[i] = v;
      if (kernel.some(Boolean)) set({ kernel });
      else {
        inputs[i].node.value = model.get("kernel")[i];
        tell(words.zeros);
      }
    }),
  );
  // What became of a number that a cell cannot hold: heard before the cell mends it.
  const note = h("p", { className: "lr-note", role: "status" }),
    tell = (text_) => {
      note.textContent = text_;
    };
  for (const { node } of inputs)
    node.addEventListener(
      "change",
      () => {
        const v = node.valueAsNumber,
          to = clamp(Math.round(v), -9, 9);
        tell(!Number.isFinite(v) || v === to ? "" : Math.abs(v) > 9 ? words.cut(to) : words.rounded(to));
      },
      true,
    );
  const channels = kit.slider(words.channels, "channels", (v) => set({ channels: v }));
  const player = bench.player({
    trait: "frame",
    frames,
    at: (i) => (model.get("tab") === "kernel" ? words.steps(i) : words.tensor(i)),
  });
  const board = h(
    "div",
    { className: "lr-grid", role: "group", ariaLabel: words.given },
    ...inputs.map((one) => one.node),
  );
  const stage = h("div", { className: "bw-stage lr-stage" }),
    pictures = h("div", { className: "lr-photos" });
  const tile = h(
      "figure",
      { className: "lr-tile" },
      h("figcaption", { textContent: present ? words.preset : words.given }),
      board,
    ),
    resultTile = h("div", { className: "lr-sum" }),
    sumLine = h("div", { className: "lr-sum lr-terms" });
  const view = (id) => {
    const canvas = h("canvas", { width: photo.width, height: photo.height, role: "img" }),
      caption = h("figcaption");
    return { id, canvas, caption, node: h("figure", { "data-photo": id }, canvas, caption) };
  };
  const views = ["photo", "full", "step", "difference"].map(view);
  pictures.append(...views.map((one) => one.node));
  const kernelPart = h(
      "div",
      { className: "lr-part" },
      h("div", { className: "bw-controls" }, preset.node, rank.node),
      h("div", { className: "lr-equation" }, tile, resultTile),
      note,
      sumLine,
      pictures,
      h("p", { className: "lr-note", textContent: words.grey }),
    ),
    blockPart = h(
      "div",
      { className: "lr-part" },
      h("div", { className: "bw-controls" }, channels.node),
      stage,
    );

  const share = (v, most) => `${v < 0 ? "var(--g1)" : "var(--g0)"} ${Math.round((40 * Math.abs(v)) / most)}%`;
  const paint = (v, most) => `color-mix(in srgb, ${share(v, most)}, var(--paper))`;
  function heat(values, most, label, state, term) {
    const size = present ? 62 : 34,
      side = term ? (present ? 66 : 34) : 0,
      parts = values.map((v, i) =>
        pen.place(
          side + (i % 3) * size,
          side + Math.floor(i / 3) * size,
          {},
          pen.rect(0, 0, size, size, { style: `fill:${paint(v, most)}`, class: "lr-cell" }),
          pen.label(size / 2, size / 2, number(v), {
            dy: "0.35em",
            "font-size": present ? 24 : 12,
            "text-anchor": "middle",
            "data-value": v,
          }),
        ),
      );
    if (term)
      for (let i = 0; i < 3; i++)
        for (const [v, x, y] of [
          [term.u[i], 0, side + i * size],
          [term.v[i], side + i * size, 0],
        ]) {
          const w = x ? size : side - 3,
            hh = x ? side - 3 : size;
          parts.push(
            pen.place(
              x,
              y,
              {},
              pen.rect(0, 0, w, hh, { style: `fill:${paint(v, 1)}`, class: "lr-cell" }),
              pen.label(w / 2, hh / 2, number(v), {
                dy: "0.35em",
                "font-size": present ? 24 : 10,
                "text-anchor": "middle",
              }),
            ),
          );
        }
    const full = side + 3 * size;
    return h(
      "figure",
      { className: `lr-tile ${state}` },
      h("figcaption", { textContent: label }),
      pen.picture(
        [-1, -1, full + 2, full + 2],
        { role: "img", "aria-label": `${label}: ${values.map((v) => number(v)).join(", ")}` },
        ...parts,
      ),
    );
  }
  const sign = (text_) => h("span", { className: "lr-sign", textContent: text_ });

  function drawPicture({ canvas, caption }, picture, most, label, plain) {
    const context = canvas.getContext("2d"),
      image = context.createImageData(picture.width, picture.height),
      grey = new Uint32Array(image.data.buffer);
    picture.data.forEach((v, i) => {
      grey[i] = 0xff000000 + 0x010101 * Math.round(plain ? v : 255 * Math.min(1, Math.abs(v) / most));
    });
    context.putImageData(image, 0, 0);
    if (caption.textContent !== label) {
      caption.textContent = label;
      canvas.setAttribute("aria-label", label);
    }
  }
  const top = (picture) =>
    Math.max(Float32Array.from(picture.data, Math.abs).sort()[Math.floor(picture.data.length * 0.99)], 1e-6);
  const norm = (picture) => Math.sqrt(picture.data.reduce((sum, v) => sum + v * v, 0));

  // Drawn again only where the kernel, the rank or the step asks for it.
  const once = (work) => {
    let known, kept;
    return (key, ...rest) => {
      if (key !== known) {
        known = key;
        kept = work(...rest);
      }
      return kept;
    };
  };
  const decompose = once((kernel) => {
    const terms = svd(kernel),
      most = Math.max(...kernel.map(Math.abs)),
      full = filter(photo, kernel, 3, 3),
      bright = top(full),
      walk = [];
    for (const [i, one] of inputs.entries()) {
      one.show(kernel[i]);
      one.node.style.background = paint(kernel[i], most);
    }
    const tiles = terms.map((term, k) =>
      heat(outer(term), most, `${words.term(k + 1)}: σ = ${number(term.sigma, 3)}`, "", term),
    );
    sumLine.replaceChildren(
      ...tiles.map((node, k) => h("div", { className: "lr-sum" }, sign(k ? words.plus : words.equals), node)),
    );
    drawPicture(views[0], photo, 255, words.photo, true);
    drawPicture(views[1], full, bright, words.full);
    const list = (x) => `[${x.map((v) => number(v, 3)).join(", ")}]`,
      rows = terms.map((t, i) => [
        i + 1,
        number(t.sigma, 4),
        list(t.u),
        list(t.v),
        number(relative(terms, i + 1), 4),
      ]);
    return {
      terms,
      most,
      full,
      bright,
      tiles,
      rows,
      after: (frame) => (walk[frame] ??= passes(photo, terms, frame)),
    };
  });
  const compare = once(({ terms, most, full, bright, after }, rank) => {
    const approx = approximate(terms, rank),
      error = relative(terms, rank),
      result = after(2 * rank),
      difference = { ...photo, data: result.data.map((v, i) => v - full.data[i]) };
    resultTile.replaceChildren(
      sign(error < 5e-7 ? words.equals : words.about),
      heat(approx, most, (present ? words.sum : words.sumOf)(rank), "lr-result"),
    );
    drawPicture(views[3], difference, bright, `${words.wrong}: ${words.sum(rank)}`);
    return { approx, error, spread: norm(difference) / Math.max(norm(full), 1e-9) };
  });
  const walkTo = once(({ bright, after }, frame) => {
    const step = after(frame);
    drawPicture(views[2], step, frame % 2 ? top(step) : bright, words.steps(frame), frame === 0);
  });

  function drawKernel({ kernel, rank: r, frame }) {
    const parts = decompose(String(kernel), kernel),
      { terms, tiles, rows } = parts,
      { approx, error, spread } = compare(`${kernel} ${r}`, parts, r),
      active = Math.ceil(frame / 2),
      k = active || 1;
    walkTo(`${kernel} ${frame}`, parts, frame);
    tiles.forEach((node, i) => {
      node.classList.toggle("is-out", i >= r);
      node.classList.toggle("is-now", i + 1 === active);
    });
    const match = presets.find((p) => p.kernel.every((v, i) => v === kernel[i]));
    preset.show(
      [...presets.map((p) => [p.name, p.name]), ...(match ? [] : [["", words.own]])],
      match?.name ?? "",
    );
    rank.show(r);
    const line = (kh, kw, pad) => `nn.Conv2d(1, 1, (${kh}, ${kw}), padding=(${pad}), bias=False)`;
    code.show([
      [line(3, 1, "1, 0"), frame % 2 ? "now" : ""],
      [`  # column ${k} of ${r}\n`],
      [line(1, 3, "0, 1"), frame && frame % 2 === 0 ? "now" : ""],
      [`  # row ${k} of ${r}`],
    ]);
    const wrong = error < 5e-7 ? "0" : error.toFixed(3),
      all = (list) => number(list.reduce((x, y) => x + y));
    strip.show([
      ["weights", words.weights, words.of(r)],
      ["sigmas", words.sigmas, terms.map((t) => number(t.sigma, 3)).join(", ")],
      ["error", words.error, wrong],
      ["pixels", words.pixels, spread < 5e-6 ? "0" : spread.toFixed(3)],
      ["flat", words.flat, words.flatOf(all(kernel), all(approx))],
    ]);
    bench.say(words.said(r, wrong));
    table.show(words.caption, words.head, rows);
  }

  const layers = (C) =>
    [
      [1, 1, C, C / 2],
      [1, 1, C / 2, C / 4],
      [3, 1, C / 4, C / 2],
      [1, 3, C / 2, C / 2],
      [1, 1, C / 2, C],
    ].map(([kh, kw, a, b]) => ({ kh, kw, a, b, weights: kh * kw * a * b }));
  function drawBlock(st) {
    const C = st.channels,
      list = layers(C),
      sum = list.reduce((t, l) => t + l.weights, 0),
      direct = 9 * C * C,
      widths = [C, ...list.map((l) => l.b)],
      W = clamp(bench.width(stage), 280, present ? 1200 : 660),
      narrow = W < 480,
      high = 120 * unit,
      pitch = (W - 40) / 5,
      bar = narrow ? 18 : present ? 38 : 30,
      most = Math.max(...list.map((l) => l.weights)),
      base = high + text * 2.6,
      parts = [];
    const x = (i) => 20 + i * pitch,
      y = (n) => base - high / 2 - (high * n) / C / 2;
    list.forEach((l, i) => {
      const on = i < st.frame ? "" : " is-later",
        tone = l.kh * l.kw === 1 ? "t1" : l.kh === 3 ? "t2" : "t3",
        x0 = x(i) + bar / 2,
        x1 = x(i + 1) - bar / 2,
        a = (high * l.a) / C,
        b = (high * l.b) / C,
        mid = (x0 + x1) / 2;
      parts.push(
        pen.path(`M${x0} ${y(l.a)}L${x1} ${y(l.b)}v${b}L${x0} ${y(l.a) + a}Z`, {
          class: `ff-band lr-band ${tone}${on}`,
        }),
      );
      parts.push(
        pen.label(mid, base - high / 2, `${l.kh}×${l.kw}`, {
          dy: "0.35em",
          "text-anchor": "middle",
          "font-size": text,
          "font-weight": 650,
          class: on,
        }),
      );
      const side = 46 * unit * Math.sqrt(l.weights / most) * (narrow ? 0.8 : 1),
        top_ = base + 30 * unit + (46 * unit - side) / 2;
      parts.push(
        pen.rect(mid - side / 2, top_, side, side, {
          rx: 3,
          class: `lr-area ${tone}${on}`,
          "data-weights": l.weights,
        }),
        pen.label(mid, base + 30 * unit + 46 * unit + text * 1.3, whole(l.weights), {
          "text-anchor": "middle",
          "font-size": narrow ? 11 : text,
          class: on,
        }),
      );
    });
    widths.forEach((n, i) =>
      parts.push(
        pen.rect(x(i) - bar / 2, y(n), bar, (high * n) / C, {
          rx: 2,
          class: `lr-bar${i === st.frame ? " is-now" : ""}`,
          "data-channels": n,
        }),
        pen.label(x(i), y(n) - 6, String(n), {
          "text-anchor": "middle",
          "font-size": text,
          "font-weight": 650,
        }),
      ),
    );
    parts.push(
      pen.label(W / 2, base + 20 * unit, words.shares, {
        "text-anchor": "middle",
        "font-size": text,
        class: "lr-soft",
      }),
    );
    stage.replaceChildren(
      pen.picture(
        [0, 0, W, base + 82 * unit + text * 1.6],
        { role: "img", "aria-label": `${words.profile}: ${widths.join(", ")}` },
        ...parts,
      ),
    );
    channels.show(16, 256, C, String(C), 16);
    code.show(
      list.flatMap((l, i) => [
        [
          `nn.Conv2d(${l.a}, ${l.b}, (${l.kh}, ${l.kw})${l.kh * l.kw > 1 ? `, padding=(${l.kh >> 1}, ${l.kw >> 1})` : ""}, bias=False)`,
          i + 1 === st.frame ? "now" : "",
        ],
        [i < 4 ? "\n" : ""],
      ]),
    );
    strip.show([
      [
        "block",
        words.block,
        `${present ? "" : `${list.map((l) => whole(l.weights)).join(" + ")} = `}${whole(sum)}`,
      ],
      ["direct", words.direct, `9·${C}² = ${whole(direct)}`],
      ["saved", words.saved, words.times((direct / sum).toFixed(2))],
    ]);
    bench.say(words.saidBlock(whole(sum), whole(direct)));
    table.show(words.captionBlock(C), words.headBlock, [
      ...list.map((l) => [`${l.kh}×${l.kw}`, l.a, l.b, whole(l.weights)]),
      [words.total, "", "", whole(sum)],
      [words.direct, C, C, whole(direct)],
    ]);
  }
  function draw() {
    const st = read();
    tabs.show(st.tab);
    ask.node.hidden = st.tab !== "kernel";
    kernelPart.hidden = st.tab !== "kernel";
    blockPart.hidden = st.tab !== "block";
    (st.tab === "kernel" ? drawKernel : drawBlock)(st);
    player.show();
  }
  const modes = (i) => {
    if (model.get("tab") === "kernel" && i < 3) set({ rank: i + 1 });
  };
  return bench.open({
    parts: [tabs.node, kernelPart, blockPart, player.node, code.node, strip.node, table.node],
    keys: player.keys,
    modes,
    ask,
    draw,
    stop: [player],
  });
}

export default { render, svd, relative, filter, passes };
