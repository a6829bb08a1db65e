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
  const { words, set, change } = bench,
    settings = model.get("settings"),
    id = `gs${(serial += 1)}`;

  function read() {
    const raw = bench.read(),
      st = { ...raw, ...tidy({}, raw) },
      { order, params } = settings[st.channels].find((row) => row.groups === st.groups),
      full = orderAfter(order, st.times),
      perm = st.shuffle ? full : range(st.channels);
    return {
      ...st,
      params,
      full,
      perm,
      kernel: model.get("kernel"),
      n: st.channels / st.groups,
      last: 2 * st.layers - 1,
    };
  }
  const secret = (st) => bench.hidden() && st.shuffle && st.frame > 2;
  bench.player({
    trait: "frame",
    frames: () => read().last + 1,
    get: () => read().frame,
    at: (r) => nameRow(words, read(), r),
  });
  const picture = kit.picture(bench);
  let geo = null,
    size = "",
    drawn = null;
  const morph = bench.mover(kit.morph(paint));
  const pick = (i) => set({ chosen: clamp(i, 0, read().channels - 1) });
  const flip = () => {
    const st = read();
    change({ shuffle: !st.shuffle, frame: st.last });
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
  bench.stage.append(big.node, handle.node);

  // `now.at`: how far the signal is, in rows; `now.p<i>`: where the shuffle has channel i on the way to another order.
  // It paints the state that `now` was made for, also where a change already waits for the next drawing.
  function paint(now) {
    const st = drawn,
      rows = stack(st),
      veiled = secret(st),
      met = cone(rows, st.frame, st.chosen);
    geo = layout(bench.room(), rows.length, st);
    const shown = (r) => clamp(now.at - r + 1, 0, 1),
      across = (r) => (i) => {
        const from = geo.x(i);
        return from + (geo.x(now[`p${i}`]) - from) * shown(r);
      };
    const still = rows.flatMap((row, r) => [
      ...(row.kind === "conv"
        ? range(st.groups).map((b) => block(geo, r, b * st.n, (b + 1) * st.n - 1))
        : []),
      ...rowName(geo, r, nameRow(words, st, r)),
    ]);
    const moving = rows.flatMap((row, r) =>
      drawRow(geo, id, { st, rows, r, met, veiled, opacity: shown(r), across: across(r) }),
    );
    const ring =
      st.frame && now.at === st.frame ? [outline(geo, geo.x(st.chosen), geo.y(st.frame), 5, "gs-ring")] : [];
    picture.show(patterns(id, st.groups), ...still, ...moving, ...ring);
    placeHandle(st);
  }

  function placeHandle(st) {
    const tall = Math.max(geo.tall, 24);
    kit.place(
      handle.node,
      geo.left,
      geo.y(Math.max(st.frame, 1)) - tall / 2,
      bench.room().wide - geo.left,
      tall,
    );
    handle.says(0, st.channels - 1, st.chosen, words.picked(st.chosen, st.channels));
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
    drawn = st;
    morph.to(target, now === size);
    size = now;
    pickC.show(Object.keys(settings).map(Number), st.channels);
    pickG.show(divisors(st.channels), st.groups);
    pickL.show([1, 2, 3, 4], st.layers);
    pickTimes.show(1, model.get("most_times"), st.times);
    // What the picked output sees at the end, in one order of the channels or the other.
    const share = (perm) => {
      const { seen } = stack({ ...st, perm }).at(-1);
      return words.share(st.n * seen[st.chosen].length, st.channels);
    };
    big.show(st.shuffle, [share(range(st.channels)), bench.hidden() ? "?" : share(st.full)]);
    tally(bench, st, secret(st));
    showCode(bench.code, st);
    report(bench, st, bench.hidden() && st.shuffle && st.layers > 1);
  }

  const reveal = () => bench.replay({ shuffle: true, times: 1, layers: asked(read()).depth, frame: 0 });

  const step = (by) => () => pick(read().chosen + by);
  return bench.open({
    ask: kit.guess({
      question: () => {
        const { C, g, depth } = asked(read());
        return words.question(C, g, depth);
      },
      label: words.guess,
      judge: (guess) => judge(words, read(), guess),
      reveal,
      room: longest(words),
      min: 1,
      step: 1,
    }),
    more: [[pickC, pickG, pickL, pickTimes], bench.strip, bench.code, bench.table],
    keys: { ArrowLeft: step(-1), ArrowRight: step(1), s: flip },
    modes: (i) => divisors(read().channels).includes(i + 1) && set({ groups: i + 1 }),
    draw,
  });
}

export default { render };
