// What an operation costs: the rows come from Python, the letters from the reader.

const { h, s: shape, pen, whole } = kit,
  share = (v) => kit.clamp(v, 0, 1),
  short = (n) => kit.short(n, 3);

const letters = ({ side: h, channels: c, middle: m, groups: g, stride }) => ({ h, c, m, g, o: c * stride });
// A letter, a number, or two of them with - or / between, as "o-c/2".
function amount(term, value) {
  const [a, b] = term.split("-"),
    [x, y] = a.split("/").map((one) => value[one] ?? Number(one));
  return (y ? x / y : x) - (b ? amount(b, value) : 0);
}

function cost(op, s) {
  const value = letters(s),
    after = Math.ceil(s.side / s.stride),
    before = op.small ? after : s.side,
    out = op.strided ? after : before,
    [cIn, cOut, groups] = [op.c_in, op.c_out, op.groups].map((term) => amount(term, value));
  const free = op.kind === "split", // its halves are views
    written = cOut * out * out,
    params = op.kind === "conv" ? (cIn / groups) * cOut * op.kernel ** 2 : 0,
    work = { relu: 1, add: 1, pool: op.kernel ** 2 }[op.kind] ?? 0,
    accesses = free ? 0 : cIn * before * before * (op.kind === "add" ? 2 : 1) + written + params;
  const halved = op.strided && s.stride > 1;
  return {
    ...op,
    cIn,
    cOut,
    groups,
    halved,
    params,
    macs: params * out * out,
    elementwise: work * written,
    accesses,
  };
}

const sum = (rows, what) => rows.reduce((total, row) => total + row[what], 0);

// A unit with the reader's numbers. spine: what the packet passes, one a step. A row's `at` is the step that counts it; what
// stands on the shortcut counts at the join, the step where both meet. rests: channels that a split leaves alone; halves: both
// ways are shuffled after they have met, so that each is one of the shuffle's groups.
function unitOf({ name, formula, ops }, key, s) {
  const rows = ops[s.stride].map((op) => cost(op, s)),
    spine = rows.filter((row) => row.lane !== "shortcut"),
    join = spine.findIndex((row) => row.lane === "join");
  for (const row of rows) row.at = row.lane === "shortcut" ? join : spine.indexOf(row);
  const { kind, cIn, cOut } = spine[0],
    rests = kind === "split" ? cIn - cOut : 0,
    halves = spine.some((row) => row.kind === "shuffle" && row.lane === "join");
  return { key, name, formula, rows, spine, join, rests, halves, total: sum(rows, "macs") };
}

// Multiply-adds after `t` operations, also between two of them.
const spent = ({ rows }, t) => rows.reduce((all, row) => all + row.macs * share(t - row.at), 0);

// What flows through an operation, and into a concatenation.
function flow({ spine }, row) {
  if (row.kind !== "concat") return `${row.cIn} → ${row.cOut}`;
  const branch = spine[row.at - 1].cOut;
  return `${row.cOut - branch} + ${branch} → ${row.cOut}`;
}
