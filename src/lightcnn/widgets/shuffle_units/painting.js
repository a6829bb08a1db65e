// What a tensor is made of, and what an operation does to it. `y` is the middle of the branch.

const text = (x, y, words, kind, anchor = "middle") =>
  pen.label(x, y, words, { class: kind, "text-anchor": anchor });

// Every tensor of a unit, from top to bottom: [channels, look]. "groups": each colour alone, one a group of the unit's first
// layer or a half that it splits off; "mixed": every channel has seen all colours; "plain": there are no groups to tell apart;
// a number: that colour alone, 0 on the way around and 1 in the branch, where both are groups of the last shuffle.
function tissues({ spine, halves, rests }) {
  const [first] = spine,
    own = first.groups < first.cIn ? first.groups : 1,
    list = [[[first.cIn, rests || own > 1 ? "groups" : "plain"]]];
  for (const row of spine) {
    const before = list.at(-1),
      look = halves && row.lane === "branch" ? 1 : becomes(row, before[0][1]);
    if (row.kind === "relu") list.push(before);
    else if (row.kind === "concat")
      list.push([[row.cOut - spine[row.at - 1].cOut, halves ? 0 : list[0][0][1]], ...before]);
    else list.push([[row.cOut, look]]);
  }
  return { kin: halves ? 2 : own, list };
}
const becomes = ({ kind, groups }, look) =>
  kind === "conv" && groups === 1
    ? "plain"
    : look !== "plain" && (kind === "shuffle" || kind === "add")
      ? "mixed"
      : look;

function tensor(x, top, high, tissue, kin, bar) {
  const all = tissue.reduce((total, [n]) => total + n, 0);
  return tissue.flatMap(([n, look]) => {
    const y = top,
      tall = (high * n) / all;
    top += tall;
    if (look === "plain") return [pen.rect(x, y, bar, tall, { class: "su-tensor" })];
    if (look >= 0) return [pen.rect(x, y, bar, tall, { class: `su-colour t${look}` })];
    const [w, part] = look === "mixed" ? [bar / kin, 0] : [0, tall / kin];
    return Array.from({ length: kin }, (_, r) =>
      pen.rect(x + r * w, y + r * part, w || bar, part || tall, { class: `su-colour t${r}` }),
    );
  });
}

// From [a, b] on the left to [c, d] on the right.
const funnel = ([x1, x2], [a, b], [c, d], kind) =>
  pen.path(`M${x1} ${a}L${x2} ${c}V${d}L${x1} ${b}Z`, { class: kind });

// A convolution is cut into its groups, a depthwise layer into threads.
function convolution({ row, ends, mids: [y0, y1], from, to, look }) {
  const shown = Math.min(row.groups, 12),
    gap = shown > 1 ? Math.min(1, Math.min(from, to) / shown / 2) : 0,
    slice = (y, half, k) => [0, 1].map((d) => y - half + (2 * half * (k + d)) / shown + gap * (1 - 2 * d));
  return Array.from({ length: shown }, (_, k) => {
    const colour = look === "groups" && row.groups < row.cIn ? k : look,
      tone = colour >= 0 ? `su-group t${colour}` : "su-conv";
    return funnel(ends, slice(y0, from, k), slice(y1, to, k), tone);
  });
}

// The shuffle as crossing threads: where channel r * n + c goes is c * g + r.
function crossing({ row: { groups: g }, ends: [x1, x2], mids: [y], to }) {
  const n = kit.clamp(Math.round(12 / g), 2, 4),
    at = (i) => y - to + (2 * to * (i + 0.5)) / (n * g);
  return Array.from({ length: n * g }, (_, i) => {
    const r = Math.floor(i / n);
    return pen.path(kit.paths.curve(x1, at(i), x2, at((i % n) * g + r)), { class: `su-thread t${r}` });
  });
}

// What is added or concatenated meets the shortcut, what is split off goes straight on; everything else leaves the tensor its
// width. Of two unlike tensors, those channels meet that lie lowest.
function operation(place) {
  const { row, ends, mids, from, to, plus } = place,
    [y0, y] = mids;
  if (row.kind === "conv") return convolution(place);
  if (row.kind === "shuffle") return crossing(place);
  const less = Math.min(from, to),
    parts = [funnel(ends, [y0 + from - 2 * less, y0 + from], [y + to - 2 * less, y + to], "su-plain")];
  if (row.kind !== "add") return parts;
  const x = (ends[0] + ends[1]) / 2,
    arm = plus / 2;
  return [
    ...parts,
    shape("circle", { class: "su-node", cx: x, cy: y, r: plus }),
    pen.path(`M${x - arm} ${y}h${plus}M${x} ${y - arm}v${plus}`, { class: "su-sign" }),
  ];
}
