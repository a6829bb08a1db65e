// The frame that a widget draws in. From top to bottom: title, picture, transport, number, question, More.
//
//   const bench = kit.widget({ model, el, name, text, traits, stage: { wide, narrow, present }, tidy })
//     stage: heights of the picture in pixels, above 520 pixels of width, below, and on a slide; they never change
//     words, lang, present        texts of its language (`moreKeys` joins the frame's keys, `table` names the table)
//     read() -> { trait: value }  set(changes): `tidy(changes, state)` may complete them first; start: the default state
//     stage                       the picture's box, an element of fixed height: append a canvas or HTML to it, or
//     picture(children, ...)      draw: one SVG that fills it, in pixels, its children replaced; { svg, show(...parts) }
//     room() -> { wide, high, narrow }      the box in pixels, as last observed
//     hidden()                    true until the reader has answered the question: draw "?" for what it asks
//     say(text)                   the live region, at most one message a second
//     count.show({ value, unit, note, bars })     the number and its bar, see count.js
//     code, strip, table          each { node, show }, for `more`; see readouts.js
//     player({ frames, at, trait })     transport over a trait, or over `get` and `set`; see play.js
//     open({ label, player, ask, more, keys, modes, draw, on, stop }) -> what render returns. Draws once a frame when a trait (or
//         one of `on`) or the width has changed. label: the picture in words; ask: kit.predict(...) or kit.guess(...);
//         more: nodes of the widget under More, before the frame's own; stop: what has a stop().
//
// A widget states: traits in, picture out. Nothing else stands at first sight. Play begins with an empty output, the last frame is
// the whole. Texts that change stand in places of fixed height (kit.line), so that no step, answer or beat moves anything.
//
// Keys in the frame: Space, comma, period, Home, End, digits (modes), R reset (and ask again), P question (on a slide, again to
// close it), ? help, B next beat, which counts as an answer. Escape leads from the question back to the widget, and from there to the
// page. On a slide Space and the arrows turn it, unless a handle, a grid or a range has the focus.
{
  const { wordsOf, h, pen, herald, transport } = kit;
  const NARROW = 520;
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

  // The picture's box, and the one SVG that may fill it.
  function board(heights, present, root) {
    const node = h("div", { className: "bw-stage" });
    let wide = 0;
    const measure = () => {
      const now = node.clientWidth;
      if (!now || now === wide) return false;
      wide = now;
      const narrow = !present && wide < NARROW;
      if (present) root.dataset.size = "present";
      else root.dataset.size = narrow ? "narrow" : "wide";
      node.style.height = `${heights[root.dataset.size]}px`;
      return true;
    };
    const room = () => ({
      wide: wide || 640,
      narrow: root.dataset.size === "narrow",
      high: heights[root.dataset.size ?? "wide"],
    });
    const picture = () => {
      const svg = pen.picture([0, 0, 1, 1], { class: "bw-picture", "aria-hidden": "true" });
      node.prepend(svg);
      const show = (...parts) => {
        const { wide: w, high } = room();
        for (const [name, value] of [
          ["viewBox", `0 0 ${w} ${high}`],
          ["width", w],
          ["height", high],
        ])
          // prettier-ignore
          svg.setAttribute(name, value);
        svg.replaceChildren(...parts);
      };
      return { svg, show };
    };
    return { node, room, measure, picture };
  }

  // The question, the tour and their words: on a page in one place, on a slide the question lies over the foot.
  function talk({ ask, beats, common, present, root, put, changed }) {
    const labels = beats.map(({ label }) => label ?? "");
    const question = ask?.build(common, present ? [] : labels);
    const apart = present || !question ? kit.line([...labels, ...(question?.texts ?? [])]) : null;
    let beat = -1;
    // On a slide an answer closes the question, so that the hall sees what the picture plays.
    question?.heard((verdict) => {
      if (present && verdict) {
        delete root.dataset.asked;
        apart.show(verdict);
        root.focus({ preventScroll: true });
      }
      changed();
    });
    const tell = (text) => {
      delete root.dataset.asked;
      question?.tell(text);
      apart?.show(text);
    };
    const tour = () => {
      if (!beats.length) return;
      beat = (beat + 1) % beats.length;
      tell(labels[beat]);
      put(beats[beat].state);
    };
    const reset = () => {
      beat = -1;
      delete root.dataset.asked;
      apart?.show("");
      question?.reset();
    };
    const focus = () => {
      if (!question) return;
      if (present && root.dataset.asked) {
        delete root.dataset.asked;
        root.focus({ preventScroll: true });
        return;
      }
      root.dataset.asked = "true";
      question.repeat();
      question.focus();
    };
    const nodes = [question?.node, apart?.node].filter(Boolean);
    return { nodes, question, tour: beats.length ? tour : null, reset, focus };
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
    const player = ({
      trait,
      frames,
      at,
      get = () => model.get(trait),
      set: go = (v) => set({ [trait]: v }),
    }) => transport({ lang, frames, get, set: go, at });
    let talking = null;

    const bench = {
      words,
      lang,
      present,
      start,
      read,
      set,
      stage: stage.node,
      picture: stage.picture,
      room: stage.room,
      hidden: () => talking?.question?.hidden() ?? false,
      say: voice.say,
      count: kit.count(common),
      code: kit.code(),
      strip: kit.strip(),
      table: kit.table(words.table ?? common.all),
      player,
      open,
    };

    function open({ label = "", player: play, ask, more = [], keys = {}, modes, draw, on = [], stop = [] }) {
      const anchor = el.closest(".widget-mount")?.id ?? "",
        link = kit.links({ anchor, start, read, put });
      // An answer shows what was hidden, also where it changes no trait.
      const redraw = () => {
        talking.question?.fresh();
        root.toggleAttribute("data-hidden", bench.hidden());
        draw();
        play?.show();
      };
      talking = talk({ ask, beats: model.get("beats") ?? [], common, present, root, put, changed: redraw });
      const reset = () => {
        play?.stop();
        talking.reset();
        put(start);
        redraw();
      };
      const folded = kit.more({
        words: common,
        parts: [...(play ? [play.extra] : []), ...more],
        tour: talking.tour,
        help: [common.keys(Boolean(modes)), words.moreKeys].filter(Boolean).join(" "),
        link: anchor ? link.address : null,
      });
      Object.assign(stage.node, { role: "group", ariaLabel: label });
      root.append(
        h("p", { className: "bw-title", textContent: model.get("title") }),
        stage.node,
        h("div", { className: "bw-foot" }, ...(play ? [play.node] : []), bench.count.node),
        ...talking.nodes,
        voice.node,
        folded.node,
      );
      kit.listen(root, {
        modes,
        present,
        keys: {
          ...play?.keys,
          ...keys,
          "?": folded.keys,
          ...both({ r: reset, b: talking.tour, p: talking.focus }),
        },
        leave: (target) => left(target, root, talking.question?.node),
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
        for (const one of [voice, ...(play ? [play] : []), ...stop]) one.stop();
      };
    }
    return bench;
  }
  const both = (keys) =>
    Object.fromEntries(
      Object.entries(keys).flatMap(([key, act]) => (act ? [[key, act], [key.toUpperCase(), act]] : [])), // prettier-ignore
    );
  // Escape: from the question to the widget, from the widget to the page.
  function left(target, root, question) {
    delete root.dataset.asked;
    if (question?.contains(target)) {
      root.focus({ preventScroll: true });
      return true;
    }
    root.ownerDocument.activeElement?.blur();
    return false;
  }
  Object.assign(kit, { widget });
}
