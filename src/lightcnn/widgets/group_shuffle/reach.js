// Which channels are met on the way from the chosen token.

const union = (sets) => new Set(sets.flatMap((set) => [...set]));
const group = (ch, n) => Array.from({ length: n }, (_, j) => Math.floor(ch / n) * n + j);

// The column of the followed token among the columns that are drawn.
const startOf = ({ columns, column }) =>
  columns.findIndex((col) => col.kind !== "shuffled" && col.layer === column);

// met[k]: channels of column k that the chosen token depends on (or, from the input, that depend on it), and where
// the shuffle behind it takes it.
function trace(geo) {
  const { columns, column, chosen, n, perm, home } = geo;
  const start = startOf(geo),
    met = columns.map(() => new Set());
  met[start] = new Set([chosen]);
  if (column === 0)
    for (let k = 1; k < columns.length; k++)
      met[k] =
        columns[k].kind === "layer"
          ? union([...met[k - 1]].map((ch) => group(ch, n)))
          : new Set([...met[k - 1]].map((ch) => home[ch]));
  else {
    if (columns[start + 1]) met[start + 1] = new Set([home[chosen]]);
    for (let k = start; k > 0; k--)
      met[k - 1] =
        columns[k].kind === "layer"
          ? union([...met[k]].map((ch) => group(ch, n)))
          : new Set([...met[k]].map((ch) => perm[ch]));
  }
  return met;
}

// seen[k][ch]: input channels that channel ch of column k depends on.
function seenBy(geo) {
  let now = Array.from({ length: geo.channels }, (_, i) => new Set([i]));
  return geo.columns.map((col, k) => {
    if (k)
      now =
        col.kind === "layer"
          ? now.map((_, ch) => union(group(ch, geo.n).map((j) => now[j])))
          : now.map((_, ch) => now[geo.perm[ch]]);
    return now;
  });
}
