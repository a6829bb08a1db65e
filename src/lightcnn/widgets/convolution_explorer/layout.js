// Where everything stands in the picture's box, in pixels.

// The five kinds as a row or, where there is room, as a column; then input maps, kernel matrices, and one output map with its
// numbers, or a second kind in its place. On a phone the input maps stand over the rest.
function places({ wide, high, narrow, present, pick }, kinds) {
  const text = pick(13, 12, 24),
    head = text + 5,
    gap = pick(22, 10, 34),
    column = wide >= 760,
    tabs = { x: 0, y: 0, w: column ? (present ? 250 : 150) : wide, h: column ? high : 48 };
  const x = column ? tabs.w + gap : 0,
    y = column ? 0 : tabs.h + 8,
    w = wide - x,
    foot = { x, y: high - 1.8 * text, w, h: 1.8 * text },
    h = foot.y - y - 4;
  const inputs = narrow
      ? { x, y, w, h: Math.min(0.46 * h, w / 4 + text - 2) }
      : { x, y, w: Math.min(0.42 * w, h - text / 2), h },
    rest = narrow
      ? { x, y: y + inputs.h + 6, w, h: h - inputs.h - 6 }
      : { x: x + inputs.w + gap, y, w: w - inputs.w - gap, h };
  const deep = rest.h - head,
    side = Math.min(deep, rest.w - gap - 1 - Math.min(0.7 * deep, 0.55 * rest.w)),
    part = (left, width) => ({ ...rest, x: rest.x + left, w: width }),
    half = (rest.w - gap - 6) / 2; // the frame of a row stands out
  return {
    ...{ text, head, column, present, narrow, tabs, foot, inputs },
    board: { ...part(rest.w - side - 1, side), h: side, y: rest.y + head },
    blocks: kinds > 1 ? [part(0, half), part(half + gap, half)] : [part(0, rest.w - side - gap - 1)],
  };
}

// n maps of `side` cells, each under its name, as large as a zone allows: their places and the size of a cell.
function shelf(n, side, { x, y, w, h }, head) {
  const gap = 8;
  const sizes = range(n).map((i) => {
    const down = Math.ceil(n / (i + 1));
    return Math.min((w - i * gap) / (i + 1), (h - (down - 1) * gap) / down - head);
  });
  const size = Math.max(...sizes),
    across = sizes.indexOf(size) + 1,
    left = x + (w - across * (size + gap) + gap) / 2;
  return range(n).map((i) => ({
    x: left + (i % across) * (size + gap),
    y: y + head + Math.floor(i / across) * (size + gap + head),
    cell: size / side,
  }));
}

// The matrices of one kind's layers, one under the other or side by side, whichever is larger: [{ x, y, unit }, ...].
function matrices(steps, { x, y, w, h }, head) {
  const gap = 12,
    cols = steps.map(({ layer }) => layer.c_in + 1.23),
    rows = steps.map(({ layer }) => layer.c_out),
    most = Math.max(...cols);
  const down = Math.min(w / most, (h - head * rows.length) / plus(rows)),
    beside = Math.min((w - gap * (cols.length - 1)) / plus(cols), (h - head) / Math.max(...rows)),
    unit = Math.max(down, beside),
    across = down >= beside ? most * unit : plus(cols) * unit + gap * (cols.length - 1);
  return steps.map((_, n) => {
    const before = down >= beside ? 0 : plus(cols.slice(0, n)) * unit + n * gap,
      above = down >= beside ? plus(rows.slice(0, n)) * unit + n * head : 0;
    return { x: x + (w - across) / 2 + before, y: y + head + above, unit };
  });
}
