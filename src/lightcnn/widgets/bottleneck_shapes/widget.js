// The inverted residual and the classic bottleneck: a body that is dragged thick or thin, turned, and run through.

const SOFT = 600; // milliseconds from state to state
const ICONS = { inverted: "M1 8L8 1h6l7 7-7 7H8z", classic: "M1 1h3l5 5h4l5-5h3v14h-3l-5-5H9l-5 5H1z" };

function render({ model, el }) {
  const shapes = model.get("shapes");
  const runOf = (st) => momentsOf(layersOf(shapes, st), st);
  const bench = kit.widget({
    model,
    el,
    name: "bottleneck-shapes",
    text: TEXT,
    traits: ["shape", "expansion", "thin", "stride", "side", "parts", "step"],
    stage: { wide: 346, narrow: 292, present: 454 },
    // What is turned or dragged is run to its end.
    tidy: (changes, st) => {
      const last = runOf({ ...st, ...changes }).length;
      return { ...changes, step: Math.min(changes.step ?? last, last) };
    },
  });
  const { words, read, change } = bench,
    picture = kit.picture(bench),
    morph = bench.mover(kit.morph(paint, SOFT));
  let at = null,
    shown = null,
    scale = 1,
    shape = "";

  bench.player({
    trait: "step",
    frames: () => runOf(read()).length + 1,
    at: (i) => words.at(i, nameOf(read(), i)),
    speed: 1,
  });
  const nearest = (list, v) => list.reduce((a, b) => (Math.abs(b - v) < Math.abs(a - v) ? b : a));
  const THIN = Array.from({ length: 8 }, (_, i) => 8 * (i + 1));
  const handles = {
    expansion: kit.handle({
      name: "expansion",
      label: words.expansion,
      get: () => model.get("expansion"),
      set: (v) => change({ expansion: Math.round(v) }, 0),
      per: () => 2 / (scale * read().thin),
    }),
    thin: kit.handle({
      name: "thin",
      label: words.thin,
      step: 8,
      get: () => model.get("thin"),
      set: (v) => change({ thin: nearest(THIN, v) }, 0),
      per: () => 2 / scale,
    }),
  };
  const tabs = switchOf(words, {
    turn: (to) => change({ shape: to }),
    part: () => change({ parts: read().parts > 1 ? 1 : 8 }),
  });
  bench.stage.append(tabs.node, ...Object.values(handles).map(({ node }) => node));

  function nameOf(st, step) {
    const layers = layersOf(shapes, st),
      moment = momentsOf(layers, st)[step - 1];
    if (!moment) return words.at(0);
    if (moment.add) return words.add;
    if (moment.slice !== undefined) return words.part(moment.slice + 1, st.parts);
    const { kernel, depthwise } = layers[moment.layer];
    return words.layer(kernel, depthwise);
  }

  // Everything about a state: its block, its moments, those of the other block, and the scale of both.
  function known(st) {
    const layers = layersOf(shapes, st),
      moments = momentsOf(layers, st),
      rival = { ...st, shape: other(st.shape), parts: 1 },
      against = layersOf(shapes, rival),
      theirs = momentsOf(against, rival);
    return {
      ...st,
      layers,
      moments,
      sums: st.stride === 1,
      secret: bench.hidden(),
      total: sum(layers, ({ macs }) => macs),
      theirs: sum(against, ({ macs }) => macs),
      rival: theirs.map(heldAt),
      scale: Math.max(peakOf(momentsOf(layers, { ...st, parts: 1 })), peakOf(theirs)),
    };
  }

  function paint(now) {
    at = layout(bench.room());
    const drawn = body(now, shown, at, words);
    scale = drawn.k;
    picture.show(...drawn.parts, ...memory(shown, drawn.xs, at, words), ...grips(drawn));
    tally();
  }

  // The upper edges of a thick and of a thin tensor are dragged.
  function grips({ bars }) {
    const [thick, thin] =
        shown.shape === "inverted" ? [bars.length - 2, bars.length - 1] : [bars.length - 1, 1],
      list = [
        ["expansion", bars[thick], [1, 10], words.expansion + ` ${shown.expansion}`],
        ["thin", bars[thin], [8, 64], words.thin + ` ${shown.thin}`],
      ];
    return list.map(([key, { x, half }, [low, high], said]) => {
      const size = at.knob,
        r = size * 0.17,
        y = at.axis - half - r * 2.6;
      handles[key].show({ x, y, width: size, low, high, said });
      return pen.path(
        `M${x - r} ${y - r * 0.4}l${r} ${-r}l${r} ${r}M${x - r} ${y + r * 0.4}l${r} ${r}l${r} ${-r}`,
        { class: "bs-grip" },
      );
    });
  }

  function tally() {
    const { layers, moments, step, secret, total, theirs } = shown,
      run = moments.slice(0, step),
      macs = sum(run, (one) => one.macs),
      peak = peakOf(run),
      most = Math.max(total, theirs),
      shares = inParts(shown)
        ? layers.map(
            (one) => (one.macs * run.filter(({ slice }) => slice !== undefined).length) / shown.parts,
          )
        : layers.map((one, i) => (i < step ? one.macs : 0));
    bench.count.show({
      value: kit.short(macs),
      unit: words.unit,
      note: words.note(secret ? words.secret : mega(peak)),
      bars: [
        {
          parts: layers.map(({ kernel }, i) => [shares[i] / most, kernel > 1 ? "t5" : "t6"]),
          ghost: theirs / most,
          said: words.bar(kit.short(macs)),
        },
        {
          parts: [[secret ? 0 : peak / shown.scale, "t3"]],
          ghost: secret ? 0 : Math.max(...shown.rival) / shown.scale,
          said: secret ? words.hidden : words.second(mega(peak)),
        },
      ],
    });
  }

  const expansion = kit.slider(words.expansion, "expansion", (v) => change({ expansion: v }, 0)),
    thin = kit.slider(words.thin, "thin", (v) => change({ thin: v }, 0)),
    stride = kit.select(words.stride, "stride", (v) => change({ stride: v })),
    side = kit.select(words.side, "side", (v) => change({ side: v })),
    parts = kit.select(words.middle, "parts", (v) => change({ parts: v }));

  function draw() {
    const st = read();
    shown = known(st);
    const { layers } = shown,
      tensors = [layers[0].cIn, ...layers.map(({ cOut }) => cOut)],
      target = Object.fromEntries(tensors.map((c, i) => [`c${i}`, c])),
      kin = `${layers.length}`;
    // Another number of tensors has no way from the one to the other.
    morph.to(target, kin === shape);
    shape = kin;
    tabs.show(st);
    expansion.show(1, 10, st.expansion);
    thin.show(8, 64, st.thin, String(st.thin), 8);
    stride.show([1, 2], st.stride);
    side.show(
      [7, 14, 28, 56, 112].map((n) => [n, words.sides(n)]),
      st.side,
    );
    parts.show(
      [1, 2, 4, 8].map((n) => [n, n > 1 ? words.parts(n) : words.atOnce]),
      st.parts,
    );
    tell(st);
  }

  function tell(st) {
    const { layers, moments, secret, total } = shown,
      hide = (n) => (secret ? words.secret : n),
      moment = moments[st.step - 1],
      so = sum(moments.slice(0, st.step), (one) => one.macs);
    bench.say(words.said(nameOf(st, st.step), kit.short(so), hide(moment ? mega(heldAt(moment)) : mega(0))));
    bench.strip.show([
      ["macs", words.total, whole(total)],
      ["weights", words.weights, whole(sum(layers, ({ weights }) => weights))],
      ["peak", words.peak, hide(mega(peakOf(moments)))],
      ["kept", words.kept, mega(st.stride === 1 ? values(layers[0].cIn, st.side) : 0)],
    ]);
    bench.code.show([[words.code[st.shape](st.thin, st.expansion, st.stride), ""]]);
    showTable(st, hide);
  }

  function showTable(st, hide) {
    const rows = ["inverted", "classic"].flatMap((one) => {
      const here = { ...st, shape: one, parts: 1 },
        layers = layersOf(shapes, here);
      return momentsOf(layers, here).map((moment, i) => {
        const layer = layers[i];
        const name = layer ? words.layer(layer.kernel, layer.depthwise) : words.add;
        return [
          `${words.shapes[one]}: ${name}`,
          layer ? `${layer.cIn} → ${layer.cOut}` : "",
          layer ? whole(layer.weights) : "0",
          whole(moment.macs),
          hide(whole(BYTES * heldAt(moment))),
        ];
      });
    });
    bench.table.show(words.caption(st.thin, st.expansion, st.side), words.head, rows);
  }

  // The run begins anew, with the other block's memory in outline.
  const reveal = () => bench.replay({ ...bench.start, step: 0 });

  return bench.open({
    ask: kit.predict({ question: words.question, answers: words.answers, reveal }),
    more: [[expansion, thin, stride, side, parts], words.notes, bench.strip, bench.code, bench.table],
    modes: (i) => i < 3 && tabs.press(i),
    draw,
  });
}

// Two buttons turn the block inside out; the third computes it in parts.
function switchOf(words, { turn, part }) {
  const tab = (content, props) => kit.button("bw-choice bs-tab", props, ...content);
  const icon = (d) =>
    pen.picture([0, 0, 22, 16], { width: 22, height: 16, "aria-hidden": "true" }, pen.path(d));
  const name = (long, brief) => [
    h("span", { className: "bs-long", textContent: long }),
    h("span", { className: "bs-brief", textContent: brief }),
  ];
  const both = Object.keys(words.shapes).map((key) =>
    tab([icon(ICONS[key]), ...name(words.shapes[key], words.brief[key])], {
      "data-shape": key,
      ariaLabel: words.shapes[key],
      onclick: () => turn(key),
    }),
  );
  const split = tab([words.parts(8)], { "data-shape": "parts", title: words.partsLong, onclick: part });
  const all = [...both, split];
  const show = ({ shape, parts }) => {
    for (const one of both) one.ariaPressed = one.dataset.shape === shape;
    split.ariaPressed = parts > 1;
    split.textContent = words.parts(parts > 1 ? parts : 8);
  };
  return {
    node: h("div", { className: "bs-tabs", role: "group", ariaLabel: words.switch }, ...all),
    show,
    press: (i) => all[i].click(),
  };
}

export default { render };
