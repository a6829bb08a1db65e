// NetAdapt step by step: all proposals, a touch that takes one, and what the run took.

const SOFT = 700; // milliseconds from state to state

function render({ model, el }) {
  const bench = kit.widget({
    model,
    el,
    name: "net-adapt-steps",
    text: TEXT,
    traits: ["frame", "rule"],
    stage: { wide: 336, narrow: 280, present: 472 },
  });
  const { words, read, set, change } = bench,
    run = model.get("run"),
    other = model.get("other"),
    tell = telling(run, words),
    all = run.steps.length,
    most = Math.max(...run.widths.map((width) => width.channels)),
    range = span(run);
  const where = () => standing(run, read().frame);
  const picture = kit.picture(bench),
    morph = bench.mover(kit.morph(paint, SOFT));

  bench.player({
    trait: "frame",
    frames: () => 2 * all,
    at: (frame) => words.at(Math.floor(frame / 2) + 1, all, frame % 2),
    speed: 1,
  });
  const choose = (rule) => set({ rule });
  const decision = deciding({
    words,
    where,
    texts: tell.longest(9),
    question: () => tell.asked(where().number),
    verdict: (row) => tell.judged(where().number, row),
    reveal: () => change({ frame: 2 * where().number + 1 }),
  });
  const heads = ruleSwitch(words, choose),
    touch = touchRows(run, words, decision.answer);
  bench.stage.append(touch.node, ...heads.nodes);

  function paint(now) {
    const st = where(),
      secret = bench.hidden(),
      { rule } = read(),
      at = places(bench.room(), run.widths.length, range);
    const head = (x, text, attributes) =>
      pen.label(x, at.top - at.text * 0.6, text, { "font-size": at.text, class: "is-soft", ...attributes });
    const rows = run.widths.map((width, i) => {
      const one = st.proposed[i],
        taken = !secret && one === st.taken,
        best = !secret && one && one === st.step.proposals[st.step.best[rule]],
        about = { ...st, one, channels: now[`c${i}`], most, taken, best, secret, rule };
      return pen.group({}, ...drawWidth(i, width, about, at, words), ...drawOffer(i, width, about, at));
    });
    picture.show(
      tooSlow(now.budget, at),
      ...rows,
      head(at.heading, words.widths),
      head(at.right.saves, words.saves, END),
      ...drawLines({ now: now.ms, budget: now.budget, target: run.target }, at, words),
      ...drawRibbon(run, st.steps, secret, at, words),
    );
    heads.show(rule, at);
    touch.show(st.proposed, decision.picked(), (i) => tell.offer(st.step, st.proposed[i]), at);
    tally(st, now.ms);
  }

  // The bar grows by what each step saved; the outline is what the target asks for.
  function tally(st, ms) {
    const saved = run.steps.slice(0, st.steps).map((step) => step.latency - takenOf(step).latency),
      whole = run.latency - range[0];
    const parts = run.steps.map((step, k) => [
      (saved[k] ?? 0) / whole,
      toneOf(run.widths[takenOf(step).row]),
    ]);
    bench.count.show({
      value: ms.toFixed(2),
      unit: words.unit(run.images),
      note: words.note(st.accuracy),
      bars: [
        {
          parts,
          ghost: (run.latency - run.target) / whole,
          said: words.bar((run.latency - st.latency).toFixed(2), (run.latency - run.target).toFixed(2)),
        },
      ],
    });
  }

  const cards = kit.table(words.now(1)),
    ends = kit.table(words.ends),
    counted = h("p", { className: "na-note" });
  function draw() {
    const st = where();
    const goal = { ms: st.latency, budget: st.step.budget };
    st.channels.forEach((n, i) => {
      goal[`c${i}`] = n;
    });
    morph.to(goal);
    if (!bench.hidden() && st.done) {
      const { number, taken } = st;
      bench.say(words.said(number + 1, tell.name(taken), taken.latency.toFixed(2), percent(taken.accuracy)));
    }
    tell.tables(st, bench.hidden(), { steps: bench.table, cards, counted });
  }
  if (other.steps) ends.show(...tell.ends(other));

  return bench.open({
    ask: decision.ask,
    more: [
      cards,
      ...(run.macs ? [counted] : []),
      ...(other.steps ? [ends] : []),
      bench.table,
      h("p", { className: "na-note", textContent: tell.notes }),
    ],
    modes: (i) => Object.keys(words.rules)[i] && choose(Object.keys(words.rules)[i]),
    draw,
  });
}

export default { render };
