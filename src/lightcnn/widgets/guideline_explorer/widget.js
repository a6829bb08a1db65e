// The guidelines of ShuffleNet V2: a design is dragged, its multiply-adds stay, its values moved do not.

const SOFT = 600; // milliseconds from state to state

function render({ model, el }) {
  const bench = kit.widget({
    model,
    el,
    name: "guideline-explorer",
    text: TEXT,
    traits: ["guideline", "outputs", "groups", "fragments", "extras", "side", "empty"],
    stage: { wide: 350, narrow: 278, present: 470 },
    tidy: (changes) => ({ empty: false, ...changes }),
  });
  const { words, present, read, set, change } = bench,
    cases = model.get("cases"),
    measured = model.get("measured"),
    devices = [...new Set(measured.map((row) => row.device))];
  const picture = kit.picture(bench),
    morph = bench.mover(kit.morph(paint, SOFT));
  let per = 1;

  const designs = ({ guideline }) => cases.filter((one) => one.guideline === guideline);
  // The last design that the present one has reached.
  const reached = (st) => {
    const key = SETTING[st.guideline],
      list = designs(st).map((one) => one.state[key]);
    const at =
      typeof st[key] === "number" ? list.filter((n) => n <= st[key]).length : list.indexOf(st[key]) + 1;
    return st.empty ? 0 : at;
  };
  const exact = (st) =>
    designs(st).find((one) => one.state[SETTING[st.guideline]] === st[SETTING[st.guideline]]);
  const taken = ({ guideline, label }, device) =>
    measured.find((row) => row.guideline === guideline && row.label === label && row.device === device)
      ?.times;
  const secret = (st) => bench.hidden() && st.guideline === "G1" && !st.empty;

  bench.player({
    frames: () => designs(read()).length + 1,
    get: () => reached(read()),
    set: (i) => set(i ? { ...designs(read())[i - 1].state } : { empty: true }),
    at: (i) => (i ? designs(read())[i - 1].label : words.none),
    speed: 1,
  });
  const choose = (guideline) => change({ guideline });
  const level = () => Math.max(0, reached({ ...read(), empty: false }) - 1);
  const handle = (name, label, get, to, step = 1) =>
    kit.handle({ name, label, axis: "x", step, get, set: to, per: () => per });
  const handles = {
    G1: handle("outputs", words.outputs, () => model.get("outputs"), (n) => change({ outputs: Math.round(n) }, 0), 8), // prettier-ignore
    G2: handle(
      "groups",
      words.groups,
      () => model.get("groups"),
      (n) => change({ groups: Math.round(n) }),
    ),
    G3: handle("fragments", words.fragments, level, (n) => change(designs(read())[Math.round(n)].state)),
    G4: handle("extras", words.extras, level, (n) => change(designs(read())[Math.round(n)].state)),
  };
  const tab = tabs(words, choose);
  bench.stage.append(tab.node, ...Object.values(handles).map((one) => one.node));

  function paint(now) {
    const st = read(),
      at = places(bench.room(), devices.length),
      hide = secret(st);
    const rail = st.guideline === "G3" || st.guideline === "G4",
      list = designs(st);
    const drawn = rail
      ? drawChain(st, at, list)
      : (st.guideline === "G1" ? drawRectangle : drawBlocks)(now, at, words);
    const knob = rail ? { x: drawn.rail.x + level() * drawn.rail.step, y: drawn.rail.y } : drawn.knob;
    per = rail ? 1 / drawn.rail.step : knob.per;
    const stops = rail
      ? drawRail(
          drawn.rail,
          list.map((one) => words.stops[one.label][+bench.room().narrow]),
          level(),
          at,
        )
      : [];
    const best = least(st),
      found = exact(st);
    const rows = devices.map((device) => [device, st.empty || hide ? null : found && taken(found, device)]);
    picture.show(
      ...drawn.parts,
      ...stops,
      ...told(st, drawn, at, hide),
      s("circle", { cx: knob.x, cy: knob.y, r: present ? 13 : 9, class: "ge-knob" }),
      ...drawScale(at, 2 + devices.length),
      ...drawBars({ amounts: now, best, st, secret: hide }, at, words),
      ...drawTimes(rows, at, words),
    );
    for (const [key, one] of Object.entries(handles))
      one.show(key === st.guideline ? grip(st, knob, at) : null);
    tally(now, best, st, hide);
  }

  // The words over the picture: in the corner beside a rectangle, a line each beside blocks, in one line over a chain.
  function told(st, { title, aside }, { wide, narrow, top, high, text }, hide) {
    const maps = mapsMoved(st, words, hide),
      inLine = [...(narrow ? [] : [words.maps]), ...maps.flat()],
      lines = aside ? [title, ...maps] : [title, inLine].filter(Boolean);
    const [x, anchor] = aside ? [aside, "start"] : title ? [wide - 2, "end"] : [wide / 2, "middle"],
      y = aside ? top + high / 2 - 2.2 * text : top;
    return lines.map((line, i) =>
      pen.label(x, y + (i + 0.9) * text * 1.4, line, {
        "text-anchor": anchor,
        "font-size": text,
        class: "is-rimmed",
      }),
    );
  }

  function grip(st, { x, y }, { knob }) {
    const range = { G1: [CHANNELS, 4 * CHANNELS], G2: [1, 8] }[st.guideline] ?? [0, designs(st).length - 1];
    return { x, y, width: knob, low: range[0], high: range[1], said: name(st) };
  }

  const name = (st) =>
    st.guideline === "G1"
      ? words.ratio(near(CHANNELS ** 2 / st.outputs), st.outputs)
      : String(exact(st)?.label ?? `${st.groups} ${words.groups}`);

  function tally(now, best, st, hide) {
    const all = sum(now),
      times = all / best;
    bench.count.show({
      value: hide ? null : words.times(times),
      unit: words.unit[st.guideline],
      note: st.empty ? words.none : hide ? "" : words.note(short(all), kit.short(work(st.side))),
      bars: [
        {
          parts: PARTS.map((part) => [hide ? 0 : now[part] / best / MOST, TONE[part]]),
          ghost: 1 / MOST,
          said: hide ? words.hiddenBar : words.bar(times.toFixed(2)),
        },
      ],
    });
  }
  const short = (n) => (n >= 1e6 ? `${(n / 1e6).toFixed(2)} M` : kit.short(n));

  const target = (st) => ({
    outputs: st.outputs,
    groups: st.groups,
    ...(st.empty ? Object.fromEntries(PARTS.map((part) => [part, 0])) : amounts(st)),
  });

  const outputs = kit.slider(words.outputs, "outputs", (v) => change({ guideline: "G1", outputs: v }, 0)),
    groups = kit.slider(words.groups, "groups", (v) => change({ guideline: "G2", groups: v })),
    side = kit.select(words.side, "side", (v) => change({ side: v }));

  function draw() {
    const st = read();
    morph.to(target(st));
    tab.show(st.guideline);
    outputs.show(CHANNELS, 4 * CHANNELS, st.outputs, String(st.outputs), 1);
    groups.show(1, 8, st.groups, String(st.groups), 1);
    side.show(
      [7, 14, 28, 56].map((n) => [n, words.sides(n)]),
      st.side,
    );
    const hide = secret(st);
    if (!hide) bench.say(words.said(name(st), (sum(amounts(st)) / least(st)).toFixed(2)));
    showNumbers(st, hide);
    showCode(st);
    showTable(st);
  }

  function showNumbers(st, hide) {
    const found = amounts(st);
    const rows = PARTS.filter((part) => found[part]).map((part) => [
      part,
      words.long_[part],
      hide ? "?" : whole(found[part]),
    ]);
    bench.strip.show([
      ...rows,
      ["total", words.total, hide ? "?" : whole(sum(found))],
      ["work", words.work, whole(work(st.side))],
    ]);
  }

  function showCode({ guideline, outputs: n, groups: g, fragments, extras }) {
    const c = g * Math.round((CHANNELS * g ** 0.5) / g);
    const text = {
      G1: `y = nn.Conv2d(${near(CHANNELS ** 2 / n)}, ${n}, 1)(x)`,
      G2: `y = nn.Conv2d(${c}, ${c}, 1, groups=${g})(x)`,
      G3: words.code[fragments],
      G4: words.code[extras],
    }[guideline];
    bench.code.show([[text, ""]]);
  }

  function showTable(st) {
    const rows = cases.map((one) => {
      const here = { ...st, guideline: one.guideline, ...one.state },
        hide = bench.hidden() && one.guideline === "G1";
      return [
        `${one.guideline}: ${one.label}`,
        ...(hide ? ["?", "?"] : [whole(sum(amounts(here))), words.times(sum(amounts(here)) / least(here))]),
        ...devices.map((device) => {
          const times = taken(one, device);
          return hide ? "?" : times ? words.times(times) : "";
        }),
      ];
    });
    bench.table.show(words.caption(whole(work(st.side)), st.side), [...words.head, ...devices], rows);
  }

  // The square is stretched to 1:12, and what it moves grows with its edge.
  function reveal() {
    morph.jump(target({ ...bench.start, guideline: "G1", outputs: CHANNELS, side: 56, empty: false }));
    change({ guideline: "G1", outputs: 443, side: 56 }, 4 * SOFT);
  }

  return bench.open({
    ask: kit.predict({ question: words.question, answers: words.answers, reveal }),
    more: [[outputs, groups, side], words.exact, bench.strip, bench.code, bench.table],
    modes: (i) => Object.keys(SETTING)[i] && choose(Object.keys(SETTING)[i]),
    draw,
  });
}

export default { render, columns, amounts };
