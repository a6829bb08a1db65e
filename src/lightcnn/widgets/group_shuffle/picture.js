// The picture: rows of tokens from the input down to the last layer, and the wires between.

const HATCH = [
  "",
  "M0 8L8 0",
  "M4 2v.01M0 6v.01M8 6v.01",
  "M0 4H8",
  "M4 0V8",
  "M0 0L8 8",
  "M0 8L8 0M0 0L8 8",
  "M0 2H4V6H8",
];
const tone = (i) => `t${i % 8}`;

const patterns = (id, groups) =>
  s(
    "defs",
    {},
    ...range(groups).map((i) =>
      kit.tile(
        `${id}-${i}`,
        8,
        { class: tone(i) },
        pen.rect(0, 0, 8, 8, { class: "gs-tint" }),
        pen.path(HATCH[(i + 3 * Math.floor(i / 8)) % 8], { class: "gs-hatch" }),
      ),
    ),
  );

// A group that is drawn around 0 and stands elsewhere.
const placed = (x, y, attributes, ...children) =>
  pen.group({ transform: `translate(${x} ${y})`, ...attributes }, ...children);

// Sizes in pixels: `x(position)`, also between two positions, and `y(row)` are the middle of a token of `w` x `tall`.
function layout({ wide, high, narrow, pick }, rows, { channels: C, groups: g }) {
  const text = pick(13, 11, 24),
    left = pick(84, 46, 140),
    top = pick(46, 46, 66),
    n = C / g,
    gap = g > 8 ? 0 : narrow ? 4 : 10,
    pitch = (wide - left - 3 - (g - 1) * gap) / C,
    most = pick(40, 30, 54),
    tall = Math.min(most, (0.52 * (high - top)) / rows),
    step = (high - top - tall - 6) / (rows - 1);
  const at = (p) => left + (p + 0.5) * pitch + Math.floor(p / n) * gap;
  const x = (p) => at(Math.floor(p)) + (p % 1) * (at(Math.ceil(p)) - at(Math.floor(p)));
  const y = (r) => top + tall / 2 + 3 + r * step;
  return { text, left, pitch, w: pitch - Math.min(6, 0.1 * pitch), tall, step, x, y, at };
}

// As much of letter and number as there is room for, the same for all: side by side, one over the other, or one of them.
function nameOf({ w, tall, text }, count, letter, number) {
  const digits = String(count - 1).length,
    fits = (signs, room) => signs * 0.62 * text <= room;
  if (fits(1 + digits, w)) return [`${letter}${number}`];
  if (fits(digits, w + 3) && tall >= 2 * text + 4) return letter ? [letter, `${number}`] : [`${number}`];
  if (fits(digits, w)) return [`${number}`];
  return fits(1, w) ? [letter] : [];
}

// The edge of a token, or around it.
const outline = ({ w, tall }, x, y, more, kind) =>
  pen.rect(x - (w + more) / 2, y - (tall + more) / 2, w + more, tall + more, {
    class: kind,
    rx: 4 + more / 3,
  });

function token(geo, id, x, y, { seen, name, kind }) {
  const { w, tall, text } = geo,
    part = w / seen.length,
    only = seen.length === 1;
  const stripes = seen.map((i, k) =>
    pen.rect(k * part - w / 2, -tall / 2, part, tall, { fill: `url(#${id}-${i})` }),
  );
  const lines = name.map((line, i) =>
    pen.label(0, (i - (name.length - 1) / 2) * (text + 1) + 0.36 * text, line, { "font-size": text }),
  );
  return placed(
    x,
    y,
    { class: `gs-token ${kind} ${only ? tone(seen[0]) : "gs-mixed"}` },
    ...stripes,
    outline(geo, 0, 0, 0, "gs-face"),
    ...lines,
  );
}

const drop = (x1, y1, x2, y2) => {
  const m = (y1 + y2) / 2;
  return `M${x1.toFixed(1)} ${y1.toFixed(1)}C${x1.toFixed(1)} ${m} ${x2.toFixed(1)} ${m} ${x2.toFixed(1)} ${y2.toFixed(1)}`;
};

// All wires into a row, in the colours of where they come from; `among`: only those between channels that are met.
function wires(geo, rows, r, across, among, kind) {
  const paths = {},
    { seen } = rows[r - 1];
  rows[r].from.forEach((list, p) => {
    for (const q of list) {
      if (among && !(among[r].has(p) && among[r - 1].has(q))) continue;
      const key = seen[q].length === 1 ? tone(seen[q][0]) : "gs-ink",
        to = rows[r].kind === "shuffle" ? across(q) : geo.x(p);
      const line = drop(geo.x(q), geo.y(r - 1) + geo.tall / 2, to, geo.y(r) - geo.tall / 2);
      paths[key] = (paths[key] ?? "") + line;
    }
  });
  return Object.entries(paths).map(([key, d]) => pen.path(d, { class: `${kind} ${key} gs-${rows[r].kind}` }));
}

const block = (geo, r, from, to) => {
  const x = geo.at(from) - geo.pitch / 2,
    y = geo.y(r - 1) - geo.tall / 2 - 3;
  return pen.rect(x, y, geo.at(to) + geo.pitch / 2 - x, geo.step + geo.tall + 6, { class: "gs-band", rx: 7 });
};

// A row's name; on two lines where it is longer than the place beside the tokens.
function rowName(geo, r, words) {
  const lines = words.length * 0.58 * geo.text > geo.left ? words.split(" ") : [words],
    y = geo.y(r) + 0.36 * geo.text - ((lines.length - 1) * geo.text) / 2;
  return lines.map((line, i) =>
    pen.label(0, y + i * geo.text, line, { class: "is-soft", "font-size": geo.text }),
  );
}

// What stands where the answer to the open question would be.
const question = (geo, x, y) =>
  placed(
    x,
    y,
    { class: "gs-token" },
    outline(geo, 0, 0, 0, "gs-slot"),
    pen.label(0, 0.36 * geo.text, "?", { "font-size": geo.text }),
  );

// A row's wires and tokens; a row that the signal has not reached is a row of empty places.
function drawRow(geo, id, { st, rows, r, met, veiled, opacity, across }) {
  const row = rows[r],
    slots = range(st.channels).map((p) => outline(geo, geo.x(p), geo.y(r), 0, "gs-slot"));
  if (!opacity) return slots;
  const hide = veiled && r > 2,
    lit = (p) => !st.frame || veiled || met[r].has(p);
  const tokens = row.seen.map((seen, p) => {
    const channel = row.kind === "shuffle" ? st.perm[p] : p,
      letter = seen.length === 1 ? LETTERS[seen[0]] : "";
    if (hide) return question(geo, geo.x(p), geo.y(r));
    const moves = row.kind === "shuffle",
      x = moves ? across(channel) : geo.x(p),
      y = moves ? geo.y(r - 1) + geo.step * opacity : geo.y(r);
    const name = nameOf(geo, st.channels, letter, channel);
    return token(geo, id, x, y, { seen, name, kind: lit(p) ? "" : "is-off" });
  });
  const lines = r
    ? [
        ...wires(geo, rows, r, across, null, "gs-thread"),
        ...(veiled ? [] : wires(geo, rows, r, across, met, "gs-wire")),
      ]
    : [];
  const fade = row.kind === "conv" ? { opacity } : {};
  return [
    ...(opacity < 1 ? slots : []),
    pen.group({ opacity }, ...(hide ? [] : lines)),
    pen.group({ ...fade, class: "gs-row" }, ...tokens),
  ];
}
