// Where everything stands. Time runs from left to right through both units, so that they are read column by column.

// In pixels from a lane's top. bar: thickness of a tensor; meter: top and height; arc: the shortcut; axis, half: middle and
// half height of the widest tensor; lines: an operation's name, its groups where they have a line of their own, its
// price; pill: height of an operation on the shortcut; letter: width of one; plus: radius of the sign of a sum.
const SIZES = {
  wide: { lane: 174, gap: 8, bar: 10, meter: [28, 7], arc: 47, axis: 100, half: 35, lines: [152, 168], pill: 20, letter: 6.7, plus: 11 },
  narrow: { lane: 149, gap: 6, bar: 8, meter: [26, 5], arc: 39, axis: 79, half: 26, lines: [118, 130, 144], pill: 16, letter: 5.9, plus: 9 },
  present: { lane: 216, gap: 8, bar: 16, meter: [46, 10], arc: 75, axis: 137, half: 33, lines: [193, 215], pill: 34, letter: 12.4, plus: 16 },
}; // prettier-ignore
const SPANS = { relu: 0.72, add: 0.8, concat: 0.8 };

// xs: where tensor k stands, in both lanes; halfOf: half of the height of a tensor with so many channels.
function layout(units, room, present) {
  const size = present ? "present" : room.narrow ? "narrow" : "wide",
    g = SIZES[size],
    count = Math.max(...units.map(({ spine }) => spine.length));
  const spans = Array.from({ length: count }, (_, k) =>
    Math.max(...units.map(({ spine }) => (spine[k] ? (SPANS[spine[k].kind] ?? 1) : 0))),
  );
  const xs = [g.bar / 2 + 4],
    unit = (room.wide - 2 * xs[0]) / spans.reduce((a, b) => a + b);
  for (const span of spans) xs.push(xs.at(-1) + span * unit);
  const most = Math.max(...units.flatMap(({ rows }) => rows.flatMap((row) => [row.cIn, row.cOut])));
  const halfOf = (channels) => Math.max(1.5, (g.half * channels) / most);
  return { ...g, size, wide: room.wide, xs, halfOf, top: (i) => i * (g.lane + g.gap) };
}

// A value on the way from one step to the next.
function between(list, t) {
  const k = Math.min(list.length - 1, Math.floor(t));
  return list[k] + ((list[k + 1] ?? list[k]) - list[k]) * (t - k);
}
