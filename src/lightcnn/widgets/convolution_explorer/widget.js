// A window that the reader drags over the input maps; the output maps and the bar of multiply-adds fill behind it.

let serial = 0;

function render({ model, el }) {
  const bench = kit.widget({
    model,
    el,
    name: "convolution-explorer",
    text: TEXT,
    traits: STATE,
    stage: { wide: 348, narrow: 292, present: 430 },
  });
  const { words, present, read, set, change } = bench,
    wish = () => ({ ...read(), ...Object.fromEntries(NUMBERS.map((key) => [key, model.get(key)])) }),
    side = () => cost(fitted(wish()), model.get("mode")).side,
    name = (mode) => words.modes[MODES.indexOf(mode)],
    hidden = (mode) => mode === "separable" && bench.hidden();
  const shape = `cx-shape${(serial += 1)}`; // a page may show several
  let seen = {}; // what was drawn last: the kinds, their places, where they are now

  bench.player({
    frames: () => side() ** 2 + 1,
    get: () => Math.min(model.get("done"), side() ** 2),
    set: (done) => set({ done }),
    at: () => position(),
    speed: 8,
  });
  const position = () => (seen.now[0].done ? words.position(seen.now[0]) : words.nowhere);
  const go = (r, c) => {
    const last = seen.kinds[0].side - 1;
    change({ done: clamp(r, 0, last) * (last + 1) + clamp(c, 0, last) + 1 });
  };
  const step = (down, right) => {
    const { done, r, c } = seen.now[0];
    if (done) go(r + down, c + right);
    else go(0, 0);
  };
  const choose = (mode) => set({ mode, other: "" });

  const picture = kit.picture(bench),
    still = kit.picture(bench),
    tabs = kindButtons(words, choose),
    handle = overInputs(words, () => seen, go, step),
    output = overOutput(() => seen, () => handle.node.focus({ preventScroll: true }), go), // prettier-ignore
    line = h("p", { className: "cx-line" }),
    more = folded(bench, model.get("real"), { wish, name, hidden });
  bench.stage.append(tabs.node, handle.node, output, line);
  bench.stage.addEventListener("click", ({ target }) => {
    if (target.dataset.channel) set({ channel: Number(target.dataset.channel) });
  });

  // What no step changes is computed and drawn once.
  function settle(st, modes) {
    const room = bench.room(),
      key = JSON.stringify([{ ...st, done: 0 }, room, model.get("groups"), bench.hidden()]);
    if (key === seen.key) return;
    const kinds = modes.map((mode) => follow(st, mode)),
      at = places(room, modes.length),
      [{ layer, maps }] = kinds[0].steps,
      inputs = shelf(maps.length, maps[0].length + 2 * layer.padding, at.inputs, at.head),
      blocks = kinds.map(({ steps }, n) => matrices(steps, at.blocks[n], at.head)),
      small = kinds.map((kind, n) => outputs(kind, blocks[n]).flat()),
      start = spot(kinds[0], st.channel, 0),
      board = kinds.length > 1 ? [] : [followed(kinds[0], start, at)],
      most = largest(maps);
    seen = { key, kinds, at, inputs, blocks, small, board };
    still.show(
      ...maps.map((map, i) => inputMap(map, i, layer, most, inputs[i], words, at)),
      ...kinds.flatMap((kind, n) => kernels(kind, blocks[n], st.kernel, at, words)),
      ...board.flatMap((map) => magnified(kinds[0], blocks[0].at(-1), start, at, map, words)),
      pen.group(
        { "clip-path": `url(#${shape})` },
        ...small.flat().map((map) => inked(map)),
        ...board.map((map) => inked(map, 0.4)),
      ),
    );
    tabs.settle(st, at);
    more.settle(st, kinds);
    put(handle.node, at.inputs);
    put(output, at.board);
    output.hidden = !board.length;
    put(line, at.foot);
  }

  function draw() {
    const st = fitted(wish()),
      modes = st.other && st.other !== st.mode ? [st.mode, st.other] : [st.mode];
    settle(st, modes);
    const { kinds, at, inputs, blocks, small, board } = seen,
      spots = kinds.map((kind) => spot(kind, st.channel, st.done)),
      terms = kinds.map((kind, n) => termsOf(kind, spots[n])),
      all = kinds.flatMap((_, n) => [...small[n], ...board].map((map) => [map, spots[n]])),
      of = (list, make) => list.map(([map, now]) => make(map, now)).join("");
    seen.now = spots;
    picture.show(
      s("clipPath", { id: shape }, pen.path(of(all, (map, { done }) => upTo(done, map)))),
      pen.group({}, ...windows(kinds[0], inputs, spots[0])),
      ...all.map(([map, { done }]) => rim(map, done)),
      pen.path(of(all.filter(([, { done }]) => done), last), { class: "cx-now" }), // prettier-ignore
      ...kinds.map((kind, n) => frame(kind, blocks[n].at(-1), spots[n])),
      pen.group({ class: "cx-numbers" }, ...board.flatMap((map) => digits(flat(map.plane).slice(0, spots[0].done), map, present))), // prettier-ignore
    );
    handle.show(spots[0], kinds[0].side, position());
    tabs.show(st, modes, bench.hidden());
    line.replaceChildren(...written(spots[0], terms, at.narrow));
    tally(kinds, spots, cost(st, MODES[0]).macs);
    more.show(spots[0], terms[0]);
    bench.say(line.textContent);
  }

  // The value under the window, in the colours of its terms; of two kinds their values.
  function written(now, terms, narrow) {
    const values = terms.map((list) => signed(plus(list.map(({ sum }) => sum))));
    if (!now.done) return [words.nowhere];
    if (terms[1]) return [words.both(now, values)];
    const parts = terms[0].map(({ i, sum }, at) => {
      const textContent = at ? `${sum < 0 ? "−" : "+"} ${Math.abs(sum)}` : signed(sum);
      return h("span", { className: `cx-term ${tone(i)}`, textContent });
    });
    const sum = parts.length > 1 ? [...parts, "="] : [];
    return [words.at(now, narrow), ...sum, h("strong", { textContent: values[0] })].flatMap((part) => [
      part,
      " ",
    ]);
  }

  function tally(kinds, now, full) {
    const most = Math.max(full, ...kinds.map(({ macs }) => macs)),
      [one, two] = kinds,
      secret = kinds.map(({ mode }) => hidden(mode)),
      so = kinds.map(({ params }, n) => params * now[n].done);
    const note = () => (two ? words.against(name(two.mode), so[1], one.macs, two.macs) : words.of(one));
    bench.count.show({
      value: secret[0] ? null : whole(so[0]),
      unit: words.macs,
      note: secret.includes(true) ? "" : note(),
      bars: kinds.map((kind, n) => ({
        parts: secret[n] ? [] : portions(kind, so[n] / most),
        ghost: secret[n] ? 0 : kind.macs / most,
        said: secret[n] ? words.secret : words.bar(name(kind.mode), so[n], kind.macs),
      })),
    });
  }

  const reveal = () => bench.replay({ ...bench.start, mode: "separable", other: MODES[0], done: 0 });
  const start = fitted({ ...wish(), ...bench.start }),
    hop = (by) => () => set({ channel: Math.max(0, seen.now[0].o + by) }),
    next = () => choose(MODES[(MODES.indexOf(model.get("mode")) + 1) % MODES.length]);
  return bench.open({
    ask: kit.predict({ ...words.asked(start, cost(start, MODES[0]), cost(start, "separable")), reveal }),
    more: more.parts,
    keys: {
      ArrowUp: () => step(-1, 0),
      ArrowDown: () => step(1, 0),
      ArrowLeft: () => step(0, -1),
      ArrowRight: () => step(0, 1),
      "[": hop(-1),
      "]": hop(1),
      m: next,
    },
    modes: (i) => MODES[i] && choose(MODES[i]),
    draw,
    on: NUMBERS,
  });
}

export default { render };
