// Where everything stands. Time runs from left to right through both units, so that they are read column by column.

// In pixels from a lane's top. bar: thickness of a tensor; arc: the shortcut; axis, half: middle and half height of the widest
// tensor; lines: an operation's name, its groups where they have a line of their own, its price; pill: height of an
// operation on the shortcut; letter: width of one; plus: radius of the sign of a sum.
// prettier-ignore
const SIZES = {
  wide: { lane: 174, gap: 8, bar: 10, arc: 47, axis: 100, half: 35, lines: [152, 168], pill: 20, letter: 6.7, plus: 11 },
  narrow: { lane: 151, gap: 6, bar: 8, arc: 41, axis: 81, half: 24, lines: [121, 133, 147], pill: 16, letter: 5.9, plus: 9 },
  present: { lane: 222, gap: 10, bar: 16, arc: 77, axis: 139, half: 34, lines: [194, 220], pill: 34, letter: 12.4, plus: 16 },
};
const NARROWER = { relu: 0.75, add: 0.75, concat: 0.9 };

// xs: where tensor k stands, in both lanes; halfOf: half of the height of a tensor with so many channels.
function layout(units, { wide, size }) {
  const g = SIZES[size],
    count = Math.max(...units.map(({ spine }) => spine.length));
  const spans = Array.from({ length: count }, (_, k) =>
    Math.max(...units.map(({ spine }) => NARROWER[spine[k]?.kind] ?? 1)),
  );
  const xs = [g.bar / 2 + 5],
    unit = (wide - 2 * xs[0]) / spans.reduce((a, b) => a + b);
  for (const span of spans) xs.push(xs.at(-1) + span * unit);
  const most = Math.max(...units.flatMap(({ rows }) => rows.flatMap((row) => [row.cIn, row.cOut])));
  const halfOf = (channels) => Math.max(1.5, (g.half * channels) / most);
  return { ...g, size, wide, xs, halfOf, top: (i) => i * (g.lane + g.gap) };
}

// A value on the way from one step to the next.
function between(list, t) {
  const k = Math.min(list.length - 1, Math.floor(t));
  return list[k] + ((list[k + 1] ?? list[k]) - list[k]) * (t - k);
}
