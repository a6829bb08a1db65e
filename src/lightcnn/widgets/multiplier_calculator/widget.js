// MobileNet V1's two multipliers: a marker is dragged over the plane of both, and the network beside it shrinks.

let serial = 0;
const SOFT = 500; // milliseconds from state to state

function render({ model, el }) {
  const bench = kit.widget({
    model,
    el,
    name: "multiplier-calculator",
    text: TEXT,
    traits: ["width", "side", "budget", "step"],
    stage: { wide: 338, narrow: 290, present: 455 },
  });
  const { words, present, read, change } = bench,
    tables = tablesOf(model),
    curves = model.get("curves"),
    published = model.get("published"),
    budgets = [0, ...curves.map(({ macs }) => macs)],
    whole_ = [sum(tables.base, macsOf), sum(tables.base, weightsOf)],
    last = tables.blocks;
  const picture = kit.picture(bench),
    ground = kit.picture(bench),
    morph = bench.mover(kit.morph(paint, SOFT));
  const hatch = `mc-hatch${(serial += 1)}`; // a page may show several
  let at = null,
    scale = null,
    shown = null;

  bench.player({ trait: "step", frames: () => last + 1, at: (i) => words.step(i, last) });
  // A network that is moved is counted whole.
  const go = (width, side) => change({ ...scale.nearest(width, side), step: last }, SOFT / 3);
  const marker = markerOf(words, { read, go, scale: () => scale });
  const field = h("div", { className: "mc-field" });
  const jump = ({ x, y }) => {
    const { plane } = at,
      { width, side } = scale.back(plane.left + x, plane.top + y);
    go(width, side);
    marker.node.focus({ preventScroll: true });
    return true;
  };
  // A mouse may press anywhere in the plane and drag on; a finger scrolls the page there, and its tap is a click.
  kit.drag(field, { start: (point, event) => event.pointerType === "mouse" && jump(point), move: jump });
  field.style.touchAction = "manipulation";
  field.addEventListener("click", (event) => jump({ x: event.offsetX, y: event.offsetY }));
  const chips = curves.map(({ macs }) =>
    kit.button(
      "bw-choice mc-chip",
      {
        ariaLabel: words.pairs(macs),
        "data-budget": macs,
        onclick: () => change({ budget: read().budget === macs ? 0 : macs }),
      },
      words.budgets(macs),
    ),
  );
  bench.stage.append(field, ...chips, marker.node);

  // What depends on the box alone.
  function place() {
    const room = bench.room();
    if (at && at.room === `${room.wide} ${room.high}`) return;
    at = { ...places(room), room: `${room.wide} ${room.high}` };
    scale = scaleOf(tables, at);
    ground.show(heat(tables, at, scale, words));
    const { left, top, wide, high, curve } = at.plane;
    kit.place(field, left, top, wide, high);
    // Where curves end close to each other, the upper name moves away.
    const tall = present ? 44 : 24;
    let next = top + high;
    curves.forEach(({ curve: line }, i) => {
      next = Math.min(scale.Y(line.at(-1)[0]) + tall / 2, next) - tall - 2;
      kit.place(chips[i], left + wide + 4, next + 2, curve - 4, tall);
    });
  }

  function paint(now) {
    const layers = moved(now, shown.layers),
      counted = layers.filter(({ block }) => block < shown.step),
      all = [sum(counted, macsOf), sum(counted, weightsOf)];
    picture.show(
      hatching(),
      ...skyline(layers, tables, shown, at, words),
      ...groundline(shown.layers, tables, at),
      ...captions([all[0] / whole_[0], all[1] / whole_[1]], shown, at, words),
      ...curvesOf(curves, shown.budget, scale),
      ...cross(now, at, scale),
      ...accuracies(published, at, scale),
      title(),
    );
    kit.place(
      marker.node,
      scale.X(now.side) - at.knob / 2,
      scale.Y(now.width) - at.knob / 2,
      at.knob,
      at.knob,
    );
    tally(counted, layers, all);
  }
  const hatching = () =>
    s(
      "defs",
      {},
      kit.tile(
        hatch,
        5,
        { class: "mc-hatching", patternTransform: "rotate(45)" },
        pen.rect(0, 0, 2.2, 5, {}),
      ),
    );
  const title = () =>
    pen.label(at.plane.left + at.plane.wide + at.plane.curve, at.plane.caption, name(shown), {
      "text-anchor": "end",
      "font-size": at.text,
      "font-weight": 640,
    });
  const name = ({ width, side }) => words.network(width, side);
  const accuracy = (st) => published.find((one) => one.width === st.width && one.side === st.side)?.top1;

  function tally(counted, layers, all) {
    const { secret } = shown,
      of = (kind) =>
        sum(
          counted.filter((one) => TONE[one.kind] === kind),
          macsOf,
        ) / whole_[0],
      top1 = accuracy(shown);
    bench.count.show({
      value: million(all[0]),
      unit: words.unit,
      note: words.parameters(secret ? words.secret : million(all[1])) + (top1 ? words.top1(top1) : ""),
      bars: [
        {
          parts: ["t7", "t1", "t0"].map((tone) => [of(tone), tone]),
          ghost: sum(layers, macsOf) / whole_[0],
          said: words.bar(million(all[0])),
        },
        {
          parts: [[secret ? 0 : all[1] / whole_[1], "t2"]],
          ghost: secret ? 0 : sum(layers, weightsOf) / whole_[1],
          said: secret ? words.hidden : words.second(million(all[1])),
        },
      ],
    });
  }

  const width = kit.slider(words.width, "width", (i) => change({ width: tables.widths[i], step: last })),
    side = kit.slider(words.side, "side", (v) => change({ side: v, step: last })),
    budget = kit.select(words.budget, "budget", (v) => change({ budget: v }));

  function draw() {
    const st = read(),
      layers = tables.network(st);
    shown = { ...st, layers, secret: bench.hidden(), hatch };
    place();
    const target = numbersOf(layers, st);
    morph.to(target);
    const { widths, sides } = tables;
    width.show(0, widths.length - 1, widths.indexOf(st.width), String(st.width));
    side.show(sides[0], sides.at(-1), st.side, String(st.side), sides[1] - sides[0]);
    budget.show(
      budgets.map((n) => [n, words.budgets(n)]),
      st.budget,
    );
    chips.forEach((one, i) => {
      one.ariaPressed = curves[i].macs === st.budget;
    });
    marker.says(widths[0], widths.at(-1), st.width, words.at(st.width, st.side));
    tell(st, layers);
  }

  function tell(st, layers) {
    const known = (n) => (shown.secret ? words.secret : n),
      all = [sum(layers, macsOf), sum(layers, weightsOf)],
      pointwise = sum(
        layers.filter(({ kind }) => kind === "pointwise"),
        macsOf,
      );
    bench.say(words.said(name(st), million(all[0]), known(million(all[1])), accuracy(st)));
    bench.strip.show([
      ["macs", words.total, whole(all[0])],
      ["weights", words.all, known(whole(all[1]))],
      ["share", words.share, words.percent(pointwise / all[0])],
      ["held", words.held, words.bytes(tables.held(st))],
    ]);
    bench.code.show([
      [`net = mobilenet_v1(width=${st.width})\nlogits = net(torch.randn(1, 3, ${st.side}, ${st.side}))`, ""],
    ]);
    bench.table.show(
      words.caption(name(st)),
      words.head,
      layers.map((one) => [
        words.layer(one.name, one.block, last - 1),
        `${one.side}`,
        known(whole(one.weights)),
        whole(macsOf(one)),
      ]),
    );
  }

  // Half the side: bars become narrow, what hangs under them stays. The curve leads to half the channels.
  function reveal() {
    change({ ...bench.start, step: last, width: 1, side: 112, budget: 150e6 }, 3 * SOFT);
    shown = { ...shown, ...read(), layers: tables.base, width: 1, side: 224, secret: false };
    morph.jump(numbersOf(tables.base, shown));
  }
  const half = (st) => million(sum(tables.network({ ...st }), weightsOf));

  return bench.open({
    ask: kit.predict({
      question: words.question,
      answers: words.answers(half({ width: 0.5, side: 224 }), million(whole_[1])),
      reveal,
    }),
    more: [[width, side, budget], words.notes, bench.strip, bench.code, bench.table],
    modes: (i) => i < budgets.length && change({ budget: budgets[i] }),
    draw,
  });
}

export default { render };
