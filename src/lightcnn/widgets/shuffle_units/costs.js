// What an operation costs: the rows come from Python, the letters from the reader.

const { h, s: shape, pen, whole } = kit,
  clamp = (v) => kit.clamp(v, 0, 1);
const short = (n) => kit.short(n, 3);

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
