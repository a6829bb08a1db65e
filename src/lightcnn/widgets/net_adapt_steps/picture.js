// The rows: a width's channels, the latency that its proposal leaves, and the numbers; under them what was taken so far.

// Places of the columns and rows in the box, from its width, the number of widths and the range of the latency.
function places({ wide, high, narrow }, present, count, [least, most]) {
  const pick = (page, phone, slide) => (present ? slide : narrow ? phone : page);
  const text = pick(13, 11.5, 24),
    top = pick(30, 25, 46),
    foot = pick(18, 15, 28),
    ribbon = pick(30, 22, 40),
    row = (high - top - foot - ribbon) / count;
  // Where the columns of numbers end, and what is left for bars and dots.
  const ratio = wide - 6,
    accuracy = ratio - pick(106, 42, 210),
    saves = accuracy - pick(86, 40, 140),
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
    right: { ratio, accuracy, saves },
    lane: { ...lane, at: (ms) => lane.x + (ms - least) * k },
    ribbon: { y: high - ribbon, high: ribbon },
    y: (i) => top + i * row,
    end: top + count * row,
  };
}

// A text of a row, in its middle.
const cell = (at, i, x, text, attributes) =>
  pen.label(x, at.y(i) + at.row / 2 + at.text * 0.35, text, { "font-size": at.text, ...attributes });

// One row: its name, its bar and its dot, and what it would give up.
function drawRow(i, width, { one, step, channels, most, done, taken, best, secret, rule }, at, words) {
  const tall = at.row * 0.56,
    y = at.y(i) + (at.row - tall) / 2,
    k = at.bars.width / most,
    tone = TONES[width.kind] ?? "t0",
    end = { "text-anchor": "end" };
  const bar = (from, to, name) =>
    pen.rect(at.bars.x + from * k, y, Math.max(0, to - from) * k, tall, { class: `na-${name} ${tone}`, "data-row": i }); // prettier-ignore
  const parts = [
    taken ? pen.rect(0, at.y(i), at.wide, at.row, { rx: 5, class: "na-taken" }) : "",
    cell(at, i, 6, at.narrow ? short(width.name, words) : named(width.name), { "font-weight": taken ? 700 : undefined }), // prettier-ignore
    bar(0, width.channels, "begun"),
    bar(0, channels, "stays"),
  ];
  if (!one) return [...parts, cell(at, i, at.right.accuracy, "–", { ...end, class: "is-soft" })];
  const x = at.lane.at(one.latency),
    middle = at.y(i) + at.row / 2;
  // The number that decides by the rule has a frame.
  const number = (column, text) => {
    const wins = best && rule === column,
      length = text.length * at.text * 0.56 + 8,
      framed = [at.right[column] - length + 4, at.y(i) + 2, length, at.row - 4];
    return pen.group(
      {},
      wins ? pen.rect(...framed, { rx: 4, class: "na-frame" }) : "",
      cell(at, i, at.right[column], text, { ...end, class: wins ? "na-best" : undefined }),
    );
  };
  const value = secret ? "?" : signed(100 * one.ratio, at.narrow ? 1 : 2);
  return [
    ...parts,
    taken && done ? "" : bar(one.channels, channels, "goes"),
    cell(
      at,
      i,
      at.said,
      at.narrow ? `−${one.before - one.channels}` : `${one.before} → ${one.channels}`,
      end,
    ),
    pen.path(`M${x} ${middle}H${at.lane.at(step.latency)}`, { class: `na-stem ${tone}` }),
    s("circle", { cx: x, cy: middle, r: at.text * 0.34, class: `na-dot ${tone}`, "data-row": i }),
    cell(at, i, at.right.saves, `−${(step.latency - one.latency).toFixed(2)}`, end),
    number("accuracy", percent(one.accuracy)),
    number("ratio", value),
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
    const half = text.length * at.text * 0.28;
    return pen.label(kit.clamp(at.lane.at(ms), at.lane.x + half - 10, at.lane.x + at.lane.width - half + 10), y, text, {
      "text-anchor": "middle",
      "font-size": at.text,
      class: "is-rimmed",
    }); // prettier-ignore
  };
  return [
    line(target, "target"),
    line(now, "now"),
    line(budget, "budget"),
    label(budget, at.top - at.text * 0.6, words.budget(budget.toFixed(2), at.narrow)),
    label(target, at.end + at.text * 0.98, words.target(target.toFixed(2))),
  ];
}

// The steps so far, one block each; the next one asks.
function drawRibbon(run, taken, secret, at, words) {
  const { y, high } = at.ribbon,
    wide = at.wide / run.steps.length,
    middle = y + high / 2 + at.text * 0.35;
  return run.steps.map((step, k) => {
    const { row, before, channels } = step.proposals[step.chosen],
      width = run.widths[row],
      done = k < taken,
      next = k === taken;
    const path = short(width.name, words),
      texts = [`${path} −${before - channels}`, path, path.split(" ")[0]];
    const fits = texts.find((text) => text.length * at.text * 0.54 < wide - 6) ?? "";
    const tone = done ? `is-done ${TONES[width.kind] ?? "t0"}` : next ? "is-next" : "";
    return pen.group(
      {},
      pen.rect(k * wide + 1, y + 1, wide - 2, high - 2, { rx: 4, class: `na-block ${tone}` }),
      done || (next && secret)
        ? pen.label((k + 0.5) * wide, middle, done ? fits : "?", { "text-anchor": "middle", "font-size": at.text })
        : "",
    ); // prettier-ignore
  });
}

// The heads of the two columns choose the rule.
function ruleSwitch(words, choose) {
  const names = Object.keys(words.rules);
  const buttons = names.map((rule) =>
    h("button", {
      type: "button",
      className: "bw-choice na-rule",
      title: words.long[rule],
      "data-rule": rule,
      onclick: () => choose(rule),
    }),
  );
  const show = (now, at) =>
    buttons.forEach((button, i) => {
      button.setAttribute("aria-pressed", String(button.dataset.rule === now));
      kit.write(button, words.rules[names[i]][+at.narrow]);
      button.style.right = `${at.wide - at.right[button.dataset.rule] - 6}px`;
    });
  return { nodes: buttons, show };
}

// A button over every row that proposes something.
function touchRows(run, words, touch) {
  const buttons = run.widths.map((_, i) =>
    h("button", { type: "button", className: "na-card", "data-card": i, onclick: () => touch(i) }),
  );
  const show = (proposed, picked, said, at) =>
    buttons.forEach((button, i) => {
      button.hidden = !proposed[i];
      Object.assign(button.style, { top: `${at.y(i)}px`, height: `${at.row}px` });
      button.setAttribute("aria-pressed", String(picked === i));
      button.ariaLabel = proposed[i] ? said(i) : "";
    });
  return { node: h("div", { role: "group", ariaLabel: words.cards }, ...buttons), show };
}
