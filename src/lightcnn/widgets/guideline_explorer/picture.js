// The stage: the switch on top, the design, and under it two bars and the measured times on one scale.

const MOST = 4; // the scale ends at four times the least
const ICONS = {
  G1: "M1 6h22v5H1z",
  G2: "M3 0h6v6H3zM9 6h6v6H9zM15 12h6v6h-6z",
  G3: "M1 5h5v8H1zM9.500 5h5v8h-5zM18 5h5v8h-5z",
  G4: "M1 14h9L20 4h3v2h-2L11 16H1z",
};

// Where a share ends on the scale; what is longer ends with it, and its label tells how long it is.
const reach = (share) => Math.min(share, MOST);

// Sizes of everything in the box, from its width and the number of devices.
function places({ wide, high, narrow, pick }, devices) {
  const text = pick(13, 12, 24),
    row = pick(22, 18, 33),
    top = pick(46, 42, 62),
    foot = (2 + devices) * row + text + 8;
  const left = pick(128, 92, 250);
  return {
    text,
    wide,
    narrow,
    top,
    high: high - top - foot - pick(12, 8, 14),
    left: pick(78, 58, 130),
    column: pick(24, 20, 40),
    knob: pick(32, 32, 44),
    rail: pick(50, 46, 76),
    margin: pick(60, 30, 110),
    bars: { x: left, y: high - foot, row, k: (wide - left - pick(66, 50, 120)) / MOST },
  };
}

function tabs(words, choose) {
  const icon = (key) =>
    pen.picture([0, 0, 24, 18], { width: 24, height: 18, "aria-hidden": "true" }, pen.path(ICONS[key]));
  const buttons = Object.entries(words.tabs).map(([key, name]) =>
    kit.button(
      "bw-choice ge-tab",
      { title: words.long[key], "data-guideline": key, onclick: () => choose(key) },
      icon(key),
      h("b", { textContent: key }),
      h("span", { textContent: name }),
    ),
  );
  const show = (now) => {
    for (const one of buttons) one.ariaPressed = one.dataset.guideline === now;
  };
  return {
    node: h("div", { className: "ge-tabs", role: "group", ariaLabel: words.switch }, ...buttons),
    show,
  };
}

// One row of the scale: its name, and what stands on it.
function row(i, name, { text, bars: { x, y, row: tall } }, ...drawn) {
  return pen.group(
    {},
    pen.label(x - 9, y + i * tall + tall / 2 + text * 0.35, name, {
      "text-anchor": "end",
      "font-size": text,
    }),
    ...drawn,
  );
}

function drawScale(at, rows) {
  const { x, y, row: tall, k } = at.bars,
    foot = y + rows * tall + 2;
  return Array.from({ length: MOST }, (_, i) => [
    pen.path(`M${x + (i + 1) * k} ${y - 2}V${foot}`, { class: i ? "ge-line" : "ge-line is-least" }),
    pen.label(x + (i + 1) * k, foot + at.text, `${i + 1}×`, {
      "text-anchor": "middle",
      "font-size": at.text,
      class: "is-soft",
    }),
  ]).flat();
}

function drawBars({ amounts: parts, best, st, secret }, at, words) {
  const { x, y, row: tall, k } = at.bars,
    high = tall * 0.64,
    Y = (i) => y + i * tall + (tall - high) / 2,
    narrow = at.narrow;
  const after = (share, i, text) =>
    pen.label(x + reach(share) * k + 7, Y(i) + high / 2 + at.text * 0.35, text, {
      "font-size": at.text,
      "font-weight": 650,
      class: "is-rimmed",
    });
  const done = kit.short(work(st.side));
  const fixed = row(
    0,
    words.work,
    at,
    pen.rect(x, Y(0), k, high, { class: "ge-work", "data-bar": "work" }),
    after(1, 0, narrow ? done : words.always(done)),
  );
  if (secret)
    return [
      fixed,
      row(1, words.moved, at, pen.rect(x, Y(1), MOST * k, high, { class: "ge-secret" }), after(MOST, 1, "?")),
    ];
  let so = 0;
  const pieces = PARTS.map((part) => {
    const from = reach(so);
    so += parts[part] / best;
    return pen.rect(x + from * k, Y(1), (reach(so) - from) * k, high, {
      class: `ge-part ${TONE[part]}`,
      "data-bar": part,
    });
  });
  return [fixed, row(1, words.moved, at, ...pieces, so > 0.01 ? after(so, 1, words.times(so)) : "")];
}

// How many times as long as the first design each device took; in order of the rows.
function drawTimes(found, at, words) {
  const { x, y, row: tall, k } = at.bars,
    fits = Math.floor((x - 8) / (at.text * 0.5));
  return found.map(([device, times], j) => {
    const i = j + 2,
      Y = y + i * tall + tall / 2,
      name = device.length > fits ? `${device.slice(0, fits - 1)}…` : device;
    const label = (from, text, soft) =>
      pen.label(from, Y + at.text * 0.35, text, {
        "font-size": at.text,
        class: `is-rimmed${soft ? " is-soft" : ""}`,
      });
    if (times === undefined) return row(i, name, at, label(x, words.unmeasured, true));
    if (times === null) return row(i, name, at);
    const end = x + reach(times) * k,
      size = at.text * 0.4;
    return row(
      i,
      name,
      at,
      pen.path(`M${x} ${Y}H${end}`, { class: "ge-stem" }),
      s("circle", { cx: end, cy: Y, r: size, class: "ge-dot" }),
      label(end + size + 4, words.times(times)),
    );
  });
}
