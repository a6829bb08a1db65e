// The picture: channels as bands, and beside them, or on a phone under them, the weights as areas.

// Where both halves stand in the box.
function places({ wide, high, narrow, present }) {
  const text = present ? 24 : 13,
    bar = present ? 26 : 16,
    gap = present ? 34 : 20;
  const head = text + 12;
  if (narrow)
    return {
      text,
      bands: { x: 2, y: head, width: wide - 4, height: 0.54 * high - 2 * head + 8, gap, bar },
      areas: { x: 2, y: 0.56 * high, width: wide - 4, height: 0.44 * high - 2, text },
    };
  const left = Math.round(0.56 * wide);
  return {
    text,
    bands: { x: 4, y: head, width: left, height: high - 2 * head, gap, bar },
    areas: { x: left + 0.06 * wide, y: 6, width: 0.38 * wide - 8, height: high - 10, text },
  };
}

// Name and number over a block, under the last one.
function blockLabel(key, block, { text, bar, name }) {
  const y = key === "expand3" ? block.y + block.h + text + 5 : block.y - 9,
    left = key === "c_in";
  return pen.label(
    left ? block.x : block.x + bar / 2,
    y,
    [name, s("tspan", { "font-weight": 650 }, ` ${Math.round(block.n)}`)],
    { "text-anchor": left ? "start" : "middle", "font-size": text, class: "is-rimmed" },
  );
}

function drawBands(now, frame, { blocks, out }, { text, bands: { bar } }, words, narrow) {
  const late = (i) => (i <= frame ? "" : " is-later");
  const links = [
    ["c_in", blocks.squeeze, "t1", 1],
    ["squeeze", blocks.expand1, "t0", 2],
    ["squeeze", blocks.expand3, "t2", 3],
    ["expand1", out[0], "t0", 4],
    ["expand3", out[1], "t2", 4],
  ];
  const bands = links
    .filter(([from, to]) => blocks[from].n && to.n)
    .map(([from, to, tone, i]) =>
      pen.path(band(blocks[from], to, bar), { class: `ff-band ${tone}${late(i)}` }),
    );
  const names = narrow ? words.short : words.names;
  const bars = WIDTHS.map((key, i) => {
    const { x, y, h: high } = blocks[key];
    return pen.group(
      { class: `ff-block ${TONE[key]}${late(i)}${frame === i ? " is-now" : ""}`, "data-block": key },
      pen.rect(x, y, bar, high, { rx: 2 }),
      pen.rect(x + 3, (key === "expand3" ? y + high : y) - 3, bar - 6, 6, { rx: 3, class: "ff-grip" }),
      blockLabel(key, blocks[key], { text, bar, name: names[key] }),
    );
  });
  const sum = pen.label(
    out[0].x + bar,
    out[0].y - 9,
    [names.out, s("tspan", { "font-weight": 650 }, ` ${Math.round(now.expand1 + now.expand3)}`)],
    { "font-size": text, "text-anchor": "end", class: `is-rimmed${late(4)}` },
  );
  const outs = out.map(({ x, y, h: high }, i) =>
    pen.rect(x, y, bar, high, { class: `ff-out ${i ? "t2" : "t0"}${late(4)}` }),
  );
  return [...bands, ...bars, ...outs, sum];
}

function drawAreas(now, frame, cost, { text, areas }, words) {
  const boxes = rectangles(now, areas);
  const drawn = ["direct", "expand1", "expand3", "squeeze"].map((key) => {
    const { x, y, width, height } = boxes[key],
      here = key === "direct" || PARTS.indexOf(key) < frame;
    return pen.rect(x, y, width, height, {
      class: key === "direct" ? "ff-direct" : `ff-area ${TONE[key]}${here ? "" : " is-later"}`,
      "data-area": key,
    });
  });
  const label = (key, x, y, rim = " is-rimmed") =>
    pen.label(x, y, [words.names[key], s("tspan", { "font-weight": 650 }, ` ${whole(cost[key])}`)], {
      "font-size": text,
      class: `ff-name${rim}`,
    });
  const labels = PARTS.filter((part, i) => i < frame && cost[part]).map((part) => {
    const { x, y, width, height } = boxes[part],
      inside = x + width + 9 * text > areas.x + areas.width;
    if (part !== "squeeze" && height < 1.1 * text) return "";
    const low = part === "squeeze" ? Math.max(text - 1, height / 2 + text * 0.35) : height / 2 + text * 0.35;
    return label(part, inside ? x + 6 : x + width + 7, y + low, inside ? "" : undefined);
  });
  return [...drawn, label("direct", boxes.direct.x, boxes.direct.y - 6), ...labels];
}
