// Two residual units in lockstep: what flows through them, and what every operation costs.

const TRAITS = ["left", "right", "side", "channels", "middle", "groups", "stride", "step"];
const FIGURES = ["params", "macs", "elementwise", "accesses"];

function render({ model, el }) {
  const units = model.get("units"),
    order = Object.keys(units),
    pairOf = (s) => [s.left, s.right].map((key) => unitOf(units[key], key, s)),
    lastOf = (pair) => Math.max(...pair.map(({ spine }) => spine.length)),
    lastStep = (s) => lastOf(pairOf(s));
  const bench = kit.widget({
    model,
    el,
    name: "shuffle-units",
    text: TEXT,
    traits: TRAITS,
    stage: { wide: 356, narrow: 304, present: 440 },
    tidy: (changes, s) => ({
      ...changes,
      step: kit.clamp(changes.step ?? s.step, 0, lastStep({ ...s, ...changes })),
    }),
  });
  const { words, read, set } = bench,
    picture = bench.picture(),
    settings = settingsOf(bench, model),
    player = bench.player({ trait: "step", frames: () => lastStep(read()) + 1, at: words.at });
  let pair = [],
    lanes = [],
    place = null,
    head = null,
    built = "";
  const glide = kit.glide(moved),
    track = scrub(bench, () => place, player);

  // A unit's title chooses it; the other one, chosen, changes its place.
  const titles = ["left", "right"].map((lane, i, both) => {
    const other = both[1 - i];
    return kit.select(words[lane], lane, (unit) => {
      const s = read();
      set({ [lane]: unit, [other]: unit === s[other] ? s[lane] : s[other] });
    });
  });
  bench.stage.append(track.node, ...titles.map(({ node }) => node));

  // Everything but what moves with the time stands still from step to step.
  function rebuild(s) {
    const room = bench.room(),
      key = JSON.stringify({ ...s, step: 0, room });
    if (key === built) return;
    built = key;
    pair = pairOf(s);
    place = layout(pair, room, bench.present);
    lanes = pair.map((unit, i) => lane(place, unit, i, words));
    head = pen.path("", { class: "su-head" });
    picture.show(head, ...lanes.flatMap(({ parts }) => parts));
    titles.forEach(({ node }, i) => (node.style.top = `${place.top(i)}px`));
    track.node.style.top = `${place.arc - 8}px`;
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
    for (const one of lanes) one.at(t, secret, heavy.total);
    const x = between(place.xs, t),
      line = [0, 1].map((i) => `M${x} ${place.top(i) + place.arc}v${place.lane - place.arc}`);
    head.setAttribute("d", line.join(""));
    bench.count.show({
      value: secret ? null : few ? (spent(heavy, t) / few).toFixed(2) : words.none,
      unit: words.fewer(secret || t >= lastOf(pair)),
      note: words.setting(read()),
    });
  }

  function draw() {
    const s = read();
    rebuild(s);
    glide.to(s.step);
    titles.forEach((one, i) => one.show(order.map((key) => [key, units[key].name]), pair[i].key)); // prettier-ignore
    settings.show(s);
    track.show(s.step, lastOf(pair), words.at(s.step));
    showNumbers(s);
    bench.say(pair.map((unit) => said(unit, s.step)).join(" "));
  }
  // What gives the answer away is secret until it is answered, under More too.
  const secret = (what, n) =>
    bench.hidden() && (what === "macs" || what === "params") ? words.secret : whole(n);
  function said(unit, step) {
    const row = unit.spine[Math.min(step, unit.spine.length) - 1];
    if (!row) return words.input(unit.name);
    return words.now(unit.name, opLine(row, words), flow(unit, row), secret("macs", row.macs));
  }

  function showNumbers(s) {
    const price = ({ key, name, formula: [term, value], total }) => {
      const known = s.stride === 1 && value;
      return [key, words.formula(name, known && term), `${known ? `${filled(value, s)} = ` : ""}${secret("macs", total)}`]; // prettier-ignore
    };
    bench.strip.show(pair.map(price));
    const figures = (rows) => FIGURES.map((what) => secret(what, sum(rows, what)));
    bench.table.show(
      pair.map(({ name }) => name).join(", "),
      words.head,
      pair.flatMap((unit) => [
        ...unit.rows.map((row) => [
          unit.name,
          opLine(row, words) + (row.lane === "shortcut" ? words.onShortcut : ""),
          flow(unit, row),
          row.kind === "conv" ? row.groups : "",
          ...figures([row]),
        ]),
        [unit.name, words.total, "", "", ...figures(unit.rows)],
      ]),
    );
  }

  // The answer is played: both packets start together, and the multiply-adds add up.
  function reveal() {
    player.stop();
    glide.jump(0);
    set({ step: 0 });
    player.play();
  }
  const rank = () => ranked(pairOf(read())),
    names = order.map((key) => units[key].name).sort((a, b) => b.length - a.length);
  const ask = kit.guess({
    label: words.guess,
    min: 0,
    step: 0.1,
    question: () => words.question(...rank().map(({ name }) => name)),
    room: [words.question(...names), words.slips.one + words.why("by m / g = 60", "by m / g = 60", true)],
    judge: (guess) => judged(guess, rank(), read(), words),
    reveal,
  });
  return bench.open({
    label: words.picture,
    player,
    ask,
    more: [
      ...settings.nodes,
      bench.strip.node,
      h("p", { className: "su-note", textContent: words.note }),
      bench.table.node,
    ],
    modes: (i) => i < 2 && settings.stride(i + 1),
    draw,
    stop: [glide],
  });
}

// A formula with the reader's numbers.
const filled = (formula, s) => formula.replace(/\{(\w)\}/g, (_, letter) => letters(s)[letter]);

// The picture itself: a tap or a drag leads both packets to the operation under it.
function scrub({ words, read, set }, place, player) {
  const node = h("div", { className: "su-scrub", tabIndex: 0, role: "slider", ariaLabel: words.scrub }),
    go = (step) => {
      player.stop();
      set({ step });
    },
    under = ({ x }) => go(place().xs.filter((at) => at <= x).length);
  kit.drag(node, { start: (at) => (under(at), true), move: under });
  node.style.touchAction = "pan-y"; // a finger that moves up or down scrolls the page
  node.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    go(read().step + by);
  });
  const show = (now, last, said) =>
    Object.assign(node, { ariaValueMin: 0, ariaValueMax: last, ariaValueNow: now, ariaValueText: said });
  return { node, show };
}

export default { render };
