// The plane of widths and resolutions: cost as shade, curves of equal cost, published accuracies, and the marker.

function places({ wide, high, narrow, present, pick }) {
  const text = pick(12.5, 11, 24),
    line = text * 1.5,
    [tick, curve, gap] = [pick(36, 30, 66), pick(54, 48, 100), pick(20, 0, 34)],
    share = narrow ? wide : Math.round(wide * pick(0.55, 1, 0.52)),
    skyHigh = narrow ? Math.round(high * 0.49) : high,
    free = skyHigh - 2.6 * line,
    left = narrow ? tick : share + gap + tick,
    rise = pick(8, 5, 16), // the marker stands out of the plane's first row
    top = (narrow ? skyHigh : 0) + line + rise;
  return {
    text,
    narrow,
    present,
    knob: pick(36, 36, 52),
    ring: pick(15, 12, 24),
    sky: { x: 0, top: line, wide: share, up: free * 0.6, axis: line + 4, down: free * 0.4 },
    plane: {
      caption: top - rise - text * 0.45,
      left,
      top,
      wide: wide - left - curve,
      high: high - top - line,
      tick,
      curve,
    },
  };
}

// Where a width and a side stand, in pixels, and back.
function scaleOf({ widths, sides }, { plane: { left, top, wide, high } }) {
  const cell = [wide / sides.length, high / widths.length],
    [stepX, stepY] = [sides[1] - sides[0], widths[1] - widths[0]];
  const X = (side) => left + ((side - sides[0]) / stepX + 0.5) * cell[0],
    Y = (width) => top + high - ((width - widths[0]) / stepY + 0.5) * cell[1];
  const near = (list, value) => list.reduce((a, b) => (Math.abs(b - value) < Math.abs(a - value) ? b : a));
  const per = [stepX / cell[0], stepY / cell[1]];
  return {
    cell,
    X,
    Y,
    per,
    nearest: (width, side) => ({ width: near(widths, width), side: near(sides, side) }),
    back: (x, y) => ({
      side: sides[0] + (x - X(sides[0])) * per[0],
      width: widths[0] - (y - Y(widths[0])) * per[1],
    }),
  };
}

// What stays as it is while the box does: the shades, and the ticks.
function heat(tables, at, scale, words) {
  const { widths, sides, network, base } = tables,
    { left, top, high, wide, curve } = at.plane,
    most = sum(base, macsOf),
    [w, tall] = scale.cell;
  const cells = widths.flatMap((width) =>
    sides.map((side) =>
      pen.rect(scale.X(side) - w / 2, scale.Y(width) - tall / 2, w + 0.4, tall + 0.4, {
        class: "mc-cell",
        opacity: (0.06 + 0.5 * (sum(network({ width, side }), macsOf) / most) ** 0.6).toFixed(3),
      }),
    ),
  );
  const name = (x, y, text, anchor) =>
    pen.label(x, y, text, { "text-anchor": anchor, "font-size": at.text, class: "is-soft" });
  const foot = top + high + at.text * 1.15;
  return pen.group(
    {},
    ...cells,
    ...[0.25, 0.5, 0.75, 1].map((width) =>
      name(left - 6, scale.Y(width) + at.text * 0.35, String(width), "end"),
    ),
    ...[128, 160, 192, 224].map((side) => name(scale.X(side), foot, String(side), "middle")),
    name(left + wide + curve, foot, words.pixels, "end"),
    name(left - at.plane.tick, at.plane.caption, words.axis, "start"),
  );
}

function curvesOf(curves, chosen, scale) {
  return curves.flatMap(({ macs, pairs, curve }) => {
    const line = curve
        .map(([width, side]) => `${scale.X(side).toFixed(1)} ${scale.Y(width).toFixed(1)}`)
        .join("L"),
      [w, tall] = scale.cell;
    const on = macs === chosen;
    return [
      ...(on
        ? pairs.map(([width, side]) =>
            pen.rect(scale.X(side) - w / 2 + 1, scale.Y(width) - tall / 2, w - 2, tall, {
              class: "mc-pair",
              rx: 3,
              "data-pair": `${width} ${side}`,
            }),
          )
        : []),
      pen.path(`M${line}`, { class: on ? "mc-curve is-on" : "mc-curve" }),
    ];
  });
}

const accuracies = (published, at, scale) =>
  published.map(({ width, side, top1 }) =>
    pen.label(scale.X(side), scale.Y(width) + at.text * 0.35, top1, {
      "text-anchor": "middle",
      "font-size": at.text,
      class: "mc-top1",
    }),
  );

// Through the marker run the lines of its width and of its side.
function cross({ width, side }, at, scale) {
  const { left, top, wide, high } = at.plane,
    [x, y] = [scale.X(side), scale.Y(width)];
  return [
    pen.path(`M${left} ${y}H${left + wide}M${x} ${top}V${top + high}`, { class: "mc-cross" }),
    s("circle", { cx: x, cy: y, r: at.ring, class: "mc-knob" }),
  ];
}

// The marker as what is dragged: up and down its width, right and left its side.
function markerOf(words, { read, go, scale }) {
  const node = h("div", {
    className: "bw-handle mc-marker",
    ariaRoleDescription: words.markerRole,
    "data-handle": "marker",
  });
  const says = kit.grip(node, {
    label: words.marker,
    start: () => ({ ...read(), per: scale().per }),
    move: (now, { width, side, per }, from) =>
      go(
        width - ((now.clientY - from.clientY) / now.scale) * per[1],
        side + ((now.clientX - from.clientX) / now.scale) * per[0],
      ),
    arrow: (right, up) => {
      const { width, side } = read(),
        { cell, per } = scale();
      go(width + up * cell[1] * per[1], side + right * cell[0] * per[0]);
    },
  });
  return { node, says };
}
