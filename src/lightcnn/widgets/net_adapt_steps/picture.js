// The rows: a width's channels, the latency that its proposal leaves, and the numbers; under them what was taken so far.

// Places of the columns and rows in the box, from its width, the number of widths and the range of the latency.
function places({ wide, high, narrow, pick }, count, [least, most]) {
  const text = pick(13, 11.5, 24),
    top = pick(30, 25, 40),
    foot = pick(18, 15, 26),
    ribbon = pick(30, 22, 8),
    row = (high - top - foot - ribbon) / count;
  // Where the columns of numbers end, and what is left for bars and dots.
  const ratio = wide - 6,
    accuracy = ratio - pick(106, 42, 200),
    saves = accuracy - pick(86, 40, 168),
    names = pick(124, 50, 250),
    said = names + pick(66, 26, 130);
  const rest = Math.max(40, saves - pick(52, 34, 84) - said - 10),
    bars = { x: said + 10, width: rest * 0.4 },
    lane = { x: bars.x + rest * 0.4 + pick(26, 10, 36), width: Math.max(1, rest * 0.6 - pick(26, 12, 40)) };
  const k = lane.width / (most - least);
  return {
    text,
    wide,
    narrow,
    top,
    row,
    bars,
    said,
    heading: pick(said + 10, names, said + 10),
    right: { ratio, accuracy, saves },
    lane: { ...lane, at: (ms) => lane.x + (ms - least) * k },
    ribbon: { y: high - ribbon, high: ribbon },
    y: (i) => top + i * row,
    end: top + count * row,
  };
}

const END = { "text-anchor": "end" };

// A text of a row, in its middle.
const cell = (at, i, x, text, attributes) =>
  pen.label(x, at.y(i) + at.row / 2 + at.text * 0.35, text, { "font-size": at.text, ...attributes });

// The name of a width, the channels it began with and has, and those that its proposal would take.
function drawWidth(i, width, { one, channels, most, done, taken }, at, words) {
  const tall = at.row * 0.56,
    y = at.y(i) + (at.row - tall) / 2,
    k = at.bars.width / most;
  const bar = (from, to, name) =>
    pen.rect(at.bars.x + from * k, y, Math.max(0, to - from) * k, tall, {
      class: `na-${name} ${toneOf(width)}`,
    });
  const name = at.narrow ? short(width.name, words) : named(width.name);
  return [
    taken ? pen.rect(0, at.y(i), at.wide, at.row, { rx: 5, class: "na-taken" }) : "",
    cell(at, i, 6, name, { "font-weight": taken ? 700 : undefined }),
    bar(0, width.channels, "begun"),
    bar(0, channels, "stays"),
    one && !(taken && done) ? bar(one.channels, channels, "goes") : "",
  ];
}

// The number that decides by the rule has a frame.
function drawNumber(at, i, x, text, wins) {
  const length = text.length * at.text * 0.56 + 8;
  return [
    wins ? pen.rect(x - length + 4, at.y(i) + 2, length, at.row - 4, { rx: 4, class: "na-frame" }) : "",
    cell(at, i, x, text, { ...END, class: wins ? "na-best" : undefined }),
  ];
}

// What a proposal makes of the latency and of the accuracy.
function drawOffer(i, width, { one, step, best, secret, rule }, at) {
  if (!one) return [cell(at, i, at.right.accuracy, "–", { ...END, class: "is-soft" })];
  const x = at.lane.at(one.latency),
    middle = at.y(i) + at.row / 2,
    tone = toneOf(width);
  const gone = at.narrow ? `−${one.before - one.channels}` : `${one.before} → ${one.channels}`,
    ratio = secret ? "?" : signed(100 * one.ratio, at.narrow ? 1 : 2);
  return [
    cell(at, i, at.said, gone, END),
    pen.path(`M${x} ${middle}H${at.lane.at(step.latency)}`, { class: `na-stem ${tone}` }),
    s("circle", { cx: x, cy: middle, r: at.text * 0.34, class: `na-dot ${tone}` }),
    cell(at, i, at.right.saves, `−${(step.latency - one.latency).toFixed(2)}`, END),
    ...drawNumber(at, i, at.right.accuracy, percent(one.accuracy), best && rule === "accuracy"),
    ...drawNumber(at, i, at.right.ratio, ratio, best && rule === "ratio"),
  ];
}

// Under the rows: what is slower than the budget.
function tooSlow(budget, { lane, top, end }) {
  const x = lane.at(budget);
  return pen.rect(x, top, lane.x + lane.width - x, end - top, { class: "na-slow" });
}

// Latency now, the step's budget and the target, through all rows.
function drawLines({ now, budget, target }, at, words) {
  const line = (ms, name) =>
    pen.path(`M${at.lane.at(ms)} ${at.top - 2}V${at.end + 2}`, { class: `na-line is-${name}` });
  const label = (ms, y, text) => {
    const inner = at.lane.width / 2 - text.length * at.text * 0.28 + 10, // from the middle of the lane
      centre = at.lane.x + at.lane.width / 2,
      x = kit.clamp(at.lane.at(ms), centre - inner, centre + inner);
    return pen.label(x, y, text, { "text-anchor": "middle", "font-size": at.text, class: "is-rimmed" });
  };
  return [
    line(target, "target"),
    line(now, "now"),
    line(budget, "budget"),
    label(budget, at.top - at.text * 0.6, words.budget(budget.toFixed(2), at.narrow)),
    label(target, at.end + at.text * 0.98, words.target(target.toFixed(2))),
  ];
}

// The steps so far, one block each; the next one asks. On a slide, whose rows must be tall, the blocks have no words.
function drawRibbon(run, taken, secret, at, words) {
  const { y, high } = at.ribbon,
    wide = at.wide / run.steps.length,
    middle = y + high / 2 + at.text * 0.35;
  return run.steps.map((step, k) => {
    const { row, before, channels } = takenOf(step),
      width = run.widths[row],
      path = short(width.name, words);
    const texts = [`${path} −${before - channels}`, path, path.split(" ")[0]],
      fits = texts.find((text) => text.length * at.text * 0.54 < wide - 6) ?? "";
    const [tone, text] =
      k < taken
        ? [`is-done ${toneOf(width)}`, fits]
        : k === taken
          ? ["is-next", secret ? "?" : ""]
          : ["", ""];
    return pen.group(
      {},
      pen.rect(k * wide + 1, y + 1, wide - 2, high - 2, { rx: 4, class: `na-block ${tone}` }),
      high > at.text
        ? pen.label((k + 0.5) * wide, middle, text, { "text-anchor": "middle", "font-size": at.text })
        : "",
    );
  });
}

// The heads of the two columns choose the rule.
function ruleSwitch(words, choose) {
  const buttons = Object.keys(words.rules).map((rule) =>
    kit.button("bw-choice na-rule", {
      title: words.long[rule],
      "data-rule": rule,
      onclick: () => choose(rule),
    }),
  );
  const show = (now, at) =>
    buttons.forEach((button) => {
      const { rule } = button.dataset;
      button.ariaPressed = rule === now;
      kit.write(button, words.rules[rule][+at.narrow]);
      button.style.right = `${at.wide - at.right[rule] - 6}px`;
    });
  return { nodes: buttons, show };
}

// A button over every row that proposes something.
function touchRows(run, words, touch) {
  const buttons = run.widths.map((_, i) =>
    kit.button("na-card", { "data-card": i, onclick: () => touch(i) }),
  );
  const show = (proposed, picked, said, at) =>
    buttons.forEach((button, i) => {
      button.hidden = !proposed[i];
      Object.assign(button.style, { top: `${at.y(i)}px`, height: `${at.row}px` });
      button.ariaPressed = picked === i;
      button.ariaLabel = proposed[i] ? said(i) : "";
    });
  return { node: h("div", { role: "group", ariaLabel: words.cards }, ...buttons), show };
}
