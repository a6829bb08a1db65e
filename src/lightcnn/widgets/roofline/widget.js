// The roof is dragged at its two ends, a layer is dragged along it: the time it takes at best, and what sets it.

const SOFT = 700; // milliseconds from state to state

function render({ model, el }) {
  const bench = kit.widget({
    model,
    el,
    name: "roofline",
    text: TEXT,
    traits: ["layer", "memory", "arithmetic", "empty"],
    stage: { wide: 370, narrow: 264, present: 470 },
    tidy: (changes) => ({ empty: false, ...changes }),
  });
  const { words, present, read, set, change } = bench,
    layers = model.get("layers"),
    machine = model.get("machine"),
    measured = model.get("measured"),
    factors = model.get("factors");
  const picture = kit.picture(bench),
    morph = bench.mover(kit.morph(paint, SOFT));
  let shown = read(), // the state that `morph` moves to
    hide = true,
    at = places(bench.room(), machine);

  const indexOf = ({ layer }) => layers.findIndex((one) => one.name === layer),
    layerOf = (st) => layers[indexOf(st)],
    last = layers.length - 1;
  const asIs = (st) => st.memory === 1 && st.arithmetic === 1;
  // Before the answer, a faster memory shows the roof and keeps what it does to the layers.
  const secret = (st) => bench.hidden() && st.memory !== 1;
  const roofNow = (now) => roofOf(machine, 2 ** now.memory, 2 ** now.arithmetic);

  bench.player({
    frames: () => layers.length + 1,
    get: () => (model.get("empty") ? 0 : indexOf(read()) + 1),
    set: (i) => set(i ? { layer: layers[i - 1].name } : { empty: true }),
    at: (i) => (i ? layers[i - 1].name : words.none),
    speed: 1,
  });
  const choose = (i) => {
    if (layers[i] && (read().empty || indexOf(read()) !== i)) change({ layer: layers[i].name });
  };
  const nearest = ({ x }) => {
    const away = layers.map((one) => Math.abs(at.X(one.operations / one.bytes) - x));
    choose(away.indexOf(Math.min(...away)));
  };

  // A layer is chosen anywhere under the roof, or dragged sideways; a finger that moves up or down scrolls the page.
  const plane = h("div", { className: "rl-plane" });
  const here = (event) => {
    const box = plane.getBoundingClientRect();
    return { x: ((event.clientX - box.left) * plane.offsetWidth) / box.width };
  };
  kit.drag(plane, { start: () => true, move: nearest });
  plane.style.touchAction = "pan-y";
  plane.addEventListener("click", (event) => nearest(here(event)));
  const speed = (key) =>
    kit.handle({
      name: key,
      label: words[key],
      get: () => factors.indexOf(model.get(key)),
      set: (i) => change({ [key]: factors[Math.round(i)] }, 0),
      per: () => 4 / (Math.log10(2) * at.up),
    });
  const handles = {
    memory: speed("memory"),
    arithmetic: speed("arithmetic"),
    // For the keys, from left to right; the plane under it hears the pointer.
    layer: kit.handle({
      name: "layer",
      label: words.layer,
      axis: "x",
      get: () => last - indexOf(read()),
      set: (i) => choose(last - i),
      per: () => 0,
    }),
  };
  handles.layer.node.classList.add("rl-through");
  // Clipped by a box of their own: on a slide that is being fitted, they may stand where the picture has just been wider.
  const hands = h("div", { className: "rl-hands" }, ...Object.values(handles).map((one) => one.node));
  bench.stage.append(plane, hands);

  function paint(now) {
    at = places(bench.room(), machine);
    const roof = roofNow(now),
      closed = hide && shown.memory !== 1,
      own = 10 ** (now.operations - now.bytes);
    const knob = { x: at.X(own), y: at.Y(under(roof, own)) };
    const counts = {};
    for (const key of LIMITS) counts[key] = layers.filter((one) => limit(one, roof) === key).length;
    const faded = asIs(shown) ? "" : " is-past";
    const grips = Object.fromEntries(
      LIMITS.map((key) => [key, { x: at.X(HOLDS[key]), y: at.Y(under(roof, HOLDS[key])) }]),
    );
    picture.show(
      ...drawAxes(at, words),
      ...drawRoof(roof, at),
      ...(faded ? [drawGhost(machine, at)] : []),
      pen.group(
        { class: `rl-layers${faded}` },
        ...layers.flatMap((one, i) =>
          drawLayer(
            one,
            i,
            {
              roof,
              seconds: measured[one.name],
              chosen: !shown.empty && one.name === shown.layer,
              hide: closed,
              empty: shown.empty,
            },
            at,
            words,
          ),
        ),
      ),
      ...(Object.keys(measured).length ? [drawKey(at, words)] : []),
      ...drawLegend(roof, hide ? null : counts, at, words),
      ...(shown.empty || closed ? [] : [s("circle", { cx: knob.x, cy: knob.y, r: present ? 14 : 9, class: `rl-knob ${own < roof.peak / roof.bandwidth ? "t0" : "t1"}` })]), // prettier-ignore
      ...LIMITS.map((key) => drawGrip(grips[key].x, grips[key].y, key, at)),
    );
    const speeds = { memory: roof.bandwidth, arithmetic: roof.peak };
    for (const key of LIMITS)
      handles[key].show(
        box(grips[key], 0, factors.length - 1, words.factor(words.limits[key].speed(figures(speeds[key] / 1e9)), shown[key])), // prettier-ignore
      );
    handles.layer.show(shown.empty ? null : box(knob, 0, last, shown.layer));
    plane.style.top = `${at.top}px`;
    tally(10 ** now.operations, 10 ** now.bytes, roof, closed);
  }

  const box = (middle, low, high, said) => ({ ...middle, width: at.knob, low, high, said });

  function tally(operations, bytes, roof, closed) {
    const one = { operations, bytes },
      time = best(one, roof),
      works = Math.round((100 * operations) / roof.peak / time),
      real = measured[shown.layer];
    const asItIs = best(layerOf(shown), machine),
      busy = hide ? "" : words.busy(works, at.narrow);
    const beside = !asIs(shown)
      ? words.before(duration(asItIs))
      : real
        ? words.measured(duration(real), (real / asItIs).toFixed(1))
        : "";
    const note = shown.empty ? "" : busy + beside;
    bench.count.show({
      value: shown.empty ? "0 µs" : closed ? null : duration(time),
      unit: shown.empty ? words.none : hide ? words.shut : words.set[limit(one, roof)],
      note,
      bars: [
        {
          parts: shown.empty || hide ? [] : [[works / 100, "t1"], [1 - works / 100, "t7"]], // prettier-ignore
          said: hide ? words.hiddenBar : words.works(shown.empty ? 0 : works),
        },
      ],
    });
  }

  const target = (st) => {
    const one = layerOf(st);
    return {
      memory: Math.log2(st.memory),
      arithmetic: Math.log2(st.arithmetic),
      operations: Math.log10(one.operations),
      bytes: Math.log10(one.bytes),
    };
  };
  const sliders = LIMITS.map((key) => kit.slider(words[key], key, (i) => change({ [key]: factors[i] }, 0)));

  function draw() {
    shown = read();
    hide = bench.hidden();
    const goal = target(shown);
    morph.to(goal);
    const roof = roofNow(goal),
      one = layerOf(shown);
    sliders.forEach((slider, i) => {
      const value = shown[LIMITS[i]];
      slider.show(0, factors.length - 1, factors.indexOf(value), `${value}×`);
    });
    if (!shown.empty && !secret(shown))
      bench.say(
        hide
          ? words.saidShut(shown.layer, duration(best(one, roof)))
          : words.said(shown.layer, duration(best(one, roof)), words[limit(one, roof)]),
      );
    showNumbers(one, roof, secret(shown));
    bench.code.show([[one.code, ""]]);
    showTable(roof, secret(shown));
  }

  function showNumbers(one, roof, closed) {
    const { strip } = words,
      real = measured[one.name];
    bench.strip.show([
      ["work", strip.work, whole(one.operations)],
      ["bytes", strip.bytes, whole(one.bytes)],
      ["per-byte", strip.perByte, figures(one.operations / one.bytes)],
      ["bend", strip.bend, figures(roof.peak / roof.bandwidth)],
      ["arithmetic", strip.arithmetic, duration(one.operations / roof.peak)],
      ["memory", strip.memory, closed ? "?" : duration(one.bytes / roof.bandwidth)],
      ["measured", strip.measured, real ? duration(real) : "–"],
    ]);
  }

  function showTable(roof, closed) {
    const speeds = [words.limits.memory.speed(figures(roof.bandwidth / 1e9)), words.limits.arithmetic.speed(figures(roof.peak / 1e9))]; // prettier-ignore
    bench.table.show(
      words.caption(...speeds),
      words.head,
      layers.map((one) => [
        one.name,
        whole(one.operations),
        whole(one.bytes),
        figures(one.operations / one.bytes),
        closed ? "?" : duration(best(one, roof)),
        hide ? "?" : words[limit(one, roof)],
        measured[one.name] ? duration(measured[one.name]) : "",
      ]),
    );
  }

  // The slope rises to twice its height, and what stands under it rises too.
  function reveal() {
    const from = { ...read(), memory: 1, arithmetic: 1, empty: false };
    shown = from;
    hide = false;
    morph.jump(target(from));
    change({ memory: 2, arithmetic: 1 }, 3 * SOFT);
  }

  return bench.open({
    ask: kit.predict({ question: words.question, answers: words.answers, reveal }),
    more: [sliders, words.exact(machine.name), bench.strip, bench.code, bench.table],
    modes: choose,
    draw,
  });
}

export default { render };
