// The network block by block: upwards rectangles of weights times places, downwards the weights alone.

// A bar of the whole network is a column wide; the width multiplier lowers it, the resolution makes it narrower.
function skyline(layers, { base, blocks }, { step, secret, hatch }, at, words) {
  const { x, top, wide, up, axis, down } = at.sky,
    column = wide / blocks,
    gap = Math.min(4, column * 0.12),
    high = up / Math.max(...byBlock(base, macsOf, blocks)),
    deep = down / Math.max(...byBlock(base, weightsOf, blocks)),
    ground = top + up,
    under = ground + axis,
    parts = [];
  const bar = (X, Y, w, tall, attributes) =>
    pen.rect(X + gap / 2 + (column - gap - w) / 2, Y, w, tall, attributes);
  const rises = Array(blocks).fill(0),
    falls = Array(blocks).fill(0),
    outlines = [byBlock(base, macsOf, blocks), byBlock(base, weightsOf, blocks)];
  for (let b = 0; b < blocks; b += 1) {
    const [rise, fall] = [outlines[0][b] * high, outlines[1][b] * deep];
    parts.push(bar(x + b * column, ground - rise, column - gap, rise, { class: "mc-whole" }));
    if (!secret) parts.push(bar(x + b * column, under, column - gap, fall, { class: "mc-whole" }));
  }
  layers.forEach((one, k) => {
    const b = one.block,
      whole_ = base[k];
    if (b >= step) return;
    const tall = macsOf(whole_) * high * (one.weights / whole_.weights),
      w = (column - gap) * (one.places / whole_.places),
      fall = one.weights * deep,
      kind = { class: `mc-bar ${TONE[one.kind]}`, "data-layer": k };
    rises[b] += tall;
    parts.push(bar(x + b * column, ground - rises[b], w, tall, kind));
    if (one.kind === "depthwise")
      parts.push(bar(x + b * column, ground - rises[b], w, tall, { fill: `url(#${hatch})` }));
    if (secret) return;
    parts.push(
      bar(x + b * column, under + falls[b], column - gap, fall, {
        class: `mc-root ${TONE[one.kind]}`,
        "data-root": k,
      }),
    );
    falls[b] += fall;
  });
  if (secret) parts.push(...covered({ x, y: under, wide, tall: down }, at, words));
  return parts;
}

// What the question asks for.
function covered({ x, y, wide, tall }, { text }, words) {
  return [
    pen.rect(x + 1, y + 1, wide - 2, tall - 2, { class: "mc-secret" }),
    pen.label(x + wide / 2, y + tall / 2 + text * 0.55, words.secret, {
      "text-anchor": "middle",
      "font-size": text * 1.6,
      "font-weight": 640,
    }),
  ];
}

// Between both: the side of the maps that a run of blocks writes.
function groundline(network, { blocks }, at) {
  const { x, top, wide, up, axis } = at.sky,
    column = wide / blocks,
    y = top + up,
    outs = Array.from({ length: blocks }, (_, b) => network.findLast((one) => one.block === b).side),
    runs = [];
  outs.forEach((side, b) => {
    if (b && outs[b - 1] === side) runs.at(-1).to = b + 1;
    else runs.push({ side, from: b, to: b + 1 });
  });
  return runs.flatMap(({ side, from, to }) => [
    pen.path(`M${x + from * column + 2} ${y + 2.5}H${x + to * column - 2}`, { class: "mc-run" }),
    pen.label(x + ((from + to) / 2) * column, y + axis - 4, `${side}²`, {
      "text-anchor": "middle",
      "font-size": at.text,
      class: "is-soft",
    }),
  ]);
}

function captions(shares, { secret }, at, words) {
  const { x, top, wide, up, axis, down } = at.sky,
    line = (y, text, share, inset = 0) =>
      pen.label(
        x + inset,
        y - inset,
        [text, share === null ? "" : s("tspan", { "font-weight": 650 }, words.of(share))],
        {
          "font-size": at.text,
          class: "is-rimmed",
        },
      );
  return [
    line(top - at.text * 0.45, words.work, shares[0]),
    ...(at.narrow ? [] : legend(x + wide, top - at.text * 0.45, at, words)),
    line(top + up + axis + down - 3, words.weights, secret ? null : shares[1], secret ? 6 : 0),
  ];
}

// The kinds in their colours, at the right end of the line; the two that matter where the line is short.
function legend(right, y, { text, present, sky }, words) {
  const shown = present || sky.wide < 27 * text ? words.kinds.slice(0, 2) : words.kinds;
  return [
    pen.label(
      right,
      y,
      shown.flatMap(([tone, name]) => [s("tspan", { class: `mc-mark ${tone}` }, " ■ "), name]),
      { "text-anchor": "end", "font-size": text, class: "is-soft" },
    ),
  ];
}
