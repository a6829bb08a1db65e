// A network that looks at a photograph, and what it makes of it on the way.

// What the engine has made of one photograph with some channels off. It computes when asked, never before.
function looker({ model, steps, kind, busy, changed }) {
  const net = kit.cnn({ steps, kind, weights: () => model.get("weights") }),
    bases = new Map(), // photograph -> its shares with every channel on
    now = { key: "", asked: "", error: "" };
  let gone = false,
    waiting = 0;
  const during = async (work) => {
    busy(++waiting > 0);
    try {
      await work();
      now.error = "";
    } catch (error) {
      now.error = error?.message ?? String(error);
    }
    busy(--waiting > 0);
    if (!gone) changed();
  };
  const compute = async (key, photo, image, held) => {
    const begun = performance.now(),
      given = await image();
    now.labels ??= await model.get("labels");
    if (Object.keys(held).length && !bases.has(photo)) bases.set(photo, softmax((await net.run(given)).data));
    if (now.asked !== key) return;
    const { data, wasm } = await net.run(given, { held }),
      shares = softmax(data);
    if (!Object.keys(held).length) bases.set(photo, shares);
    if (now.asked !== key) return;
    const ms = Math.round(performance.now() - begun);
    Object.assign(now, { key, shares, before: bases.get(photo), wasm, ms, tensors: {}, weights: {} });
  };
  const fetched = (kept, key, ask) => {
    if (kept[key] === undefined) {
      kept[key] = null;
      during(async () => {
        kept[key] = await ask();
      });
    }
    return kept[key];
  };
  return {
    now,
    look: (key, photo, image, held) => {
      if (now.asked === key) return;
      now.asked = key;
      during(() => compute(key, photo, image, held));
    },
    tensor: (id) => fetched(now.tensors, id, () => net.tensor(id)),
    weights: (step) => fetched(now.weights, step.out, async () => (await net.weights(step)).data),
    stop: () => {
      gone = true;
      net.stop();
    },
  };
}

function render({ model, el }) {
  const { steps, kind } = model.get("network"),
    blocks = model.get("blocks"),
    photographs = model.get("photographs"),
    rule = model.get("preprocessing"),
    asked = model.get("question"),
    reach = reaches(steps),
    n = blocks.length,
    totals = { macs: 0, weights: 0 };
  for (const b of blocks) for (const key in totals) totals[key] += b[key];
  const channels = (b) => blocks[b].shape[0];
  const tidy = (changes, state) => {
    const now = { ...state, ...changes },
      block = clamp(now.block, 0, n - 1);
    return { ...changes, block, channel: clamp(now.channel, -1, channels(block) - 1) };
  };
  const bench = kit.widget({
    model,
    el,
    name: "under-the-lamp",
    text: TEXT,
    traits: ["photo", "frame", "block", "channel", "off", "widths"],
    stage: { wide: 356, narrow: 318, present: 462 },
    tidy,
  });
  const { words, read, set, change, stage } = bench,
    picture = album(photographs, rule.side),
    shown = {}; // photographs as they were read, by their number
  let own = null,
    looking = 0, // the channel that is shown: the chosen one, or else the strongest
    owned = 0;
  bench.player({
    frames: () => n + 1,
    get: () => model.get("frame"),
    set: (frame) => set({ frame, block: Math.max(0, frame - 1), channel: -1 }),
    at: (i) => words.frame(blocks[i - 1]?.name),
    speed: 4,
  });
  const eye = looker({
    model,
    steps,
    kind,
    busy: (on) => stage.toggleAttribute("data-busy", on),
    changed: () => draw(),
  });

  // What is touched is there at once: the network looks to the end.
  const reached = (block) => (model.get("frame") > block ? model.get("frame") : n);
  const pickBlock = (block) => change({ block, channel: -1, frame: reached(block) });
  const pickChannel = (channel) => change({ channel, frame: reached(model.get("block")) });
  const pickPhoto = (photo) => change({ photo, frame: n });
  const flip = () => {
    const { block, off } = read(),
      channel = looking,
      rest = off.filter(([b, c]) => b !== block || c !== channel);
    change({ off: rest.length < off.length ? rest : [...off, [block, channel]], channel, frame: n });
  };
  const flipBlock = (on) => {
    const { block, off } = read(),
      rest = off.filter(([b]) => b !== block);
    change({
      off: on ? [...rest, ...Array.from({ length: channels(block) }, (_, c) => [block, c])] : rest,
      frame: n,
    });
  };
  const take = (source) => {
    own = square(source, rule.side);
    owned += 1;
    pickPhoto(-1);
    draw();
  };
  const fail = (why) => {
    write(problem, words.failed(why));
    bench.say(words.failed(why));
  };

  const problem = h("p", { className: "ul-problem", role: "status" }),
    file = ownPhoto(words, stage, take, fail),
    shot = camera(words, take, fail),
    photo = photoView(words, photographs, { choose: pickPhoto, open: () => file.click() }),
    answer = answerView(words),
    bars = barsView(words, blocks, { get: () => model.get("block"), set: pickBlock }),
    maps = mapsView(words, {
      get: () => looking,
      set: pickChannel,
      count: () => channels(model.get("block")),
    }),
    chosen = chosenView(words, flip),
    behind = weightsView(words),
    wholeOff = kit.toggle(words.wholeOff, "whole", flipBlock),
    widths = kit.select(words.widths, "widths", (v) => change({ widths: v })),
    allOn = button("bw-choice", { onclick: () => change({ off: [] }) }, words.allOn);
  const views = [answer, bars, maps, chosen].map((view) => view.node);
  stage.append(h("div", { className: "ul-scene" }, photo.node, photo.strip, ...views));

  // Which photograph: its own if there is one, else the first.
  const looked = (state) => (state.photo < 0 && !own ? 0 : Math.min(state.photo, photographs.length - 1));
  function image(i) {
    if (i < 0) return own;
    if (!shown[i])
      picture(i).then((pixels) => {
        shown[i] = pixels;
        draw();
      });
    return shown[i];
  }

  function draw() {
    const st = read(),
      i = looked(st),
      which = i < 0 ? `own ${owned}` : String(i),
      key = `${which} ${JSON.stringify(st.off)}`,
      pixels = image(i),
      secret = bench.hidden() && i === 0 ? kit.wordsOf(bench.lang).secret : "";
    photo.show(pixels, i, i < 0 ? words.own : photographs[i].name);
    bars.show(st, bench.room().pick(20, 1, 32));
    if (st.frame)
      eye.look(
        key,
        which,
        async () => prepared(i < 0 ? own : await picture(i), rule),
        silent(st.off, blocks),
      );
    const ready = st.frame > 0 && eye.now.key === key;
    if (ready || !st.frame || eye.now.error) paint(st, ready, secret);
    tally(st);
    showMore(st, ready, secret);
  }

  function paint(st, ready, secret) {
    const { block, frame, off } = st,
      { name, out, shape } = blocks[block],
      { now } = eye,
      tensor = ready && block < frame ? eye.tensor(out) : null,
      silents = off.filter(([b]) => b === block).map(([, c]) => c),
      isClass = shape[0] === now.labels?.length && ready && !secret;
    if (tensor === null && ready && block < frame && !now.error) return; // it comes in a moment
    const channel = (looking = st.channel < 0 ? strongest(tensor) : st.channel);
    const hint = now.error ? words.failed(now.error) : frame ? words.later : words.wait;
    maps.show(tensor, channel, silents, hint);
    const said = isClass ? words.classOf(now.labels[channel]) : words.caption(channel + 1, shape[0], shape);
    const top = chosen.show(tensor, channel, `${name} · ${said}`, silents.includes(channel));
    const [one, rows, columns] = [reach[out], shape[1], shape[2]];
    photo.mark(
      top?.value > 0 && rows * columns > 1
        ? [sees(one, top.column, rule.side), sees(one, top.row, rule.side)]
        : null,
      rule.side,
    );
    stage.top = top;
    const list =
      ready && frame === n
        ? best(now.shares, 5).map(([share, c]) => ({
            name: now.labels[c],
            share,
            before: off.length ? now.before[c] : undefined,
          }))
        : null;
    answer.show(list, secret);
    if (list && !secret) bench.say(words.said(list[0].name, percent(list[0].share)));
  }

  function tally({ frame }) {
    const sums = blocks.slice(0, frame).map((b) => b.macs),
      sum = sums.reduce((a, b) => a + b, 0),
      last = sums.at(-1) ?? 0;
    bench.count.show({
      value: kit.short(sum),
      unit: words.unit,
      note: frame ? words.through(blocks[frame - 1].name, kit.short(totals.macs)) : words.none,
      bars: [
        {
          parts: [[(sum - last) / totals.macs, ""], [last / totals.macs, "t1"]], // prettier-ignore
          said: words.bar(whole(sum), whole(totals.macs)),
        },
      ],
    });
  }

  function showMore(st, ready) {
    const { block, off } = st,
      b = blocks[block],
      one = reach[b.out],
      { now } = eye,
      { top } = stage;
    widths.show([["equal", words.equal], ["macs", words.macs]], st.widths); // prettier-ignore
    wholeOff.show(off.filter(([of]) => of === block).length === channels(block));
    allOn.disabled = !off.length;
    const bytes = steps.reduce((sum, { taps = 0, channels: c = 0 }) => sum + c * (taps * BYTES[kind] + 8), 0);
    bench.strip.show([
      ["network", words.strip.network, words.size(whole(totals.weights), whole(bytes))],
      ["block", words.strip.block, words.part(whole(b.weights), whole(b.macs))],
      ["patch", words.strip.patch, one.size < rule.side ? words.pixels(one.size) : words.everything],
      ["brightest", words.strip.brightest, ready && top ? top.value.toPrecision(4) : "–"],
      ["time", words.strip.time, ready ? words.ms(now.ms, now.wasm) : "–"],
    ]);
    const found = maker(steps, b.out, looking);
    if (ready && found) {
      const all = eye.weights(found.step);
      if (all) behind.show(all, found);
    }
    bench.table.show(
      words.caption_,
      words.head,
      blocks.map(({ name, shape: [c, high, wide], macs, weights }, i) => [
        name,
        c,
        `${high}×${wide}`,
        whole(macs),
        whole(weights),
        off.filter(([of]) => of === i).length || "",
      ]),
    );
  }

  // The network looks at the photograph of the question, block by block.
  const reveal = () => bench.replay({ photo: 0, off: [], frame: 0, block: 0 });

  const close = bench.open({
    ask: kit.predict({ question: asked.text, answers: asked.answers, reveal }),
    more: [
      words.privacy,
      [file, ...shot.nodes, problem],
      sketch(words, take),
      [wholeOff, allOn, widths],
      behind,
      words.colours,
      bench.strip,
      bench.table,
    ],
    keys: { o: flip },
    modes: (i) => photographs[i] && pickPhoto(i),
    draw,
    stop: [eye, shot],
  });
  behind.node.closest("details").addEventListener("toggle", draw);
  return close;
}
const BYTES = { int8: 1, float16: 2, float32: 4 };

export default { render };
