// A curve, its folds and what is read back: units are added, the first is turned, the ReLU is switched off.

let serial = 0;
const SOFT = 450; // milliseconds from state to state
const STOPS = [2, 3, 5, 8, 15];
const ENOUGH = 15; // units at which hardly a draw loses anything

function render({ model, el }) {
  const bench = kit.widget({
    model,
    el,
    name: "relu-collapse",
    text: TEXT,
    traits: ["units", "angle", "draw", "relu"],
    stage: { wide: 342, narrow: 296, present: 492 },
  });
  const { words, read, change } = bench,
    points = model.get("curve"),
    draws = model.get("directions"),
    law = model.get("law"),
    most = law.length - 1;
  const picture = kit.picture(bench),
    morph = bench.mover(kit.morph(paint, SOFT)),
    mark = `rc-strokes${(serial += 1)}`; // a page may show several
  let at = null,
    shown = null,
    losses = {}; // of the first n units of a draw

  bench.player({
    trait: "units",
    frames: () => most + 1,
    whole: () => ENOUGH,
    at: (i) => words.units(i),
  });
  const line = lineOf(words, {
    get: () => model.get("angle"),
    set: (v) => change({ angle: ((Math.round(v) % 360) + 360) % 360 }, 0),
    centre: () => at.left,
  });
  const handle = kit.handle({
    name: "units",
    label: words.handle,
    axis: "x",
    get: () => model.get("units"),
    set: (v) => change({ units: Math.round(v) }),
    per: () => most / at.stack.wide,
  });
  const flip = () => change({ relu: !read().relu });
  const relu = kit.button("bw-choice rc-relu", { onclick: flip }, words.relu);
  bench.stage.append(relu, handle.node, line.node);

  // Everything about a state. What the question asks for is sealed from where the reader first stands.
  function known(st) {
    const directions = [st.angle, ...draws[st.draw]].slice(0, st.units),
      sectors = sectorsOf(directions, st.relu),
      columns = seen(points, directions, st.relu),
      hidden = bench.hidden();
    return {
      ...st,
      mark,
      directions,
      sectors,
      hidden,
      sealed: hidden && st.units > bench.start.units,
      back: readBack(points, columns),
      lost: lostOf(sectors),
      law: st.relu ? law[st.units] : lostOf(sectors),
      flags: points.map((_, p) => columns.filter((column) => column[p]).length < 2),
    };
  }

  function paint(now) {
    at = places(bench.room());
    const { left, right, R } = at,
      { sealed, directions } = shown,
      flags = sealed ? [] : shown.flags,
      found = points.map((_, i) => [now[`x${i}`], now[`y${i}`]]);
    picture.show(
      pen.group({}, ...(sealed ? [] : hatching(shown, at))),
      rim(left, R),
      rim(right, R),
      pen.group({}, ...folds(directions, at)),
      ...curveOf(points, flags, left, at, "point"),
      ghost(),
      pen.group({}, ...(sealed ? [secret()] : curveOf(found, flags, right, at, "back"))),
      ...stackOf(shown.units, most, at),
      ...captions(),
    );
    show();
  }
  const ghost = () =>
    pen.path(`M${points.map(([x, y]) => fix([at.right.x + at.R * x, at.right.y - at.R * y])).join("L")}`, {
      class: "rc-ghost",
    });
  const secret = () =>
    pen.label(at.right.x, at.right.y + at.text, words.secret, {
      "text-anchor": "middle",
      "font-size": at.text * 3,
      class: "is-rimmed",
    });
  const captions = () =>
    [words.plane, words.back, words.units(shown.units)].map((text, i) => {
      const [x, y, anchor] = [...at.captions, at.count][i];
      return pen.label(x, y, text, {
        "text-anchor": anchor,
        "font-size": at.text,
        "font-weight": i > 1 ? 640 : 400,
        class: i > 1 ? "rc-count" : "is-soft",
      });
    });

  // What stands over the picture and is dragged or pressed.
  function show() {
    const { stack, grip, tab } = at;
    const x = stack.x + (stack.wide * shown.units) / most;
    handle.show({
      x,
      y: stack.middle,
      width: grip,
      height: Math.max(stack.tall, grip),
      low: 0,
      high: most,
      said: words.units(shown.units),
    });
    picture.svg.append(
      pen.path(`M${x} ${stack.middle - stack.tall / 2 - 4}v${stack.tall + 8}`, { class: "rc-grip" }),
      knob([x, stack.middle]),
    );
    line.show(shown, at);
    if (shown.units) picture.svg.append(knob(on(at.left, at.R, shown.angle + 90)));
    kit.place(relu, tab.x, tab.y, tab.wide, tab.tall);
    relu.ariaPressed = shown.relu;
    tally();
  }
  const knob = ([cx, cy]) => s("circle", { cx, cy, r: at.knob * 0.28, class: "rc-knob" });

  function tally() {
    const { hidden, lost } = shown,
      bar = (share, tone, said) => ({
        parts: [[hidden ? 0 : 1 - share, tone]],
        said: hidden ? words.hidden : said(percent(1 - share)),
      });
    bench.count.show({
      value: hidden ? null : percent(lost),
      unit: words.unit,
      note: shown.relu ? words.law(hidden ? words.secret : percent(shown.law)) : words.linear,
      bars: [bar(lost, "t0", words.bar), bar(shown.law, "t6", words.average)],
    });
  }

  const draw_ = kit.slider(words.draw, "draw", (v) => change({ draw: v - 1 })),
    angle = kit.slider(words.angle, "angle", (v) => change({ angle: v }, 0));

  function draw() {
    const st = read();
    shown = known(st);
    const target = Object.fromEntries(
      shown.back.flatMap(([x, y], i) => [
        [`x${i}`, x],
        [`y${i}`, y],
      ]),
    );
    morph.to(target);
    draw_.show(1, draws.length, st.draw + 1);
    angle.show(0, 355, st.angle, `${st.angle}°`, 5);
    tell(st);
  }

  function tell(st) {
    const { hidden, sectors, lost } = shown,
      known_ = (share) => (hidden ? words.secret : percent(share));
    bench.say(words.said(words.units(st.units), st.relu, known_(lost), known_(shown.law)));
    bench.strip.show([
      ["lost", words.lost, known_(lost)],
      ["law", words.average_, known_(law[st.units])],
      ["lines", words.onLines, known_(shareOf(sectors, (n) => n === 1))],
      ["point", words.onPoint, known_(shareOf(sectors, (n) => n === 0))],
      ["unread", words.unread, known_(unreadOf(points, shown.back))],
    ]);
    bench.code.show([[words.code(st.units, st.relu), ""]]);
    bench.table.show(
      words.caption,
      words.head,
      law.map((share, n) => [n, known_(share), known_(lossesOf(st)[n])]),
    );
  }
  function lossesOf({ angle, draw }) {
    const key = `${angle} ${draw}`,
      units = [angle, ...draws[draw]];
    if (losses.key !== key)
      losses = { key, ...law.map((_, n) => lostOf(sectorsOf(units.slice(0, n), true))) };
    return losses;
  }

  // Unit after unit comes, and with them the curve.
  const reveal = () => bench.replay({ ...bench.start, units: 2, relu: true });

  return bench.open({
    ask: kit.predict({ question: words.question, answers: words.answers, reveal }),
    more: [[draw_, angle], words.notes, bench.strip, bench.code, bench.table],
    modes: (i) => (i < STOPS.length ? change({ units: STOPS[i] }) : i === STOPS.length && flip()),
    draw,
  });
}

// The end of the first unit's fold, which is dragged round; the arrows turn it by 5 degrees.
function lineOf(words, { get, set: turn, centre }) {
  const node = h("div", { className: "bw-handle rc-turn", "data-handle": "line" });
  const bearing = ({ x, y }) => Math.atan2(-y, x) / RAD;
  const says = kit.grip(node, {
    label: words.line,
    start: () => {
      const { x, y } = centre(),
        box = node.offsetParent.getBoundingClientRect();
      return { x, y, box };
    },
    move: ({ clientX, clientY, scale }, { x, y, box }) =>
      turn(bearing({ x: (clientX - box.left) / scale - x, y: (clientY - box.top) / scale - y }) - 90),
    arrow: (right, up) => turn(get() + 5 * (up - right)),
  });
  const show = ({ angle, units }, { left, R, knob }) => {
    const [x, y] = on(left, R, angle + 90);
    node.hidden = !units;
    kit.place(node, x - knob / 2, y - knob / 2, knob, knob);
    says(0, 359, angle, words.degrees(angle));
  };
  return { node, show };
}

export default { render, sectorsOf, readBack, seen };
