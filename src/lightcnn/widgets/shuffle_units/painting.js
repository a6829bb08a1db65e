// One unit: widths are channels, heights are steps, the packet is what flows.

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
