// Grouped layers, and one switch: the shuffle between them.

let serial = 0;
const divisors = (C) => range(C).flatMap((i) => (C % (i + 1) ? [] : [i + 1]));

// What depends on a change: groups that divide the channels, a channel and a row that exist.
function tidy(changes, before) {
  const { channels, groups, layers, chosen, frame } = { ...before, ...changes },
    last = 2 * layers - 1;
  const near = (best, d) => (Math.abs(d - groups) < Math.abs(best - groups) ? d : best);
  return {
    ...changes,
    groups: divisors(channels).reduce(near),
    chosen: clamp(chosen, 0, channels - 1),
    frame: "layers" in changes && !("frame" in changes) ? last : clamp(frame, 0, last),
  };
}

// The big switch in the picture; each half says how much an output sees.
function bigSwitch(words, flip) {
  const half = (text) => h("span", { className: "gs-half" }, text, " ", h("b"));
  const halves = words.sides.map(half);
  const node = h(
    "button",
    { type: "button", className: "gs-switch", role: "switch", ariaLabel: words.flip, onclick: flip },
    ...halves,
  );
  const show = (on, texts) => {
    node.setAttribute("aria-checked", String(on));
    halves.forEach((one, i) => kit.write(one.lastChild, texts[i]));
  };
  return { node, show };
}

// The row in which a channel is picked: a slider for keys, and a tap picks what is under it.
function picker(label, { at, pick, get }) {
  const node = h("div", {
    className: "bw-handle is-x gs-pick",
    tabIndex: 0,
    role: "slider",
    ariaLabel: label,
    "data-handle": "chosen",
  });
  const move = ({ x }) => pick(at(x));
  kit.drag(node, {
    start: (point) => {
      node.focus({ preventScroll: true });
      move(point);
      return true;
    },
    move,
  });
  node.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    pick(get() + by);
  });
  return node;
}

function render({ model, el }) {
  const bench = kit.widget({
    model,
    el,
    name: "group-shuffle",
    text: TEXT,
    traits: ["channels", "groups", "layers", "shuffle", "times", "frame", "chosen"],
    stage: { wide: 356, narrow: 300, present: 460 },
    tidy,
  });
  const { words, set, present } = bench,
    settings = model.get("settings"),
    kernel = model.get("kernel"),
    id = `gs${(serial += 1)}`;

  function read() {
    const raw = bench.read(),
      st = { ...raw, ...tidy({}, raw) },
      { order, params } = settings[st.channels].find((row) => row.groups === st.groups),
      full = orderAfter(order, st.times),
      perm = st.shuffle ? full : range(st.channels);
    return { ...st, params, full, perm, n: st.channels / st.groups, last: 2 * st.layers - 1 };
  }
  const secret = (st) => bench.hidden() && st.shuffle && st.frame > 2;
  // Inputs that an output sees at the end, by the shuffled order or another.
  const reached = (st, perm) => st.n * stack({ ...st, perm }).at(-1).seen[st.chosen].length;

  const player = bench.player({
    trait: "frame",
    frames: () => read().last + 1,
    get: () => read().frame,
    at: (r) => nameRow(read(), r),
  });
  const picture = bench.picture();
  let geo = null,
    size = "";
  const morph = kit.morph(paint);
  const pick = (i) => set({ chosen: clamp(i, 0, read().channels - 1) });
  const flip = () => {
    player.stop();
    const st = read();
    set({ shuffle: !st.shuffle, frame: st.last });
  };
  const big = bigSwitch(words, flip);
  const handle = picker(words.pick, {
    get: () => read().chosen,
    pick,
    at: (x) => {
      const away = (p) => Math.abs(geo.x(p) - geo.left - x);
      return range(read().channels).reduce((best, p) => (away(p) < away(best) ? p : best));
    },
  });
  bench.stage.append(big.node, handle);

  const kindOf = (st, r) => (r === 0 ? "input" : r % 2 ? "conv" : "shuffle");
  function nameRow(st, r) {
    const kind = kindOf(st, r);
    if (kind === "shuffle") return words.order(st.shuffle, st.times);
    return kind === "input" ? words.rows.input : words.rows.conv((r + 1) / 2);
  }

  // `now.at`: how far the signal is, in rows; `now.p<i>`: where the shuffle has channel i on the way to another order.
  function paint(now) {
    const st = read(),
      rows = stack(st),
      veiled = secret(st),
      met = cone(rows, st.frame, st.chosen);
    geo = layout(bench.room(), present, rows.length, st);
    const shown = (r) => clamp(now.at - r + 1, 0, 1),
      across = (r) => (i) => {
        const from = geo.x(i);
        return from + (geo.x(now[`p${i}`]) - from) * shown(r);
      };
    const still = rows.flatMap((row, r) => [
      ...(row.kind === "conv"
        ? range(st.groups).map((b) => block(geo, r, b * st.n, (b + 1) * st.n - 1))
        : []),
      ...rowName(geo, r, nameRow(st, r)),
    ]);
    const drawn = rows.flatMap((row, r) =>
      drawRow({ st, rows, r, met, veiled, opacity: shown(r), across: across(r) }),
    );
    const ring =
      st.frame && now.at === st.frame ? [outline(geo, geo.x(st.chosen), geo.y(st.frame), 5, "gs-ring")] : [];
    picture.show(patterns(id, st.groups), ...still, ...drawn, ...ring);
    placeHandle(st);
  }

  // A row's wires and tokens; a row that the signal has not reached is a row of empty places.
  function drawRow({ st, rows, r, met, veiled, opacity, across }) {
    const row = rows[r],
      slots = range(st.channels).map((p) => outline(geo, geo.x(p), geo.y(r), 0, "gs-slot"));
    if (!opacity) return slots;
    const hide = veiled && r > 2,
      lit = (p) => !st.frame || veiled || met[r].has(p);
    const tokens = row.seen.map((seen, p) => {
      const channel = row.kind === "shuffle" ? st.perm[p] : p,
        letter = seen.length === 1 ? LETTERS[seen[0]] : "";
      if (hide) return question(geo, geo.x(p), geo.y(r));
      const moves = row.kind === "shuffle",
        x = moves ? across(channel) : geo.x(p),
        y = moves ? geo.y(r - 1) + geo.step * opacity : geo.y(r);
      const name = nameOf(geo, st.channels, letter, channel);
      return token(geo, id, x, y, { seen, name, kind: lit(p) ? "" : "is-off" });
    });
    const lines = r
      ? [
          ...wires(geo, rows, r, across, null, "gs-thread"),
          ...(veiled ? [] : wires(geo, rows, r, across, met, "gs-wire")),
        ]
      : [];
    const fade = row.kind === "conv" ? { opacity } : {};
    return [
      ...(opacity < 1 ? slots : []),
      pen.group({ opacity }, ...(hide ? [] : lines)),
      pen.group({ ...fade, class: "gs-row" }, ...tokens),
    ];
  }

  function placeHandle(st) {
    const tall = Math.max(geo.tall, 24);
    Object.assign(handle.style, {
      left: `${geo.left}px`,
      top: `${geo.y(Math.max(st.frame, 1)) - tall / 2}px`,
      right: 0,
      height: `${tall}px`,
    });
    Object.assign(handle, {
      ariaValueMin: 0,
      ariaValueMax: st.channels - 1,
      ariaValueNow: st.chosen,
      ariaValueText: words.picked(st.chosen, st.channels),
    });
  }

  const pickC = kit.select(words.channels, "channels", (channels) => set({ channels })),
    pickG = kit.select(words.groups, "groups", (groups) => set({ groups })),
    pickL = kit.select(words.layers, "layers", (layers) => set({ layers })),
    pickTimes = kit.slider(words.times, "times", (times) => set({ times, shuffle: true }), bench.lang);

  function draw() {
    const st = read(),
      homes = range(st.channels).map((i) => [`p${i}`, st.perm.indexOf(i)]),
      target = Object.fromEntries([["at", st.frame], ...homes]),
      now = `${st.channels} ${st.layers} ${bench.room().wide}`;
    if (now !== size) morph.jump(target);
    else morph.to(target);
    size = now;
    pickC.show(Object.keys(settings).map(Number), st.channels);
    pickG.show(divisors(st.channels), st.groups);
    pickL.show([1, 2, 3, 4], st.layers);
    pickTimes.show(1, model.get("most_times"), st.times);
    const share = (perm) => words.share(reached(st, perm), st.channels);
    big.show(st.shuffle, [share(range(st.channels)), bench.hidden() ? "?" : share(st.full)]);
    tally(st);
    showCode(st);
    report(st);
  }

  function tally(st) {
    const { channels: C, groups: g, frame, chosen, n } = st,
      kind = kindOf(st, frame),
      seen = frame ? stack(st)[frame].seen[chosen] : [],
      veiled = secret(st);
    const note = {
      input: () => words.note.input(C, g),
      conv: () => words.note.conv(chosen, (frame + 1) / 2),
      shuffle: () => words.note.shuffle(chosen, st.perm[chosen]),
    }[kind]();
    bench.count.show({
      value: veiled ? null : String(seen.length * n),
      unit: words.unit(C),
      note,
      bars: [
        {
          parts: veiled ? [] : seen.map((i) => [n / C, tone(i)]),
          said: veiled ? "" : words.bar(seen.length * n, C),
        },
      ],
    });
    bench.say(veiled ? words.secret(note) : words.said(seen.length * n, C, note));
  }

  function showCode({ channels: C, groups: g, n, layers, shuffle, times, frame }) {
    const shuffled = `x = x.view(N, ${g}, ${n}, H, W).transpose(1, 2).reshape(N, ${C}, H, W)`,
      conv = `x = nn.Conv2d(${C}, ${C}, ${kernel}${kernel > 1 ? `, padding=${(kernel - 1) / 2}` : ""}, groups=${g})(x)`;
    const lines = range(2 * layers - 1).map((i) => [i + 1, i % 2 ? shuffled : conv, i % 2]);
    bench.code.show(
      lines
        .filter(([, , moves]) => !moves || shuffle)
        .flatMap(([r, line, moves]) => [
          [line, r === frame ? "now" : ""],
          [`${moves && times > 1 ? `  # ${times} times` : ""}\n`, "soft"],
        ]),
    );
  }

  function report(st) {
    const { channels: C, groups: g, n, times, full, layers, params } = st,
      order = `[${full.join(", ")}]`,
      hidden = bench.hidden() && st.shuffle && layers > 1,
      { seen } = stack(st).at(-1);
    bench.strip.show([
      ["params", words.weights(kernel), words.product(C, g, kernel, params)],
      ["order", words.permutation(times), full.every((ch, i) => ch === i) ? words.home(order) : order],
    ]);
    bench.table.show(
      words.caption(C, g),
      words.head(times, layers),
      range(C).map((i) => [
        i,
        LETTERS[Math.floor(i / n)],
        `${Math.floor(i / n)}, ${i % n}`,
        full.indexOf(i),
        hidden ? "?" : `${seen[i].length * n} / ${C}`,
      ]),
    );
  }

  // The question is asked anew for every setting; one layer has no shuffle, so it asks for two.
  const asked = () => {
    const { channels: C, groups: g, layers, n } = read(),
      depth = Math.max(2, layers);
    return { C, g, n, depth, right: Math.min(C, n ** depth) };
  };
  function judge(guess) {
    const { C, g, n, depth, right } = asked();
    if (!(guess >= 1 && guess <= C)) return { text: words.outside(C) };
    if (guess === right)
      return { right: true, text: right === C ? words.all(C, n, depth, g) : words.some(n, depth, right, g) };
    const text = guess === n ? words.own(n) : guess === C ? words.everything(n, g) : words.other(n);
    return { right: false, text };
  }
  function reveal() {
    set({ shuffle: true, times: 1, layers: asked().depth, frame: 0 });
    player.play();
  }

  const step = (by) => () => pick(read().chosen + by);
  return bench.open({
    label: words.picture,
    player,
    ask: kit.guess({
      question: () => {
        const { C, g, depth } = asked();
        return words.question(C, g, depth);
      },
      label: words.guess,
      judge,
      reveal,
      room: [
        words.question(24, 12, 4),
        words.outside(24),
        words.all(24, 12, 4, 2),
        words.some(12, 4, 24, 12),
        words.own(12),
        words.everything(12, 12),
        words.other(12),
      ].map((text) => `Not yet. ${text}`),
      min: 1,
      step: 1,
    }),
    more: [
      h("div", { className: "bw-controls" }, pickC.node, pickG.node, pickL.node, pickTimes.node),
      bench.strip.node,
      bench.code.node,
      bench.table.node,
    ],
    keys: { ArrowLeft: step(-1), ArrowRight: step(1), s: flip, S: flip },
    modes: (i) => divisors(read().channels).includes(i + 1) && set({ groups: i + 1 }),
    draw,
    stop: [morph],
  });
}

export default { render };
