// A search grows dot by dot in the plane of latency and accuracy; curves of equal reward, bent by hand, say which dot wins.

const SOFT = 700; // milliseconds from rule to rule

function render({ model, el }) {
  const sets = Object.fromEntries(
      Object.entries(model.get("sets")).map(([name, set]) => [name, linked(set)]),
    ),
    rules = model.get("rules"),
    names = Object.keys(rules);
  const whole = (data) => ({ data, step: sets[data].points.length, target: sets[data].target, candidate: [] }); // prettier-ignore
  const bench = kit.widget({
    model,
    el,
    name: "reward-plane",
    text: TEXT,
    traits: ["data", "step", "rule", "target", "candidate"],
    stage: { wide: 360, narrow: 300, present: 470 },
    tidy: (changes, now) => ({ ...("data" in changes && changes.data !== now.data && whole(changes.data)), ...changes }), // prettier-ignore
  });
  const { words, present, read, set, change } = bench,
    picture = kit.picture(bench),
    ground = kit.picture(bench),
    morph = bench.mover(kit.morph(paint, SOFT));
  let shown = null, // the state that `morph` moves to
    at = null,
    drawn = "", // what the ground was drawn for: no step of the search changes it
    hide = true;

  // The state as it can be drawn: a link may name another set's step or target.
  function look() {
    const st = read(),
      here = sets[st.data],
      tried = here.points.slice(0, st.step),
      [within, beyond] = rules[st.rule];
    const terms = { target: clamp(st.target, ...here.x), within, beyond };
    const [accuracy, latency] = st.candidate;
    const own = st.candidate.length ? { accuracy: clamp(accuracy, ...here.y), latency: clamp(latency, ...here.x) } : null; // prettier-ignore
    const best = winnerOf(own ? [...tried, own] : tried, terms);
    return { ...st, set: here, tried, terms, own, best, front: here.fronts[tried.length].map((i) => here.points[i]) }; // prettier-ignore
  }

  bench.player({
    frames: () => sets[model.get("data")].points.length + 1,
    get: () => look().tried.length,
    set: (step) => set({ step }),
    at: (i) => words.tried(i, sets[model.get("data")].points.length),
    speed: 4,
  });

  // In steps of the set's grain, which an arrow goes too.
  const handle = kit.handle({
    name: "target",
    label: words.target,
    axis: "x",
    get: () => look().terms.target / look().set.grain,
    set: (grains) => change({ target: aimAt(grains) }, 0),
    per: () => 1 / (at.across * look().set.grain),
  });
  function aimAt(grains) {
    const { grain, x } = look().set;
    return clamp(Number((Math.round(grains) * grain).toFixed(6)), ...x);
  }
  const own = ownOf(words, { look, at: () => at, set: (candidate) => change({ candidate }, 0) });
  const rule = kit.choices(words.rule, "rule", names.map((name) => [name, words.rules[name].text]), (name) => change({ rule: name })); // prettier-ignore
  rule.node.classList.add("rp-rules");
  bench.stage.append(handle.node, own.node, rule.node);

  function paint(now) {
    at = places(bench.room(), shown.set);
    const terms = { target: now.target, within: now.within, beyond: now.beyond },
      { tried, set: here, best } = shown,
      worth = best && rewardOf(best, terms),
      end = now.target * (at.x[1] / now.target) ** now.open;
    const key = JSON.stringify([shown.data, bench.room(), terms, end]);
    if (key !== drawn)
      ground.show(
        ...drawAxes(at, here, words),
        ...(shown.data === "search" ? [drawLegend(at, words)] : []),
        drawCurves(terms, at, end),
      );
    drawn = key;
    picture.show(
      pen.group({}, ...drawWorth(worth, terms, at, end)),
      pen.group({}, ...drawParents(tried, here.points.length, at)),
      ...drawFront(shown.front, at),
      ...drawAim(now.target, at, words),
      pen.group({}, ...drawPrice(worth, terms, at, end, hide, words)),
      pen.group({}, ...drawDots(tried, at, titleOf)),
      ...drawNames(tried, at, words),
      ...drawOwn(shown.own, at),
      ...(best ? [s("circle", { cx: at.X(best.latency), cy: at.Y(best.accuracy), r: at.dot + (present ? 9 : 5), class: "rp-ring" })] : []), // prettier-ignore
      drawKnob(at.X(now.target), at),
    );
    handle.show({ x: at.X(now.target), y: at.base, width: at.knob, low: at.x[0] / here.grain, high: at.x[1] / here.grain, said: words.ms(figures(shown.terms.target)) }); // prettier-ignore
    own.show(shown.own, shown.own && nameOf(shown.own));
  }

  const nameOf = (one) => words.network(percent(one.accuracy), figures(one.latency)),
    titleOf = (one) => [`${one.index + 1}: ${nameOf(one)}`, ...one.blocks].join("\n"),
    minutes = (list) => Math.round(list.reduce((sum, one) => sum + one.seconds, 0) / 60);

  function tally() {
    const { tried, best, terms, set: here } = shown,
      all = here.points.length,
      whose = best && (best === shown.own ? words.yours : "") + nameOf(best);
    const random = tried.filter((one) => one.random).length / all;
    bench.count.show({
      value: best ? rewardOf(best, terms).toFixed(4) : "–",
      unit: best ? words.unit : words.none,
      note: best ? `${whose} · ${words.tried(tried.length, all)}` : "",
      bars: [
        {
          parts: [[random, "t7"], [tried.length / all - random, "t0"]], // prettier-ignore
          said: words.bar(tried.length, all, minutes(tried)),
        },
      ],
    });
    if (best) bench.say(words.said(tried.length, all, whose, rewardOf(best, terms).toFixed(4)));
  }

  const data = kit.select(words.data, "data", (value) => change({ data: value })),
    add = kit.toggle(words.add, "own", (on) => change({ candidate: on ? middle() : [] }));
  const middle = () => {
    const { x, y, grain } = look().set;
    const mean = ([low, high]) => (low + high) / 2;
    return [Number(mean(y).toFixed(3)), Number((Math.round(mean(x) / grain) * grain).toFixed(6))];
  };
  const note = h("p");

  function draw() {
    const before = shown;
    shown = look();
    hide = bench.hidden();
    const goal = { ...shown.terms, open: hide ? 0 : 1 };
    // Another set has other axes: nothing moves from one to the other.
    morph.to(goal, before?.data === shown.data);
    rule.show(shown.rule);
    data.show(Object.entries(words.sets), shown.data);
    add.show(Boolean(shown.own));
    tally();
    tell();
  }

  function tell() {
    const { best, terms, tried, front, set: here } = shown,
      blocks = here.points[0].blocks,
      aim = words.aim(figures(terms.target)),
      gain = costOf(priceAt(terms, here), terms);
    kit.write(note, words.note(here.about));
    bench.strip.show([
      ["front", words.strip.front, String(front.length)],
      ["gain", words.strip.gain, hide ? "?" : words.gain(words.more(percent(gain)))],
      ["minutes", words.strip.minutes, shown.data === "four" ? "–" : words.minutes(minutes(tried))],
      ["best", words.strip.best, best?.blocks?.join("; ") || "–"],
    ]);
    const w = terms.within === terms.beyond ? terms.within : `(${terms.within}, ${terms.beyond})`;
    bench.code.show([
      [best ? `reward(${figures(best.accuracy)}, ${figures(best.latency)}, target=${figures(terms.target)}, w=${w})` : "reward(accuracy, latency, target, w)", ""], // prettier-ignore
    ]);
    bench.table.show(
      words.caption(aim, words.rules[shown.rule].text),
      [...words.head, ...blocks.map((_, i) => words.stage(i + 1))],
      here.points.map((one, i) => (i < tried.length ? cells(one, terms) : [i + 1, ...Array(4 + blocks.length).fill("")])), // prettier-ignore
    );
  }
  const cells = (one, terms) => [
    one.index + 1,
    one.from ? one.from.index + 1 : "",
    words.percent(percent(one.accuracy)),
    words.ms(one.latency.toFixed(2)),
    rewardOf(one, terms).toFixed(4),
    ...one.blocks,
  ];

  // The curves run on behind the target, and the best one's shows what twice the time must bring; again for each answer.
  function reveal() {
    change({ ...whole("search"), rule: names[0] }, 3 * SOFT);
    shown = look();
    hide = false;
    morph.jump({ ...shown.terms, open: 0 });
  }
  const soft = { target: sets.search.target, within: rules[names[0]][0], beyond: rules[names[0]][1] },
    from = rewardOf(winnerOf(sets.search.points, soft), soft),
    factor = 2 ** -soft.beyond;

  return bench.open({
    ask: kit.predict({
      question: words.question,
      answers: words.answers({
        factor: factor.toFixed(3),
        gain: percent(factor - 1),
        from: percent(from),
        to: percent(from * factor),
        points: percent(from * (factor - 1)),
      }),
      reveal,
    }),
    more: [[data, add], note, bench.strip, bench.code, bench.table],
    modes: (i) => names[i] && change({ rule: names[i] }),
    draw,
  });
}

export default { render };
