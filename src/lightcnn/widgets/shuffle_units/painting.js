// What a tensor is made of, and what an operation does to it. `y` is the middle of the branch.

const text = (x, y, words, kind, anchor = "middle") =>
  pen.label(x, y, words, { class: kind, "text-anchor": anchor });

// Every tensor of a unit, from top to bottom: [channels, look]. "groups": each colour alone, one a group of the unit's first
// layer; "mixed": every channel has seen all colours; "plain": there are no groups to tell apart.
function tissues({ spine }) {
  const [first] = spine,
    kin = first.groups < first.cIn ? first.groups : 1,
    list = [[[first.cIn, kin > 1 ? "groups" : "plain"]]];
  for (const row of spine) {
    const before = list.at(-1),
      look = becomes(row, before[0][1]);
    if (row.kind === "relu") list.push(before);
    else if (row.kind === "concat")
      list.push([[row.cOut - spine[row.at - 1].cOut, list[0][0][1]], ...before]);
    else list.push([[row.cOut, look]]);
  }
  return { kin, list };
}
const becomes = ({ kind, groups }, look) =>
  kind === "conv" && groups === 1
    ? "plain"
    : look === "groups" && (kind === "shuffle" || kind === "add")
      ? "mixed"
      : look;

function tensor(x, top, high, tissue, kin, bar) {
  const all = tissue.reduce((total, [n]) => total + n, 0);
  return tissue.flatMap(([n, look]) => {
    const y = top,
      tall = (high * n) / all;
    top += tall;
    if (look === "plain") return [pen.rect(x, y, bar, tall, { class: "su-tensor" })];
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
function convolution({ row, ends, y, from, to, look }) {
  const shown = Math.min(row.groups, 12),
    gap = shown > 1 ? Math.min(1, Math.min(from, to) / shown / 2) : 0,
    slice = (half, k) => [0, 1].map((d) => y - half + (2 * half * (k + d)) / shown + gap * (1 - 2 * d));
  return Array.from({ length: shown }, (_, k) => {
    const tone = look === "groups" && row.groups < row.cIn ? `su-group t${k}` : "su-conv";
    return funnel(ends, slice(from, k), slice(to, k), tone);
  });
}

// The shuffle as crossing threads: where channel r * n + c goes is c * g + r.
function crossing({ row: { groups: g }, ends: [x1, x2], y, to }) {
  const n = kit.clamp(Math.round(12 / g), 2, 4),
    at = (i) => y - to + (2 * to * (i + 0.5)) / (n * g);
  return Array.from({ length: n * g }, (_, i) => {
    const r = Math.floor(i / n);
    return pen.path(pen.curve(x1, at(i), x2, at((i % n) * g + r)), { class: `su-thread t${r}` });
  });
}

// What is added or concatenated meets the shortcut; everything else leaves the tensor its width.
function operation(place) {
  const { row, ends, y, from, to, plus } = place;
  if (row.kind === "conv") return convolution(place);
  if (row.kind === "shuffle") return crossing(place);
  const low = row.kind === "concat" ? y + to - 2 * from : y - to,
    parts = [funnel(ends, [y - from, y + from], [low, y + to], "su-plain")];
  if (row.kind !== "add") return parts;
  const x = (ends[0] + ends[1]) / 2,
    arm = plus / 2;
  return [
    ...parts,
    shape("circle", { class: "su-node", cx: x, cy: y, r: plus }),
    pen.path(`M${x - arm} ${y}h${plus}M${x} ${y - arm}v${plus}`, { class: "su-sign" }),
  ];
}
