// Two residual units in lockstep: what flows through them, and what every operation costs.

const TRAITS = ["left", "right", "side", "channels", "middle", "groups", "stride", "step"];
const FIGURES = ["params", "macs", "elementwise", "accesses"];

function render({ model, el }) {
  const units = model.get("units"),
    order = Object.keys(units),
    named = order.map((key) => [key, units[key].name]),
    pairOf = (s) => [s.left, s.right].map((key) => unitOf(units[key], key, s)),
    lastOf = (pair) => Math.max(...pair.map(({ spine }) => spine.length)),
    lastStep = (s) => lastOf(pairOf(s));
  const bench = kit.widget({
    model,
    el,
    name: "shuffle-units",
    text: TEXT,
    traits: TRAITS,
    stage: { wide: 356, narrow: 309, present: 472 },
    tidy: (changes, s) => ({
      ...changes,
      step: Math.min(changes.step ?? s.step, lastStep({ ...s, ...changes })),
    }),
  });
  const { words, read, set, change } = bench,
    picture = kit.picture(bench),
    settings = settingsOf(bench, model);
  bench.player({ trait: "step", frames: () => lastStep(read()) + 1 });
  let pair = [],
    lanes = [],
    place = null,
    built = "";
  const glide = bench.mover(kit.glide(moved)),
    go = (step) => change({ step: Math.round(step) });

  // Both packets are dragged in one; a tap on an operation leads them there.
  const drag = kit.handle({
    name: "step",
    label: words.scrub,
    axis: "x",
    get: () => read().step,
    set: go,
    per: () => lastOf(pair) / place.wide,
  });
  bench.stage.addEventListener("click", ({ target }) => {
    const op = target.closest("[data-step]");
    if (op) go(Number(op.dataset.step));
  });

  // A unit's title chooses it; the other one, chosen, changes its place.
  const titles = ["left", "right"].map((lane, i, both) => {
    const other = both[1 - i];
    const title = kit.select("", lane, (unit) => {
      const s = read();
      set({ [lane]: unit, [other]: unit === s[other] ? s[lane] : s[other] });
    });
    title.node.classList.add("su-title");
    title.input.ariaLabel = words[lane];
    return title;
  });
  const bills = titles.map(() => kit.count(words));
  bills.forEach(({ node }) => node.classList.add("su-bill"));
  bench.stage.append(drag.node, ...[...bills, ...titles].map(({ node }) => node));

  // Everything but what moves with the time stands still from step to step.
  function rebuild(s) {
    const room = bench.room(),
      key = JSON.stringify({ ...s, step: 0, room });
    if (key === built) return;
    built = key;
    pair = pairOf(s);
    place = layout(pair, room);
    lanes = pair.map((unit, i) => lane(place, unit, i, words));
    picture.hold(...lanes.flatMap(({ parts }) => parts));
    for (const both of [titles, bills]) both.forEach(({ node }, i) => (node.style.top = `${place.top(i)}px`));
    glide.jump(s.step);
  }

  // The unit with fewer multiply-adds, then the other; of two equal ones, the later entry of the table of units is first.
  const ranked = (both) =>
    [...both].sort((a, b) => a.total - b.total || order.indexOf(b.key) - order.indexOf(a.key));

  // What moves with the time, also between two steps.
  function moved(t) {
    const secret = bench.hidden(),
      [light, heavy] = ranked(pair),
      few = spent(light, t);
    lanes.forEach((one, i) => {
      const value = secret ? null : short(spent(pair[i], t)),
        unit = place.size === "narrow" ? "" : words.macs;
      one.at(t, secret);
      bills[i].show({
        value,
        unit,
        bars: [
          { parts: secret ? [] : piecesOf(pair[i], t, heavy.total), said: `${value ?? ""} ${words.macs}` },
        ],
      });
    });
    const tall = place.top(1) + place.axis + place.half - 27;
    drag.show({
      x: between(place.xs, t),
      y: 27 + tall / 2,
      width: 44,
      height: tall,
      low: 0,
      high: lastOf(pair),
    });
    bench.count.show({
      value: secret ? null : few ? (spent(heavy, t) / few).toFixed(2) : words.none,
      unit: words.fewer(secret || t >= lastOf(pair), doesMore([light, heavy])),
      note: words.setting(read()),
    });
  }

  function draw() {
    const s = read();
    rebuild(s);
    glide.to(s.step);
    titles.forEach((one, i) => one.show(named, pair[i].key));
    settings.show(s);
    showNumbers(s);
    bench.say(pair.map((unit) => said(unit, s.step)).join(" "));
  }
  // What gives the answer away is secret until it is answered, under More too.
  const secret = (what, n) =>
    bench.hidden() && (what === "macs" || what === "params") ? words.secret : whole(n);
  function said(unit, step) {
    const row = unit.spine[Math.min(step, unit.spine.length) - 1];
    return row ? words.now(unit.name, opLine(row, words), flow(unit, row), secret("macs", row.macs)) : "";
  }

  function showNumbers(s) {
    const price = ({ key, name, formula: [term, value], total }) => {
      const all = secret("macs", total);
      return s.stride === 1 && term
        ? [key, `${name}: ${term}`, `${filled(value, s)} = ${all}`]
        : [key, name, all];
    };
    bench.strip.show(pair.map(price));
    const figures = (rows) => FIGURES.map((what) => secret(what, sum(rows, what)));
    bench.table.show(
      words.table,
      words.head,
      pair.flatMap((unit) => [
        ...unit.rows.map((row) => [
          unit.name,
          opLine(row, words) + (row.lane === "shortcut" ? words.onShortcut : ""),
          flow(unit, row),
          ...figures([row]),
        ]),
        [unit.name, words.total, "", ...figures(unit.rows)],
      ]),
    );
  }

  // The answer is played: both packets start together, and the multiply-adds add up.
  function reveal() {
    glide.jump(0);
    bench.replay({ step: 0 });
  }
  const rank = () => ranked(pairOf(read())),
    names = named.map(([, name]) => name).sort((a, b) => b.length - a.length);
  const ask = kit.guess({
    label: words.guess,
    min: 0,
    step: 0.1,
    question: () => asked(rank(), words),
    room: [
      words.question(...names),
      words.slips.one + words.why("by g = 8", "by m / g = 60", true),
      words.times(...names),
      words.slips.half + words.grown("10.00", "10.00", "1.01"),
    ],
    judge: (guess) => judged(guess, rank(), read(), words),
    reveal,
  });
  return bench.open({
    label: model.get("title"),
    ask,
    more: [settings, bench.strip, h("p", { className: "su-note", textContent: words.note }), bench.table],
    modes: (i) => i < 2 && settings.put({ stride: i + 1 }),
    draw,
  });
}

// A formula with the reader's numbers.
const filled = (formula, s) => formula.replace(/\{(\w)\}/g, (_, letter) => letters(s)[letter]);

export default { render };
