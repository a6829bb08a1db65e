// Who stands where, and who has seen what: a stack of grouped layers as rows of channels.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWX";
const { h, s, pen, clamp } = kit;
const range = (n) => Array.from({ length: n }, (_, i) => i);

// orderAfter(shuffle, k)[position]: the channel that stands there after k shuffles.
const orderAfter = (shuffle, times) =>
  range(times).reduce(
    (now) => shuffle.map((from) => now[from]),
    shuffle.map((_, i) => i),
  );

// Rows from the input to the last layer: { kind, layer, from, seen }. from[position]: the positions above that it reads;
// seen[position]: the groups of the input that it depends on. Behind the first layer a group is seen whole or not at all.
function stack({ channels: C, groups: g, layers, perm }) {
  const n = C / g,
    blocks = range(g).map((b) => range(n).map((j) => b * n + j)),
    block = (i) => blocks[Math.floor(i / n)];
  const rows = [{ kind: "input", layer: 0, from: [], seen: range(C).map((i) => [Math.floor(i / n)]) }];
  const add = (kind, layer, from) => {
    const { seen } = rows.at(-1);
    const met = from.map((list) => [...new Set(list.flatMap((p) => seen[p]))].sort((a, b) => a - b));
    rows.push({ kind, layer, from, seen: met });
  };
  for (let layer = 1; layer <= layers; layer++) {
    if (layer > 1)
      add(
        "shuffle",
        layer - 1,
        perm.map((p) => [p]),
      );
    add("conv", layer, range(C).map(block));
  }
  return rows;
}

// met[row]: the positions that position `chosen` of row `end` depends on.
function cone(rows, end, chosen) {
  const met = rows.map((_, r) => new Set(r === end ? [chosen] : []));
  for (let r = end; r > 0; r--) for (const p of met[r]) for (const q of rows[r].from[p]) met[r - 1].add(q);
  return met;
}
