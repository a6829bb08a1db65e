// Activations over the grid that stores them, whose end is dragged; and weights, channel by channel.

const SOFT = 500, // milliseconds from state to state
  SLOW = 2200, // the answer
  FULL = 50, // decibel that fill the bar
  ASKED = 3;

function render({ model, el }) {
  const records = model.get("activations"),
    weights = model.get("weights");
  const bench = kit.widget({
    model,
    el,
    name: "low-precision",
    text: TEXT,
    traits: ["stored", "bits", "bound", "record"],
    stage: { wide: 344, narrow: 292, present: 474 },
  });
  const { words, present, read, start, change } = bench,
    picture = kit.picture(bench),
    morph = bench.mover(kit.morph(paint, SOFT)),
    asked = curveOf(records[start.record], ASKED);
  let shown = null,
    at = null;

  bench.player({ trait: "bits", frames: () => 9, at: words.at, speed: 1 });
  const quarter = (v) => Math.max(1, Math.round(4 * v)) / 4;
  const handle = kit.handle({
    name: "bound",
    label: words.bound,
    axis: "x",
    step: 0.25,
    get: () => Math.min(read().bound, axisOf(records[read().record])),
    set: (v) => change({ bound: quarter(v) }, 0),
    per: () => shown.axis / (at.wide - 2 * at.edge),
  });
  const tabs = switchOf(words, {
    turn: (stored) => change({ stored }),
    more: (by) => change({ bits: clamp(read().bits + by, 0, 8) }),
  });
  bench.stage.append(tabs.node, handle.node);

  // Everything about a state that no drag of the bound changes.
  function known(st) {
    const record = records[st.record],
      curve = curveOf(record, st.bits),
      rows = rowsOf(weights, st.bits, st.stored === "channel");
    return {
      ...st,
      record,
      axis: axisOf(record),
      curve,
      least: bestOf(curve),
      rows,
      rival: rowsOf(weights, st.bits, st.stored !== "channel"),
      all: Math.max(...rows.map(({ end }) => end)),
      secret: bench.hidden(),
    };
  }

  function paint({ bound, stretch }) {
    at = layout(bench.room());
    const kept = shown.stored === "activations";
    picture.show(...(kept ? values(shown, bound, at, words) : channels(shown, stretch, at, words)));
    if (kept) picture.svg.append(grip(bound));
    else handle.show(null);
    (kept ? tally : count)(bound);
  }

  // The end of the grid is dragged where the comb ends.
  function grip(bound) {
    const { edge, wide, knob, comb } = at,
      x = edge + ((wide - 2 * edge) * bound) / shown.axis,
      y = comb.y + comb.high / 2,
      r = knob * 0.19;
    handle.show({
      x,
      y,
      width: knob,
      low: 0.25,
      high: Math.min(16, shown.axis),
      said: String(shown.bound),
    });
    return pen.group(
      { class: "lp-grip" },
      s("circle", { cx: x, cy: y, r: knob * 0.42 }),
      pen.path(`M${x - r * 0.4} ${y - r}l${-r} ${r}l${r} ${r}M${x + r * 0.4} ${y - r}l${r} ${r}l${-r} ${r}`),
    );
  }

  function tally(bound) {
    const { record, bits, secret } = shown,
      { rounding, clipping, db } = errorsOf(record, bits, bound),
      share = rounding / (rounding + clipping),
      said = percent(share);
    bench.count.show({
      value: secret ? null : db.toFixed(1),
      unit: present ? words.unitBrief : words.unit,
      note: secret ? "" : bits ? words.note(said) : words.none,
      bars: [
        {
          parts: secret
            ? []
            : [
                [(share * db) / FULL, "t6"],
                [((1 - share) * db) / FULL, "t4"],
              ],
          said: secret ? words.hidden : words.bar(db.toFixed(1), said),
        },
      ],
    });
  }

  function count() {
    const { rows, rival, bits } = shown,
      k = enough(rows);
    bench.count.show({
      value: String(k),
      unit: words.unitRows(rows.length),
      note: words.noteRows,
      bars: [
        {
          parts: [[k / rows.length, "t6"]],
          ghost: bits ? enough(rival) / rows.length : 0,
          said: words.barRows(k, rows.length),
        },
      ],
    });
  }

  const bits = kit.slider(words.bits, "bits", (v) => change({ bits: v })),
    bound = kit.slider(words.bound, "bound", (v) => change({ bound: v }, 0)),
    record = kit.select(words.layer, "record", (v) => change({ record: v }));

  function draw() {
    const st = read(),
      before = shown;
    shown = known(st);
    const target = { bound: Math.min(st.bound, shown.axis), stretch: Number(st.stored === "channel") };
    // What moves is the end of the grid, or the scale of the lines; another layer or view is there at once.
    const kin =
      before?.record === shown.record && (before.stored === "activations") === (st.stored === "activations");
    morph.to(target, kin);
    tabs.show(st);
    bits.show(0, 8, st.bits);
    bound.show(0.25, Math.min(16, shown.axis), target.bound, String(target.bound), 0.25);
    record.show(
      records.map(({ layer, bounded }, i) => [i, words.named(layer, bounded)]),
      st.record,
    );
    tell({ ...st, bound: target.bound });
  }

  function tell(st) {
    const { record: one, secret, least, rows } = shown,
      { signal, rounding, clipping, db } = errorsOf(one, st.bits, st.bound),
      hide = (text) => (secret ? words.secret : text);
    bench.say(
      st.stored === "activations"
        ? words.said(st.bits, st.bound, hide(db.toFixed(1)))
        : words.saidRows(st.bits, enough(rows), rows.length),
    );
    bench.strip.show([
      ["step", words.step, st.bits ? (st.bound / (2 ** st.bits - 1)).toFixed(4) : "–"],
      ["rounding", words.rounded, hide(percent(rounding / signal))],
      ["clipping", words.clipped, hide(percent(clipping / signal))],
      ["best", words.best, hide(st.bits ? String(least.bound) : "–")],
    ]);
    bench.code.show([[words.code[st.stored](st.bits, st.bound), ""]]);
    showTable(st, one, hide);
  }

  function showTable(st, one, hide) {
    const rows = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => {
      const top = bestOf(curveOf(one, n));
      return [
        n,
        (st.bound / (2 ** n - 1)).toFixed(3),
        hide(errorsOf(one, n, st.bound).db.toFixed(1)),
        hide(String(top.bound)),
        hide(top.db.toFixed(1)),
        enough(rowsOf(weights, n, false)),
        enough(rowsOf(weights, n, true)),
      ];
    });
    bench.table.show(words.caption(st.bound), words.head, rows);
  }

  // The end moves from where the reader sees it to where it is best.
  function reveal() {
    change({ ...start, stored: "activations", bits: ASKED });
    change({ bound: bestOf(asked).bound }, SLOW);
  }

  return bench.open({
    ask: kit.predict({
      question: words.question,
      answers: answersOf(asked, records[start.record], words),
      reveal,
    }),
    more: [[bits, bound, record], words.notes, bench.strip, bench.code, bench.table],
    modes: (i) => i < 3 && tabs.press(i),
    draw,
  });
}

// Which answer is right follows from the values.
function answersOf(curve, record, words) {
  const top = bestOf(curve),
    lies = 1 + Math.sign(top.bound - 6),
    both = [errorsOf(record, ASKED, 6).db, top.db].map((db) => db.toFixed(1));
  return words.choices.map((text, i) => ({
    text,
    right: i === lies,
    why: words.why(lies, i, top.bound, both),
  }));
}

// What is stored, and in how many bits.
function switchOf(words, { turn, more }) {
  const views = Object.entries(words.views).map(([key, [long, brief]]) =>
    kit.button(
      "bw-choice lp-tab",
      { "data-stored": key, ariaLabel: long, onclick: () => turn(key) },
      h("span", { className: "lp-long", textContent: long }),
      h("span", { className: "lp-brief", textContent: brief }),
    ),
  );
  const step = (by, ariaLabel, sign) =>
    kit.button("bw-button lp-step", { ariaLabel, onclick: () => more(by) }, sign);
  const less = step(-1, words.fewer, "−"),
    plus = step(1, words.further, "+"),
    output = h("span", { className: "lp-bits" });
  const show = ({ stored, bits }) => {
    for (const one of views) one.ariaPressed = one.dataset.stored === stored;
    kit.write(output, words.some(bits));
    less.disabled = !bits;
    plus.disabled = bits === 8;
  };
  return {
    node: h(
      "div",
      { className: "lp-tabs", role: "group", ariaLabel: words.switch },
      ...views,
      h("span", { className: "lp-stepper" }, less, output, plus),
    ),
    show,
    press: (i) => views[i].click(),
  };
}

export default { render };
