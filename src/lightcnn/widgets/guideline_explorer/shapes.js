// The design as a picture: a rectangle of weights, blocks on a diagonal, or maps that are read and written in turn.

const LENGTH = CHANNELS;
const near = (n) => String(Math.round(n));

// "■ 37 read", "■ 443 written": the maps that come and go, in their colours.
function mapsMoved(st, words, secret) {
  const maps = {};
  for (const [part, n] of columns(st)) maps[part] = (maps[part] ?? 0) + n;
  return Object.entries(maps).map(([part, n]) => [
    s("tspan", { class: `ge-mark ${TONE[part]}` }, "■ "),
    `${secret ? "?" : near(n)} ${words.parts[part]}\u2002`,
  ]);
}

// The edges of a rectangle in the colours of its maps: inputs at the left, outputs below.
function edges(x, base, width, height, { text }, words, [n, m]) {
  return [
    pen.path(`M${x} ${base}V${base - height}`, { class: "ge-edge t0" }),
    pen.path(`M${x} ${base}H${x + width}`, { class: "ge-edge t1" }),
    pen.label(x - 8, base - height / 2 + text * 0.35, words.into(near(n)), {
      "text-anchor": "end",
      "font-size": text,
    }),
    pen.label(x + width / 2, base + text + 5, words.out(near(m)), {
      "text-anchor": "middle",
      "font-size": text,
    }),
  ];
}

// Where a matrix stands whose sides are at most so many times 128 channels.
function corner({ wide, top, high, text, left }, across, up) {
  return {
    x: left,
    base: top + high - text - 9,
    k: Math.min((high - text - 14) / up, (wide - left - 20) / across),
  };
}

function drawRectangle(now, at, words) {
  const { x, base, k } = corner(at, 4, 1),
    stretch = now.outputs / LENGTH,
    [width, height] = [k * stretch, k / stretch];
  const curve = Array.from({ length: 46 }, (_, i) => 1 + i / 15)
    .map((t) => `${(x + k * t).toFixed(1)} ${(base - k / t).toFixed(1)}`)
    .join("L");
  return {
    parts: [
      pen.path(`M${curve}`, { class: "ge-same" }),
      pen.rect(x, base - k, k, k, { class: "ge-best" }),
      pen.rect(x, base - height, width, height, { class: "ge-weights" }),
      ...edges(x, base, width, height, at, words, [LENGTH / stretch, LENGTH * stretch]),
    ],
    knob: { x: x + width, y: base - height, per: LENGTH / k },
    title: words.area,
  };
}

function drawBlocks(now, at, words) {
  const { base, k } = corner(at, at.narrow ? 6 : 3, 8 ** 0.5),
    x = at.narrow ? at.left : 0.28 * at.wide,
    n = Math.round(now.groups),
    width = k * now.groups ** 0.5,
    block = width / n,
    channels = LENGTH * now.groups ** 0.5;
  const blocks = Array.from({ length: n }, (_, i) =>
    pen.rect(x + i * block, base - width + i * block, block, block, { class: "ge-weights" }),
  );
  return {
    parts: [
      pen.rect(x, base - width, width, width, { class: "ge-matrix" }),
      ...blocks,
      pen.rect(x, base - k, k, k, { class: "ge-best" }),
      ...edges(x, base, width, width, at, words, [channels, channels]),
    ],
    knob: { x: x + width, y: base - width, per: 7 / (k * (8 ** 0.5 - 1)) },
    title: words.blocks(n, near(channels / n)),
    aside: x + k * 8 ** 0.5 + 1.7 * at.text,
  };
}

// Gaps between columns, in column widths: a convolution needs room for its weights.
function gap(before, [part]) {
  if (!before) return 0;
  if (before[0] === "read" && part === "written") return 1.9;
  return before[0] === part && part !== "copied" ? 0.12 : 0.45;
}

function drawChain(st, at, stops) {
  const cols = columns(st),
    head = at.text + 10,
    rail = at.rail,
    k = (at.high - head - rail - 8) / LENGTH,
    middle = at.top + head + (k * LENGTH) / 2;
  const places = [];
  cols.reduce((x, col, i) => {
    const here = x + gap(cols[i - 1], col);
    places.push(here);
    return here + 1;
  }, 0);
  const w = Math.min((at.wide - 8) / (places.at(-1) + 1), at.column),
    left = (at.wide - (places.at(-1) + 1) * w) / 2;
  const X = (i) => left + places[i] * w;
  const parts = cols.flatMap(([part, n, pieces = 1], i) => {
    const tall = n * k,
      drawn = Array.from({ length: pieces }, (_, p) =>
        pen.rect(X(i), middle - tall / 2 + (p * tall) / pieces, w, tall / pieces - (pieces > 1 ? 2 : 0), {
          class: `ge-map ${TONE[part]}`,
        }),
      );
    if (part !== "written") return drawn;
    const before = (cols[i - 1][1] * k) / 2,
      [a, b] = [X(i - 1) + w + 2, X(i) - 2];
    return [
      pen.path(
        `M${a} ${middle - before}L${b} ${middle - tall / 2}V${middle + tall / 2}L${a} ${middle + before}Z`,
        { class: "ge-layer" },
      ),
      ...drawn,
    ];
  });
  const y = at.top + at.high - rail + at.knob / 2,
    step = (at.wide - 2 * at.margin) / (stops.length - 1);
  return { parts, rail: { y, step, x: at.margin } };
}

function drawRail({ x, y, step }, stops, now, { text, knob }) {
  return [
    pen.path(`M${x} ${y}H${x + step * (stops.length - 1)}`, { class: "ge-rail" }),
    ...stops.flatMap((words, i) => [
      pen.path(`M${x + i * step} ${y - 5}v10`, { class: "ge-rail" }),
      pen.label(x + i * step, y + knob / 2 + text - 2, words, {
        "text-anchor": "middle",
        "font-size": text,
        "font-weight": i === now ? 650 : undefined,
      }),
    ]),
  ];
}
