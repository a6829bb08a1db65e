// A line of text, some maps of a block, and their gates: the line is swapped, and the gates move.

const SOFT = 700; // milliseconds from line to line
const TRAITS = ["line", "before", "kept", "block", "frame", "bend", "channel", "mean", "typed"];

function render({ model, el }) {
  // What the reader types joins them.
  const [lines, blocks, odds] = ["lines", "blocks", "odds"].map((name) => structuredClone(model.get(name))),
    n = lines.length,
    network = model.get("network"),
    live = Boolean(network.steps), // the reader can type
    answers = model.get("answers"),
    asked = model.get("question"),
    rows = (st) => blocks[st.block].shown.length,
    last = (st) => STAGES + rows(st);
  const bench = kit.widget({
    model,
    el,
    name: "channel-gates",
    text: TEXT,
    traits: TRAITS,
    stage: { wide: 360, narrow: 300, present: 470 },
    tidy,
  });
  const { words, present, read, set, change } = bench,
    picture = kit.picture(bench),
    morph = bench.mover(kit.morph(paint, SOFT));
  bench.player({ trait: "frame", frames: () => last(read()) + 1, at: words.stages, speed: 4 });
  let built = "",
    at = null,
    scene = null,
    known = null,
    late = null, // the maps of all blocks, once they are there
    seeing = false, // the network is at work
    failed = "";

  // Another line or block has its own means, and so have kept gates; a mean to change begins with its own value.
  function tidy(changes, state) {
    const now = { ...state, ...changes },
      fresh = ["line", "block", "kept", "typed"].some((key) => key in changes && changes[key] !== state[key]),
      channel = "channel" in changes || !fresh ? now.channel : -1,
      i = blocks[now.block].shown.indexOf(channel);
    const begins = channel !== state.channel && !("mean" in changes),
      line = placed(now).line,
      mean = i < 0 ? 0 : begins ? blocks[now.block].means[line][line][i] : now.mean;
    return { ...changes, channel, mean, kept: now.kept && i < 0, frame: Math.min(now.frame, last(now)) };
  }
  const swap = (line) => {
    const st = read();
    if (line < n && line !== st.line) change({ line, before: st.kept ? st.before : st.line });
  };
  const flip = () => change({ kept: !read().kept });
  const thumbs = lines.map((line, i) =>
    button(
      "cg-line",
      { ariaLabel: words.line(line), "data-line": i, onclick: () => swap(i) },
      h("img", { src: line.src, alt: "" }),
    ),
  );
  const keep = button("bw-choice cg-keep", { onclick: flip }),
    drag = kit.handle({
      name: "mean",
      label: words.mean,
      axis: "x",
      get: () => model.get("mean"),
      set: (mean) => {
        morph.ms = 0;
        set({ mean });
      },
      step: 0.05,
      per: () => mostOf(blocks[read().block]) / at.columns.mean.wide,
    });
  const type = (text, turned) => {
    const { kept, line, before, typed } = read();
    change({
      line: n,
      before: kept ? before : line,
      typed: [[text, turned], ...(kept ? typed.slice(1) : typed.slice(0, 1))],
      frame: last(read()),
    });
  };
  const desk = live && deskOf(words, network.line, n, type),
    typist = typistOf(network, { model, lines, blocks, odds, canvasOf });
  // Which lines a state is about, those typed by their places.
  const placed = (st) => ({
    ...st,
    line: typist.place(st.line, st.typed[0]),
    before: typist.place(st.before, st.typed[1]),
  });
  async function canvasOf(i) {
    const canvas = h("canvas", network.line);
    if (i < n) {
      const { firstChild } = thumbs[i];
      await firstChild.decode();
      canvas.getContext("2d").drawImage(firstChild, 0, 0);
    } else inscribe(canvas, lines[i]);
    return canvas;
  }
  // One line after the other; then what the reader has typed by now is drawn.
  async function see(what) {
    if (seeing || failed) return;
    bench.stage.toggleAttribute("data-busy", (seeing = true));
    try {
      await typist.see(what);
    } catch (error) {
      failed = String(error);
    }
    bench.stage.toggleAttribute("data-busy", (seeing = false));
    draw();
  }
  bench.stage.append(
    h("div", { className: "cg-lines", role: "group", ariaLabel: words.choose }, ...thumbs),
    ...(live ? [desk.node] : []),
    keep,
    drag.node,
  );
  bench.stage.addEventListener("click", ({ target }) => {
    const i = target.dataset?.rowOf,
      st = read();
    if (i === undefined) return;
    const channel = blocks[st.block].shown[i];
    change({ channel: channel === st.channel ? -1 : channel });
  });

  // Everything about a state: what the block makes of the line, and what it made of the one before.
  function know(st) {
    const block = blocks[st.block],
      base = st.kept ? st.before : st.line,
      i = block.shown.indexOf(st.channel),
      means = block.means[st.line][base].map((mean, row) => (row === i ? st.mean : mean)),
      changes = means.map((mean, row) => (row === i ? mean - block.means[st.line][base][row] : 0)),
      plain = i < 0 && st.bend === "hard",
      at = (line, by) => gatesOf(block, line, by, st.bend);
    const own = at(st.line, changes),
      other = i < 0 ? at(st.before).gates : at(st.line).gates, // what they are compared with
      drawn = own.gates.map((g, row) => Math.abs(g - other[row]) > (i < 0 ? MOVED : ANSWERED)),
      rows_ = clamp(st.frame - STAGES, 0, drawn.length),
      end = Math.round((block.channels * rows_) / drawn.length),
      hidden = bench.hidden() && st.line < n && st.before < n; // the reader's own line gives no answer away
    return {
      st,
      block,
      means,
      changes,
      plain,
      squeezed: own.squeezed,
      gates: st.kept ? other : own.gates,
      ghosts: st.kept ? own.gates : i >= 0 || st.line !== st.before ? other : null,
      drawn,
      odds: plain ? odds[st.line][base] : null,
      reached: plain ? movedOf(block, st.line, st.before, end) : drawn.slice(0, rows_).filter(Boolean).length,
      all: plain ? block.channels : drawn.length,
      hidden,
      sealed: hidden && (st.line !== bench.start.line || st.before !== bench.start.before),
    };
  }
  const most = Math.max(...blocks.map((block) => block.squeezed));
  const target = () =>
    Object.fromEntries([
      ["odds", known.odds ?? 0],
      ...known.means.map((mean, i) => [`m${i}`, mean]),
      ...known.gates.map((gate, i) => [`g${i}`, gate]),
      ...Array.from({ length: most }, (_, j) => [`s${j}`, known.squeezed[j] ?? 0]),
    ]);

  const keyOf = (st) => JSON.stringify([st.block, bench.room()]);

  // Nodes stay until the block or the room is another.
  function rebuild(st) {
    const key = keyOf(st);
    if (key === built) return;
    built = key;
    const room = bench.room();
    at = layout(room, n, rows(st), live);
    if (live) place(desk.node, ...at.deskBox);
    keep.textContent = at.narrow ? words.keepShort : words.keep;
    thumbs.forEach((one, i) => place(one, ...at.lineBox(i)));
    const tall = present ? 44 : 28;
    place(keep, 0, at.foot_.y + (at.foot_.high - tall) / 2, room.pick(128, 92, 230), tall);
    scene = sceneOf(known.block, answers, at, words, room.pick(150, 104, 262));
    picture.hold(...scene.parts);
    morph.jump(target());
  }

  function mapsOf({ block, line, before, kept }) {
    const base = kept ? before : line,
      { drawn, which } = blocks[block],
      pictures = block === bench.start.block ? model.get("first_maps") : late?.[block];
    return drawn?.[[line, base]] ?? pictures?.[which[line]?.[base]];
  }

  function paint(now) {
    const { st } = known;
    if (built !== keyOf(st)) return; // what is on its way belongs to another picture
    const href = mapsOf(st);
    scene.rows.forEach((row, i) => {
      const gated = st.frame > STAGES + i,
        ghost = known.sealed || !known.ghosts || (st.kept && !gated) ? null : known.ghosts[i];
      row.show(
        { mean: now[`m${i}`], gate: now[`g${i}`] },
        {
          href,
          gated,
          mapped: st.frame > 0,
          averaged: st.frame > 1,
          sealed: known.sealed,
          moved: known.drawn[i],
          kept: st.kept,
          ghost,
        },
      );
    });
    scene.units.show(
      known.block.sums[0].map((_, j) => (st.frame > 2 && !st.kept && !known.sealed ? now[`s${j}`] : 0)),
    );
    picture.svg.classList.toggle("is-kept", st.kept);
    const done = st.frame === last(st) && known.plain;
    scene.gauge.show(
      done ? share(now.odds) : null,
      done && st.kept ? share(odds[st.line][st.line]) : null,
      done ? sureOf(known.odds) : "",
      known.plain ? "" : words.unknown,
    );
  }
  const sureOf = (x) => percent(share(Math.abs(x)));

  function draw() {
    let st = placed(read());
    const missing = typist.missing(st);
    if (missing) {
      see(missing);
      if (known && !failed) return;
      st = { ...st, line: 0, before: 0, kept: false, channel: -1 };
    }
    known = know(st);
    rebuild(st);
    load(st);
    morph.to(target());
    thumbs.forEach((one, i) => {
      one.ariaPressed = i === st.line;
      one.dataset.before = i !== st.before ? "" : st.kept ? "kept" : st.before === st.line ? "" : "seen";
    });
    keep.ariaPressed = st.kept;
    if (live) desk.show(st, typist.all, failed);
    handle(st);
    tell(st);
  }

  // The maps of other blocks come at the first touch.
  async function load(st) {
    if (late || st.block === bench.start.block) return;
    bench.stage.toggleAttribute("data-busy", true);
    late = await model.get("maps");
    bench.stage.toggleAttribute("data-busy", seeing);
    paint(morph.now);
  }

  function handle(st) {
    const i = known.block.shown.indexOf(st.channel);
    if (i < 0) {
      drag.show(null);
      return;
    }
    const { x, wide } = at.columns.mean,
      most = mostOf(known.block);
    drag.show({
      x: x + wide * clamp(st.mean / most, 0, 1),
      y: at.row(i) + at.bar / 2,
      width: present ? 44 : 26,
      low: 0,
      high: most,
      said: st.mean.toFixed(2),
    });
  }

  function tell(st) {
    const { reached, all, plain, hidden } = known,
      name = words.line(lines[st.before]),
      beside = !plain && st.channel >= 0 ? words.own : st.kept ? words.keptOf(name) : words.against(name);
    bench.count.show({
      value: hidden ? null : words.value(reached, all),
      unit: plain ? (st.kept ? words.unitKept : words.unit) : st.channel < 0 ? words.drawn : words.answered,
      note: hidden ? "" : plain && st.line === st.before ? words.none : beside,
      bars: [
        { parts: [[hidden ? 0 : reached / all, ""]], said: hidden ? words.hidden : words.bar(reached, all) },
      ],
    });
    known.answer = plain ? `${answers[Number(known.odds > 0)]}, ${sureOf(known.odds)}` : null;
    aside.show(st);
    bench.strip.show(numbersOf(words, known.block, known, model.get("params")[st.block]));
    bench.code.show(words.code.map((text, i) => [text, i === Math.min(3, st.frame - 2) ? "now" : ""]));
    showTable(st);
    if (!hidden)
      bench.say(words.said(words.line(lines[st.line]), known.answer ?? words.unknown, reached, all));
  }

  function showTable(st) {
    const { block, sealed, means, gates } = known,
      before = gatesOf(block, st.before, [], st.bend).gates;
    bench.table.show(
      words.table,
      words.head,
      block.shown.map((c, i) => [
        c + 1,
        block.scale[i].toFixed(2),
        ...[means[i], gates[i], before[i]].map((x) => (sealed ? "?" : x.toFixed(3))),
      ]),
    );
  }

  // The second line is read, and its gates come beside those of the first.
  const reveal = () => bench.replay({ ...bench.start, line: 1, before: 0, frame: STAGES });

  const aside = asideOf(bench, blocks, change);
  return bench.open({
    ask: kit.predict({ question: asked.text, answers: asked.answers, reveal }),
    more: [aside.controls, words.note, bench.strip, bench.code, bench.table],
    modes: (i) => (i < n ? swap(i) : i === n && flip()),
    draw,
    stop: [typist.net],
  });
}

export default { render, gatesOf };
