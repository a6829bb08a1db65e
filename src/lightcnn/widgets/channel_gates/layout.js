// Where everything stands: lines on top, then a row a channel, the squeezed units, and the answer at the foot.

// Shares of the width, from left to right: scale, map, mean, two matrices, gate, map behind the gate.
const SHARES = { scale: 10.5, map: 19.5, mean: 8.5, reduce: 12, restore: 12, gate: 15, after: 19.5 };
// prettier-ignore
const SIZES = {
  wide: { text: 12.5, across: 4, line: 42, gap: 13, space: 10, units: 16, foot: 38, value: 24 },
  narrow: { text: 11, across: 2, line: 36, gap: 5, space: 6, units: 12, foot: 36, value: 0 },
  present: { text: 24, across: 4, line: 50, gap: 18, space: 14, units: 22, foot: 66, value: 46 },
};

// Where the reader may type, a row more, and lower lines.
const TYPED = {
  wide: { line: 30, desk: 38 },
  narrow: { line: 28, across: 4, desk: 50 },
  present: { line: 44, desk: 52 },
};

function layout({ wide, high, size: name, narrow }, lines, rows, typed) {
  const size = { desk: 0, ...SIZES[name], ...(typed && TYPED[name]) },
    { text, across, space, gap } = size,
    stacked = Math.ceil(lines / across),
    desk = stacked * (size.line + 4),
    top = desk + size.desk + text + space,
    foot = high - size.foot,
    tall = (foot - size.units - space - top) / rows,
    all = Object.values(SHARES).reduce((sum, one) => sum + one),
    free = wide - size.value - gap * (Object.keys(SHARES).length - 1);
  const columns = {};
  let x = 0;
  for (const [name, part] of Object.entries(SHARES)) {
    columns[name] = { x, wide: (free * part) / all };
    x += columns[name].wide + gap + (name === "gate" ? size.value : 0);
  }
  return {
    ...size,
    wide,
    narrow,
    columns,
    head: top - text * 0.45,
    deskBox: [0, desk, wide, size.desk - 6],
    row: (i) => top + i * tall,
    tall,
    bar: tall - (narrow ? 4 : 6),
    units_: { y: top + rows * tall, high: size.units },
    foot_: { y: foot, high: size.foot },
    lineBox: (i) => {
      const each = Math.min((wide - space * (across - 1)) / across, 4 * size.line);
      return [(i % across) * (each + space), Math.floor(i / across) * (size.line + 4), each, size.line];
    },
  };
}
