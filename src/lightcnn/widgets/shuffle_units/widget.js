// Two residual units in lockstep: what flows through them, and what every operation costs.

const { h, s: shape, pen, whole } = kit,
  clamp = (v) => kit.clamp(v, 0, 1);
const short = (n) => kit.short(n, 3);

const KINDS = {
  relu: "ReLU",
  shuffle: "channel shuffle",
  pool: "average pool",
  add: "add",
  concat: "concatenate",
};
const TEXT = {
  en: {
    left: "Left",
    right: "Right",
    side: "Side h = w",
    channels: "Channels c",
    middle: "Bottleneck m",
    groups: "Groups g",
    stride: "Stride",
    at: (t) => (t ? `after operation ${t}` : "at the input"),
    stage: "Two units side by side",
    tensor: (c, h) => `${c} channels, ${h} × ${h}`,
    op: (row) =>
      row.kind === "pool"
        ? `${KINDS.pool}, / 2`
        : row.kind !== "conv"
          ? KINDS[row.kind]
          : `${row.kernel}×${row.kernel}${row.groups === 1 ? "" : row.groups === row.cIn ? " depthwise" : `, ${row.groups} groups`}${row.strided && row.out < row.before ? ", / 2" : ""}`,
    sides: { conv: "conv", pool: "pool" },
    macs: (n) => `${short(n)} multiply-adds`,
    noMacs: (row) => (row.elementwise ? `${short(row.elementwise)} element-wise` : "moves data only"),
    beside: "on the shortcut:",
    listed: (op, row) => (row.lane === "shortcut" ? `${op} (shortcut)` : op),
    params: "Parameters",
    elementwise: "Element-wise operations",
    accesses: "Memory accesses (values)",
    note: "Left | right. Parameters are the weights of the convolutions; batch norms are left out. Element-wise operations are additions, maxima and comparisons outside the convolutions. Memory accesses are values read and written, weights included, each once.",
    fitted: (m, wanted, g) => `${g} groups do not divide ${wanted}: m is ${m}.`,
    quarter: (out) => `m = ${out} / 4, as in the network.`,
    moreKeys: "1 and 2 choose the stride, up and down step.",
    formula: {
      // He et al.'s bottleneck, its grouped form, and Zhang et al. 2018, section 3.2, with the reader's numbers
      resnet: ({ side, channels: c, middle: m }) => [
        "Bottleneck: hw (2cm + 9m²)",
        `${side}² · (2 · ${c} · ${m} + 9 · ${m}²)`,
      ],
      resnext: ({ side, channels: c, middle: m, groups: g }) => [
        "ResNeXt: hw (2cm + 9m² / g)",
        `${side}² · (2 · ${c} · ${m} + 9 · ${m}² / ${g})`,
      ],
      shufflenet_v1: ({ side, channels: c, middle: m, groups: g }) => [
        "ShuffleNet V1: hw (2cm / g + 9m)",
        `${side}² · (2 · ${c} · ${m} / ${g} + 9 · ${m})`,
      ],
    },
    sumOf: (name) => `${name}: sum of its operations`,
    summed: (n) => `Sum of its operations: ${n}`,
    table: "Costs of every operation",
    caption: (a, b) => `${a} and ${b}, operation by operation`,
    head: [
      "unit",
      "operation",
      "channels in → out",
      "groups",
      "parameters",
      "multiply-adds",
      "element-wise",
      "memory accesses",
    ],
    totalRow: "whole unit",
    picture: (name, s, total) => `${name}, stride ${s.stride}: ${total} multiply-adds.`,
    now: (name, row, words) =>
      `${name}: ${words.op(row)}, ${row.flow} channels${row.kind === "conv" ? `, ${short(row.macs)} multiply-adds` : ""}`,
    input: (name) => `${name}: the input`,
    question: (s, light, heavy) =>
      `c = ${s.channels}, m = ${s.middle}, ${s.side} × ${s.side}, g = ${s.groups}, stride ${s.stride}. How many times fewer multiply-adds does the ${light.where} unit (${light.name}) need than the ${heavy.where} (${heavy.name})?`,
    same: (name) => `${name} stands on both sides. Choose two different units.`,
    guess: "times fewer",
    where: ["left", "right"],
    close: (r) => `Yes: ${r} times fewer. `,
    more: (r) => `More than that: ${r} times. `,
    less: (r) => `Less than that: ${r} times. `,
    why: {
      // heavier, lighter
      resnet: {
        resnext: ({ groups: g, stride }) =>
          `Only the 3×3 shrinks, by g = ${g}.${stride > 1 ? " The shortcuts are the same." : ""}`,
        shufflenet_v1: ({ groups: g, middle: m }) =>
          `The 1×1 layers shrink by g = ${g}, and the 3×3 by m = ${m}: it filters each channel alone.`,
      },
      resnext: {
        shufflenet_v1: ({ groups: g, middle: m }) =>
          `The 1×1 layers shrink by g = ${g}, and the 3×3 by m / g = ${m / g}: it filters each channel alone.`,
      },
    },
    halved: ({ channels: c }) =>
      ` At stride 2 its branch makes ${c} channels instead of ${2 * c}, and its shortcut has no convolution.`,
    nothing: "Type a positive number.",
  },
};

// ---------- What an operation costs: the rows come from Python, the letters from the reader ----------

const letters = (s) => ({
  1: 1,
  c: s.channels,
  m: s.middle,
  o: s.channels * s.stride,
  g: s.groups,
  "o-c": s.channels * (s.stride - 1),
});

function cost(op, s) {
  const value = letters(s),
    after = Math.ceil(s.side / s.stride),
    before = op.small ? after : s.side,
    out = op.strided ? after : before;
  const cIn = value[op.c_in],
    cOut = value[op.c_out],
    groups = value[op.groups],
    area = out * out;
  const row = { ...op, cIn, cOut, groups, before, out, params: 0, macs: 0, elementwise: 0 };
  const moved = cIn * before * before * (op.kind === "add" ? 2 : 1) + cOut * area;
  if (op.kind === "conv") {
    row.params = (cIn / groups) * cOut * op.kernel ** 2;
    row.macs = row.params * area;
  } else
    row.elementwise = cOut * area * { relu: 1, add: 1, pool: op.kernel ** 2, shuffle: 0, concat: 0 }[op.kind];
  return {
    ...row,
    accesses: moved + row.params,
    flow: op.kind === "concat" ? `${value.c} + ${value["o-c"]} → ${cOut}` : `${cIn} → ${cOut}`,
  };
}

const costs = (units, key, s) => units[key][s.stride].map((op) => cost(op, s));
const sum = (rows, what) => rows.reduce((total, row) => total + row[what], 0);

// ---------- Painting one unit: widths are channels, heights are steps, the packet is what flows ----------

const label = (x, y, text, kind, anchor = "start") =>
  pen.label(x, y, text, { class: kind, "text-anchor": anchor });
const BAR = 9;

// Where a lane's parts stand. On a page one unit of the drawing is one pixel, whatever the lane's width: labels keep their
// size. A slide of 1280 x 720 gives a lane less height than a page, and every label has 24 pixels: an operation's
// multiply-adds stand beside its name there. spine, half: middle and half width of the widest tensor; right: where the
// labels begin; reach: from the widest tensor to the shortcut; box: the operation on it; line, tail: its lines of text,
// and the label under the last tensor; beside: room above for what the shortcut's operation costs.
const LABELS = 122;
function page(width) {
  const right = Math.round(Math.min(width - LABELS, width * 0.62)),
    half = Math.min(90, (right - 52) / 2);
  return {
    top: 26,
    spine: 42 + half,
    half,
    right,
    width,
    step: 56,
    reach: 21,
    box: [38, 52],
    line: 14,
    tail: 17,
    foot: 28,
    base: 5,
    beside: 30,
  };
}
const SLIDE = {
  top: 34,
  spine: 150,
  half: 78,
  right: 250,
  width: 600,
  step: 52,
  reach: 38,
  box: [68, 88],
  line: 26,
  tail: 25,
  foot: 33,
  base: 8,
  beside: 0,
  slide: true,
};

// A convolution as the funnel between two widths, cut into its groups (a depthwise layer into many threads).
function funnel(g, y, a, b, groups) {
  const shown = Math.min(groups, 12),
    parts = [];
  for (let i = 0; i < shown; i++) {
    const at = (half, k) => g.spine - half + (2 * half * k) / shown,
      gap = shown > 1 ? Math.min(0.9, (0.6 * Math.min(a, b)) / shown) : 0; // never wider than the thread itself
    parts.push(
      pen.path(
        `M${at(a, i) + gap} ${y}L${at(a, i + 1) - gap} ${y}L${at(b, i + 1) - gap} ${y + g.step - BAR}L${at(b, i) + gap} ${y + g.step - BAR}Z`,
        { class: `su-block t${shown > 8 ? 6 : i % 8}` },
      ),
    );
  }
  return parts;
}

// The shuffle as crossing threads: where channel r * n + c goes is c * g + r.
function crossing(g, y, half, groups) {
  const n = groups > 1 ? Math.max(2, Math.min(4, Math.round(12 / groups))) : 6,
    C = n * groups,
    paths = Array(8).fill("");
  const at = (i) => g.spine - half + (2 * half * (i + 0.5)) / C,
    h = g.step - BAR;
  for (let i = 0; i < C; i++) {
    const r = Math.floor(i / n),
      to = (i % n) * groups + r;
    paths[r % 8] += `M${at(i)} ${y}C${at(i)} ${y + h / 2} ${at(to)} ${y + h / 2} ${at(to)} ${y + h}`;
  }
  return paths.map((d, c) => d && pen.path(d, { class: `su-thread t${c}` })).filter(Boolean);
}

function tensor(g, y, half, groups, kind = "su-tensor") {
  const parts = [pen.rect(g.spine - half, y, 2 * half, BAR, { class: kind, rx: 2 })];
  for (let i = 1; i < Math.min(groups, 12); i++)
    parts.push(
      pen.path(`M${g.spine - half + (2 * half * i) / Math.min(groups, 12)} ${y}v${BAR}`, { class: "su-cut" }),
    );
  return parts;
}

// One lane: the branch runs down the spine; the shortcut leaves at the top and comes back at the join.
function lane(g, rows, scale, peak, words) {
  const { step } = g,
    top = g.top + (rows.some((row) => row.lane === "shortcut") ? g.beside : 0);
  const half = (channels) => Math.max(3, g.half * (channels / scale)),
    parts = [],
    stops = [];
  const spine = rows.filter((row) => row.lane !== "shortcut"),
    side = rows.find((row) => row.lane === "shortcut");
  const join = spine.findIndex((row) => row.lane === "join"),
    first = spine[0];
  const yOf = (k) => top + k * step,
    bottom = yOf(spine.length);
  const reach = g.spine - g.half - g.reach,
    yJoin = yOf(join) + BAR + step / 2 - 5;
  parts.push(
    pen.path(
      `M${g.spine - half(first.cIn)} ${top + BAR / 2}H${reach + 10}Q${reach} ${top + BAR / 2} ${reach} ${top + BAR / 2 + 10}V${yJoin - 10}Q${reach} ${yJoin} ${reach + 10} ${yJoin}H${g.spine - 14}`,
      { class: "su-shortcut" },
    ),
  );
  parts.push(
    ...tensor(g, top, half(first.cIn), 1),
    label(g.spine, top - 8, words.tensor(first.cIn, first.before), "su-shape", "middle"),
  );
  stops.push({ y: top, half: half(first.cIn) });
  spine.forEach((row, k) => {
    const y = yOf(k) + BAR,
      from = stops.at(-1).half,
      to = half(row.cOut);
    const box = pen.group({ class: "su-op", "data-op": rows.indexOf(row) });
    if (row.kind === "conv") box.append(...funnel(g, y, from, to, row.groups));
    else if (row.kind === "shuffle") box.append(...crossing(g, y, to, row.groups));
    else if (row.lane === "join" && row.kind !== "relu")
      box.append(
        ...funnel(g, y, from, to, 1).map((node) => (node.setAttribute("class", "su-plain"), node)),
        shape("circle", { class: "su-node", cx: g.spine, cy: yJoin, r: 13 }),
        label(g.spine, yJoin + 5.5, row.kind === "add" ? "+" : "⧺", "su-sign", "middle"),
      );
    else
      box.append(
        ...funnel(g, y, from, to, 1).map((node) => (node.setAttribute("class", "su-plain"), node)),
        ...(g.slide ? [] : [label(g.spine, y + step / 2, "ReLU", "su-relu", "middle")]),
      );
    box.append(
      ...tensor(g, y + step - BAR, to, 1),
      ...(g.slide ? priceOnSlide : price)(g, row, y + step / 2 - 14, peak, words),
    );
    parts.push(box);
    stops.push({ y: yOf(k + 1), half: to, op: rows.indexOf(row) });
  });
  const last = spine.at(-1);
  parts.push(label(g.spine, bottom + BAR + g.tail, words.tensor(last.cOut, last.out), "su-shape", "middle"));
  if (side)
    parts.push(
      pen.group(
        { class: "su-op", "data-op": rows.indexOf(side) },
        ...sideBox(g, side, reach, yOf(Math.max(1, join - 1)) - 30, words),
        ...(g.slide
          ? []
          : [label(g.right, 11, words.beside, "su-figure"), ...price(g, side, 26, peak, words)]),
      ),
    );
  return {
    parts,
    stops,
    height: bottom + BAR + g.foot,
    half,
    join: { reach, top: top + BAR / 2, y: yJoin, at: join },
  };
}

function sideBox(g, row, x, y, words) {
  const [w, h] = g.box,
    lines = [`${row.kernel}×${row.kernel}`, words.side[row.kind], "/ 2"];
  return [
    pen.rect(x - w / 2, y - h / 2, w, h, { class: "su-side", rx: 6 }),
    ...lines.map((text, i) => label(x, y + (i - 1) * g.line + g.base, text, "su-small", "middle")),
    ...(g.slide ? [label(2, y - h / 2 - 9, short(row.macs), "su-figure su-beside")] : []),
  ];
}

// To the right of an operation: its name, and its multiply-adds as a bar on one scale for both units.
function price(g, row, y, peak, words) {
  const long = ((g.width - g.right - 4) * row.macs) / peak,
    parts = [label(g.right, y, words.op(row), "su-name")];
  if (row.kind === "conv")
    parts.push(
      pen.rect(g.right, y + 7, g.width - g.right - 4, 6, { class: "su-track", rx: 3 }),
      pen.rect(g.right, y + 7, Math.max(1.5, long), 6, { class: "su-price", rx: 3 }),
      label(g.right, y + 28, words.macs(row.macs), "su-figure"),
    );
  else parts.push(label(g.right, y + 16, words.noMacs(row), "su-figure"));
  return parts;
}

// On a slide one line: name, multiply-adds, and the bar under both.
function priceOnSlide(g, row, y, peak, words) {
  const room = g.width - g.right - 4,
    parts = [
      label(g.right, y + 12, words.op(row), "su-name"),
      label(g.width - 4, y + 12, short(row.macs), "su-figure", "end"),
    ];
  if (row.kind === "conv")
    parts.push(
      pen.rect(g.right, y + 20, room, 6, { class: "su-track", rx: 3 }),
      pen.rect(g.right, y + 20, Math.max(1.5, (room * row.macs) / peak), 6, { class: "su-price", rx: 3 }),
    );
  return parts;
}

// What flows: a bright bar as wide as the tensor that it passes, and on the shortcut its copy, waiting at the join.
function packet(g, one) {
  const bar = shape("rect", { class: "su-packet", height: BAR + 4, rx: 4 }),
    twin = shape("circle", { class: "su-twin", r: 6 }),
    { stops, join } = one;
  const at = (t) => {
    const last = stops.length - 1,
      k = Math.min(last, Math.floor(t)),
      u = k === last ? 0 : t - k,
      a = stops[k],
      b = stops[Math.min(last, k + 1)];
    const half = a.half + (b.half - a.half) * u,
      y = a.y + (b.y - a.y) * u;
    bar.setAttribute("x", g.spine - half - 2);
    bar.setAttribute("width", 2 * half + 4);
    bar.setAttribute("y", y - 2);
    const far = clamp(t / (join.at + 0.4)),
      long = join.y - join.top;
    const down = clamp((far - 0.15) / 0.6),
      inward = clamp((far - 0.75) / 0.25);
    const x0 = g.spine - one.stops[0].half;
    twin.setAttribute(
      "cx",
      far < 0.15 ? x0 + (join.reach - x0) * (far / 0.15) : join.reach + (g.spine - 14 - join.reach) * inward,
    );
    twin.setAttribute("cy", join.top + long * down);
    twin.style.opacity = t > join.at + 0.4 ? 0 : 1;
  };
  return { parts: [bar, twin], at };
}

// ---------- The widget ----------

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
