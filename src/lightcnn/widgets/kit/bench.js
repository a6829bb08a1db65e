// The frame that a widget draws in. From top to bottom: title, picture, transport, number, question, More.
//
//   const bench = kit.widget({ model, el, name, text, traits, stage: { wide, narrow, present }, tidy })
//     stage: heights of the picture in pixels, above 600 pixels of width, below, and on a slide; they never change
//     words, lang, present        texts of its language (`moreKeys` joins the frame's keys, `table` names the table)
//     read() -> { trait: value }  set(changes): `tidy(changes, state)` may complete them first; start: the default state
//     stage                       the picture's box, an element of fixed height: append a canvas or HTML to it, or draw in
//                                 kit.picture(bench), an SVG that fills it
//     room() -> { wide, high, size, narrow, present, pick }      the box in pixels, as last observed; see board.js
//     hidden()                    true until the reader has answered the question: draw "?" for what it asks
//     say(text)                   the live region, at most one message a second
//     count.show({ value, unit, note, bars })     the number and its bar, see count.js
//     code, strip, table          each { node, show }, for `more`; see readouts.js
//     player({ frames, at, trait, whole, speed })     transport over a trait, or over `get` and `set`; see play.js
//     mover(one)                  kit.morph(...) or kit.glide(...), which ends with the widget, and `change` may say how fast it is
//     change(changes, ms)         like set, of a reader's hand: playing stops, and what moves takes so many milliseconds
//     replay(changes, ms)         the same, and plays on from there
//     open({ label, ask, more, keys, modes, draw, on, stop }) -> what render returns. Draws once a frame when a trait (or one of
//         `on`) or the width has changed. label: the picture in words, words.picture; ask: kit.predict(...) or kit.guess(...);
//         more: what stands under More, see more.js; modes(i): the digits; keys: { key: function }, where a small letter stands
//         for the large one too; stop: what else has a stop().
//
// A widget states: traits in, picture out. Nothing else stands at first sight. Play begins with an empty output, the last frame is
// the whole. Texts that change stand in places of fixed height (kit.line), so that no step, answer or beat moves anything.
//
// Keys in the frame: Space, comma, period, Home, End, digits (modes), R reset (and ask again), P question (on a slide, again to
// close it), ? help, B next beat, which counts as an answer. Escape leads from the question back to the widget, and from there to the
// page. On a slide Space and the arrows turn it, unless a handle or a range has the focus.
{
  const { wordsOf, h, board, talk, herald, transport } = kit;
  const pick = (model, names) => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  // The state that Python gave, also for a second view, or after a reader has changed it.
  const starts = new WeakMap();
  const startOf = (model, traits) => {
    if (!starts.has(model)) starts.set(model, pick(model, traits));
    return starts.get(model);
  };

  // Draws at most once a frame, when a trait or the width has changed.
  function watch({ model, names, root, resized, draw }) {
    const events = names.map((key) => `change:${key}`).join(" ");
    let queued = 0;
    const redraw = () => {
      cancelAnimationFrame(queued);
      queued = requestAnimationFrame(draw);
    };
    model.on(events, redraw);
    const sizes = new ResizeObserver(() => {
      if (resized()) draw();
    });
    sizes.observe(root);
    return () => {
      cancelAnimationFrame(queued);
      model.off(events, redraw);
      sizes.disconnect();
    };
  }

  function widget({ model, el, name, text, traits, stage: heights, tidy = (changes) => changes }) {
    const lang = model.get("lang"),
      words = text[lang] ?? text.en,
      common = wordsOf(lang),
      present = el.dataset.mode === "present",
      start = startOf(model, traits),
      voice = herald();
    const root = h("div", {
      className: `bw ${name}`,
      tabIndex: -1,
      "data-widget-root": name,
      "data-lm-suppress-shortcuts": "true",
      "data-prevent-swipe": "",
    });
    if (el.dataset.mode) root.dataset.mode = el.dataset.mode;
    const stage = board(heights, present, root);
    const put = (state) => {
      model.set(state);
      model.save_changes();
    };
    const read = () => pick(model, traits),
      set = (changes) => put(tidy(changes, read()));
    const ends = [voice];
    let talking, played, moved;
    const player = ({ trait, ...rest }) => {
      played = transport({ lang, get: () => model.get(trait), set: (v) => set({ [trait]: v }), ...rest });
      ends.push(played);
      return played;
    };
    const mover = (one) => {
      moved = one;
      ends.push(one);
      return one;
    };
    const change = (changes, ms) => {
      played.stop();
      if (ms !== undefined) moved.ms = ms;
      set(changes);
    };
    const replay = (changes, ms) => {
      change(changes, ms);
      played.play();
    };

    const bench = {
      words,
      lang,
      present,
      start,
      read,
      set,
      stage: stage.node,
      room: stage.room,
      hidden: () => talking.question.hidden(),
      say: voice.say,
      count: kit.count(common),
      code: kit.code(),
      strip: kit.strip(),
      table: kit.table(words.table ?? common.all),
      player,
      mover,
      change,
      replay,
      open,
    };

    function open({ label = words.picture, ask, more, keys, modes, draw, on = [], stop = [] }) {
      const anchor = el.closest(".widget-mount")?.id ?? "",
        link = kit.links({ anchor, start, read, put });
      // An answer shows what was hidden, also where it changes no trait.
      const redraw = () => {
        talking.question.fresh();
        root.toggleAttribute("data-hidden", bench.hidden());
        draw();
        played.show();
      };
      const beats = model.get("beats") ?? [];
      const show = (state) => {
        played.stop();
        put(state);
      };
      talking = talk({ ask, beats, common, present, root, put: show, changed: redraw });
      const reset = () => {
        talking.reset();
        show(start);
        redraw();
      };
      const folded = kit.more({
        words: common,
        parts: [played.extra, ...more],
        tour: talking.tour,
        help: [common.keys, words.moreKeys].filter(Boolean).join(" "),
        link: anchor ? link.address : null,
      });
      Object.assign(stage.node, { role: "group", ariaLabel: label });
      root.append(
        h("p", { className: "bw-title", textContent: model.get("title") }),
        stage.node,
        h("div", { className: "bw-foot" }, played.node, bench.count.node),
        ...talking.nodes,
        voice.node,
        folded.node,
      );
      kit.listen(root, {
        modes,
        present,
        keys: {
          ...played.keys,
          ...keys,
          "?": folded.keys,
          r: reset,
          b: talking.tour,
          p: talking.focus,
        },
        leave: (target) => left(target, root, talking.question.node),
      });
      link.follow();
      addEventListener("hashchange", link.follow);
      el.replaceChildren(root);
      stage.measure();
      redraw();
      const unwatch = watch({ model, names: [...traits, ...on], root, resized: stage.measure, draw: redraw });
      return () => {
        unwatch();
        removeEventListener("hashchange", link.follow);
        for (const one of [...ends, ...stop]) one.stop();
      };
    }
    return bench;
  }
  // Escape: from the question to the widget, from the widget to the page.
  function left(target, root, question) {
    delete root.dataset.asked;
    if (question.contains(target)) {
      root.focus({ preventScroll: true });
      return true;
    }
    root.ownerDocument.activeElement?.blur();
    return false;
  }
  Object.assign(kit, { widget });
}
