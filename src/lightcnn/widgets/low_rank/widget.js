// A kernel taken apart into columns times rows, and the photograph that the first of them make.

const SOFT = 500; // milliseconds from state to state
const NINE = [...Array(9).keys()];

// What is computed once a kernel.
function taken(kernel, photo) {
  const list = svd(kernel),
    full = filter(photo, kernel, 3, 3);
  const energy = shares(list),
    needed = list.filter(({ sigma }) => sigma).length;
  return { list, energy, needed, full, bright: brightest(full), most: Math.max(...kernel.map(Math.abs)) };
}
const once = (work) => {
  let known, kept;
  return (kernel) => {
    const key = String(kernel);
    if (key !== known) kept = work(kernel);
    known = key;
    return kept;
  };
};

function scene(words, photo, presets, { pick, light }) {
  const before = frame("photo", photo),
    after = frame("result", photo),
    sum = tile(),
    rank = h("span", { className: "lr-rank" }),
    three = terms(words, light),
    choose = chooser(words, presets, pick);
  const arrow = () => h("span", { className: "lr-sign", textContent: "→", ariaHidden: "true" });
  const node = h(
    "div",
    { className: "lr-scene" },
    before.node,
    h("div", { className: "lr-sum" }, arrow(), h("div", { className: "lr-result" }, sum.node, rank), arrow()),
    after.node,
    choose.node,
    three.node,
  );
  before.show(photo, 255, words.before);
  return { node: h("div", { className: "lr-room" }, node), sum, rank, after, three, choose };
}

function render({ model, el }) {
  const bench = kit.widget({
    model,
    el,
    name: "low-rank",
    text: TEXT,
    traits: ["kernel", "rank"],
    stage: { wide: 350, narrow: 312, present: 460 },
  });
  const { words, read, change, stage } = bench,
    presets = model.get("presets"),
    asked = presets.at(-1).kernel,
    photo = photograph(model),
    parts = once((kernel) => taken(kernel, photo)),
    now = () => parts(model.get("kernel"));
  const secret = () => (bench.hidden() && String(model.get("kernel")) === String(asked) ? words.secret : "");
  bench.player({ trait: "rank", frames: () => 4, whole: () => now().needed, at: words.rank });
  const morph = bench.mover(kit.morph(paintNow, SOFT));

  const pick = (kernel) => change({ kernel: [...kernel], rank: Math.max(1, model.get("rank")) });
  const light = (k) => change({ rank: model.get("rank") === k ? k - 1 : k });
  const view = scene(words, photo, presets, { pick, light }),
    own = typing(words, model, change),
    way = ways(words, photo);
  stage.append(view.node);

  // Numbers between two states: the nine weights of the sum, what is white, the share of each lit term.
  const goal = (kernel, rank) => {
    const { list, energy, bright, most } = parts(kernel),
      weights = approximate(list, rank);
    return Object.fromEntries([
      ...NINE.map((i) => [`w${i}`, weights[i]]),
      ["bright", bright],
      ["most", most],
      ...energy.map((x, i) => [`e${i}`, i < rank ? x : 0]),
    ]);
  };

  function paintNow(drawn) {
    const { rank } = read(),
      hide = secret(),
      weights = NINE.map((i) => (hide ? 0 : drawn[`w${i}`])),
      { bright, most } = drawn;
    view.sum.show(weights, most, { digits: true, secret: hide });
    view.after.show(filter(photo, weights, 3, 3), bright, words.after(rank), hide);
    tally([drawn.e0, drawn.e1, drawn.e2], rank, hide);
  }

  function tally(energy, rank, hide) {
    const share = percent(total(energy));
    bench.count.show({
      value: hide ? null : `${share} %`,
      unit: words.unit,
      note: words.note(hide || missed(rank), rank),
      bars: [
        {
          parts: hide ? [] : energy.map((x, i) => [x, `t${i + 2}`]),
          said: words.bar(hide || share),
        },
      ],
    });
  }
  const missed = (rank) => number(relative(now().list, rank), 3);

  function draw() {
    const { kernel, rank } = read(),
      { list, most, energy } = now(),
      hide = secret(),
      target = goal(kernel, rank),
      match = presets.find((one) => one.kernel.every((v, i) => v === kernel[i]));
    morph.to(target);
    kit.write(view.rank, words.rank(rank));
    view.choose.show(kernel, bench.hidden());
    view.three.show({ list, most, rank, called: match?.name ?? words.name, secret: hide });
    const lit = percent(total(energy.slice(0, rank)));
    bench.say(hide ? words.saidSecret(rank) : words.said(rank, lit, missed(rank)));
    showMore(kernel, rank, hide);
  }

  function showMore(kernel, rank, hide) {
    const { list, full, bright } = now(),
      weights = approximate(list, rank),
      result = filter(photo, weights, 3, 3),
      wrong = { data: result.data.map((v, i) => v - full.data[i]) },
      spread = norm(wrong) / Math.max(norm(full), 1e-9),
      rows = rowsOf(list);
    own.show(kernel);
    way.show({ list, full, bright }, rank, result, hide);
    bench.code.show(codeOf(words, rank));
    bench.strip.show([
      ["weights", words.weights, words.of(rank)],
      ["sigmas", words.sigmas, hide || list.map(({ sigma }) => number(sigma, 3)).join(", ")],
      ["error", words.error, hide || missed(rank)],
      ["pixels", words.pixels, hide || (spread < 5e-6 ? "0" : spread.toFixed(3))],
      ["flat", words.flat, words.flatOf(number(total(kernel)), hide || number(total(weights)))],
    ]);
    bench.table.show(words.caption, words.head, hide ? rows.map(([k]) => [k, ...Array(4).fill(hide)]) : rows);
  }

  // The diagonal's first term comes up from nothing, and the bar with it.
  function reveal() {
    morph.jump(goal(asked, 0));
    change({ kernel: [...asked], rank: 1 }, 3 * SOFT);
  }

  return bench.open({
    ask: kit.predict({ question: words.question, answers: words.answers, reveal }),
    more: [own, way, words.grey, bench.strip, bench.code, bench.table],
    modes: (i) => presets[i] && pick(presets[i].kernel),
    draw,
  });
}

export default { render, svd, relative, filter, passes, approximate, rowsOf };
