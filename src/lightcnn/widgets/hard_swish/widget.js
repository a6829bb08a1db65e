// swish and h-swish: x is dragged along their axis, and the gap between them is swept; or how deep h-swish begins.

const SOFT = 450; // milliseconds from state to state
const BLOCK = 2; // activations

function render({ model, el }) {
  const bench = kit.widget({
    model,
    el,
    name: "hard-swish",
    text: TEXT,
    traits: ["scene", "x", "bits", "deep"],
    stage: { wide: 344, narrow: 292, present: 474 },
  });
  const { words, read, set, change } = bench,
    tables = model.get("tables"),
    minima = model.get("minima"),
    counts = countsOf(model.get("layers")),
    all = counts.layers.length,
    picture = kit.picture(bench),
    morph = bench.mover(kit.morph(paint, SOFT));
  let shown = null,
    at = null;

  const deep = () => read().scene === "depth",
    nameOf = (n) => counts.layers[all - n]?.name ?? "";
  // Played are whole numbers, and blocks of two activations from the last one back.
  bench.player({
    frames: () => (deep() ? all / BLOCK : HIGH - LOW) + 1,
    get: () => Math.round(deep() ? read().deep / BLOCK : read().x - LOW),
    set: (i) => set(deep() ? { deep: BLOCK * i } : { x: LOW + i }),
    at: (i) => (deep() ? words.since(i, nameOf(BLOCK * i)) : words.at(short_(LOW + i))),
  });
  const place = kit.handle({
    name: "x",
    label: words.handle,
    axis: "x",
    step: 1 / FINE,
    get: () => read().x,
    set: (v) => change({ x: Math.round(v * FINE) / FINE }, 0),
    per: () => (HIGH - LOW) / at.along,
  });
  const boundary = kit.handle({
    name: "deep",
    label: words.boundary,
    axis: "x",
    get: () => all - read().deep,
    set: (v) => change({ deep: all - Math.round(v) }, 0),
    per: () => all / at.along,
  });
  bench.stage.append(place.node, boundary.node);

  function known(st) {
    const same = shown?.scene === st.scene && shown.bits === st.bits;
    return {
      ...st,
      tables,
      counts,
      hidden: bench.hidden(),
      compared: st.scene === "depth" ? null : same ? shown.compared : compare(tables, st.scene, st.bits),
    };
  }

  function paint({ x, from }) {
    at = layout(bench.room());
    const bars = shown.scene === "depth";
    picture.show(
      ...(bars
        ? depths(shown, from, at, words)
        : [...curves(shown, x, at, words), ...factors(shown, x, at, words)]),
    );
    grip(place, !bars && { x: at.x(x), y: at.rail, low: LOW, high: HIGH, said: words.at(short_(shown.x)) });
    grip(
      boundary,
      bars && {
        x: at.edge + (at.along * from) / all,
        y: at.floor + 6 + at.knob * 0.4,
        low: 0,
        high: all,
        said: words.since(shown.deep, nameOf(shown.deep)),
      },
    );
    (bars ? tallyDepth : tally)(x);
  }
  const grip = (handle, to) => handle.show(to && { ...to, width: at.knob });

  // Digits enough for what is compared.
  const written = (gap) => (shown.compared.stairs ? String(gap) : fix(gap, shown.scene === "slopes" ? 3 : 4));
  function tally(x) {
    const { scene, compared, hidden } = shown,
      here = valueAt(compared.gap, x, compared.stairs),
      { most, places } = farAt(compared, x),
      // In eighths of a per cent, so that two parts add up to what they did.
      share = (v) => Math.round((800 * v) / (1.06 * compared.most || 1)) / 800,
      now = share(Math.min(most, here)),
      where = compared.stairs ? "" : places.map((i) => short_(xOf(i))).join(words.and);
    bench.count.show({
      value: hidden ? null : written(here),
      unit: words.unit[scene](short_(x), here),
      note: hidden ? "" : x > LOW ? words.so(written(most), where) : words.none,
      bars: [
        hidden
          ? { said: words.hidden }
          : {
              // What is largest so far goes on, thin, where the gap here ends.
              parts: [
                [now, "t4"],
                [share(most) - now, "t4 hs-rest"],
              ],
              said: words.bar(written(most), written(here)),
            },
      ],
    });
  }

  const percent = (share) => `${(100 * share).toFixed(1)} %`;
  function tallyDepth() {
    const { deep: n } = shown,
      share = counts.sums[n] / counts.all;
    bench.count.show({
      value: percent(share),
      unit: words.unitDepth,
      note: words.noteDepth(n, nameOf(n)),
      bars: [
        {
          parts: [[share, "t1"]],
          ghost: counts.theirs,
          said: words.barDepth(percent(share), percent(counts.theirs)),
        },
      ],
    });
  }

  const scenes = kit.choices(words.scene, "scene", Object.entries(words.scenes), (scene) =>
      change({ scene }),
    ),
    bits = kit.slider(words.bits, "bits", (v) => change({ bits: v, scene: "grid" }));

  function draw() {
    const st = read(),
      before = shown;
    shown = known(st);
    const target = { x: st.x, from: all - st.deep };
    morph.to(target, before?.scene === st.scene);
    scenes.show(st.scene);
    bits.show(BITS[0], BITS[1], st.bits);
    (st.scene === "depth" ? tellDepth : tell)(st);
  }

  function tell({ scene, x }) {
    const { hidden, compared } = shown,
      hide = (text) => (hidden ? words.secret : text),
      now = Object.fromEntries(
        Object.entries(tables).map(([name, list]) => [name, fix(valueAt(list, x), 4)]),
      ),
      least = (name) => words.point(...[1, 0].map((i) => fix(minima[name][i], 4))),
      at_ = (list) => valueAt(list, x, compared.stairs);
    bench.say(words.said(short_(x), now.hard_swish, hide(now.swish), hide(written(at_(compared.gap)))));
    bench.strip.show([
      ["gate", words.strip.gate, fix(clamp(x + 3, 0, 6) / 6, 4)],
      ["hard", words.strip.hard, now.hard_swish],
      ["swish", words.strip.swish, hide(now.swish)],
      ["slopes", words.strip.slopes, hide(`${now.hard_swish_slope}; ${now.swish_slope}`)],
      ["minima", words.strip.minima, words.minima(least("hard_swish"), least("swish"))],
      ["worst", words.strip.worst, hide(worst())],
    ]);
    bench.code.show([[words.code.functions, ""]]);
    const cell = (v) => (compared.stairs ? fix(v / compared.step, 0) : fix(v, 4));
    const rows = Array.from({ length: HIGH - LOW + 1 }, (_, i) => {
      const p = i * FINE;
      return [
        short_(LOW + i),
        cell(compared.hard[p]),
        hide(cell(compared.swish[p])),
        hide(compared.stairs ? String(compared.gap[p]) : fix(compared.gap[p], 4)),
      ];
    });
    bench.table.show(words.captions[scene], words.head[scene], rows);
  }
  const worst = () => {
    const { most, far } = compare(tables, "functions", 8);
    return words.point(fix(most, 4), far.at(-1).places.map((i) => short_(xOf(i))).join(words.and)); // prettier-ignore
  };

  function tellDepth({ deep: n }) {
    const share = percent(counts.sums[n] / counts.all);
    bench.say(words.saidDepth(n, nameOf(n), share));
    bench.strip.show([
      ["first", words.stripDepth.first, nameOf(n) || "–"],
      ["values", words.stripDepth.values, words.values(whole(counts.sums[n]), whole(counts.all))],
      ["theirs", words.stripDepth.theirs, percent(counts.theirs)],
    ]);
    bench.code.show([[words.code.depth, ""]]);
    const rows = counts.layers.map(({ name, hard, channels, side }, i) => [
      name,
      `${channels} × ${side} × ${side}`,
      whole(counts.values[i]),
      words.kinds[hard],
      words.kinds[i >= all - n],
    ]);
    bench.table.show(words.captions.depth, words.head.depth, rows);
  }

  // From the left end on, gap after gap.
  const reveal = () => bench.replay({ ...bench.start, scene: "functions", x: LOW }, 0);

  const gapAt = (x) => fix(Math.abs(valueAt(tables.swish, x) - valueAt(tables.hard_swish, x)), 3);
  return bench.open({
    ask: kit.predict({ question: words.question, answers: words.answers(gapAt), reveal }),
    more: [[scenes, bits], operations(words), words.notes, bench.strip, bench.code, bench.table],
    modes: (i) => i < SCENES.length && change({ scene: SCENES[i] }),
    draw,
  });
}
const SCENES = Object.keys(TEXT.en.scenes),
  BITS = [4, 8];

// What each function makes a processor do; what it must approximate is marked.
const operations = (words) =>
  h(
    "ul",
    { className: "hs-operations" },
    ...words.operations.map(([name, list]) =>
      h(
        "li",
        {},
        h("strong", { textContent: name }),
        ...list.map((one) =>
          h("span", {
            className: Array.isArray(one) ? "hs-op is-hard" : "hs-op",
            textContent: [one].flat()[0],
          }),
        ),
      ),
    ),
  );

export default { render, compare, integers };
