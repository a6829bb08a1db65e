// The frame that a widget draws in: title with the tour, the link to a state and the keys, one line for what they say;
// number strip, code, table, question.
//
//   kit.widget({ model, el, name, text, traits, tidy }) -> the widget's bench:
//     words, lang, present            texts of its language (`moreKeys` joins the frame's keys); whether it stands on a slide
//     read() -> { trait: value }      set(changes): `tidy(changes, state)` may complete them first
//     width(node)                     its width in pixels, as last observed; 640 while it is hidden
//     say(text)                       the live region, at most one message a second; seen by all where `open` has `story`
//     code.show([[text, kind], ...])  kind: "now", "soft" or ""; strip.show([[key, term, value], ...])
//     table.show(caption, head, rows)
//     player({ frames, at, trait })   transport over a trait, or over `get` and `set`
//     choose({ question, answers: [[text, right, why]] }), guess({ label, ...input }, judge): a question, see below
//     open({ parts, keys, modes, ask, draw, on, stop, story }) -> what render returns. Draws once a frame when a trait (or
//         one of `on`) or the width has changed; `stop` lists what has a stop().
//   A question is { node, focus }; a guess also has show(question): a number is judged by judge(n) -> { right, text }.
//
// Keys in the frame: Space, comma, period, Home, End, digits (modes), R reset, P question (on a slide, again to close it), ? help, b next beat.
// Escape leads from the question back to the widget, and from there to the page; it, PageUp and PageDown reach the page, all
// other keys stay inside. A text that scrolls keeps its own arrow keys: code, table, or a widget's `bw-scroll`.
{
  const { wordsOf, h, herald, transport } = kit;
  const pick = (model, names) => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  function watch(model, names, draw) {
    const events = names.map((key) => `change:${key}`).join(" ");
    let queued = 0;
    const redraw = () => {
      cancelAnimationFrame(queued);
      queued = requestAnimationFrame(draw);
    };
    model.on(events, redraw);
    return () => {
      cancelAnimationFrame(queued);
      model.off(events, redraw);
    };
  }

  function widget({ model, el, name, text, traits, tidy = (changes) => changes }) {
    const lang = model.get("lang"),
      words = text[lang] ?? text.en,
      common = wordsOf(lang),
      present = el.dataset.mode === "present",
      start = pick(model, traits);
    const voice = herald(),
      strip = kit.strip(),
      code = kit.code(),
      table = kit.table(common, words.table),
      widths = new Map();
    const put = (state) => {
      model.set(state);
      model.save_changes();
    };
    const read = () => pick(model, traits),
      set = (changes) => put(tidy(changes, read()));
    const width = (node) => {
      if (!widths.get(node)) widths.set(node, Math.round(node.clientWidth));
      return widths.get(node) || 640;
    };
    const player = ({
      trait,
      frames,
      at,
      get = () => model.get(trait),
      set: go = (frame) => set({ [trait]: frame }),
    }) => transport({ lang, frames, get, set: go, at });

    function open({ parts, keys = {}, modes, ask, draw, on = [], stop = [], story = false }) {
      const mount = el.closest(".widget-mount"),
        anchor = mount?.id ?? "",
        beats = model.get("beats") ?? [],
        note = h("p", { className: "bw-beat", "aria-live": "polite" });
      let beat = -1,
        wide = 0;
      const tell = (words_) => {
        note.textContent = words_;
        delete root.dataset.asked;
      };
      const tour = () => {
        if (!beats.length) return;
        beat = (beat + 1) % beats.length;
        tell(beats[beat].label ?? "");
        put(beats[beat].state);
      };
      const reset = () => {
        beat = -1;
        tell("");
        put(start);
      };
      const share = () => {
        history.replaceState(null, "", `#${anchor}~${encodeURIComponent(JSON.stringify(read()))}`);
        tell(common.copied);
      };
      const question = () => {
        if (ask && present && root.dataset.asked) tell("");
        else if (ask) {
          root.dataset.asked = "true";
          ask.focus();
        }
      };
      const help = () => tell([common.keys(Boolean(modes)), words.moreKeys].filter(Boolean).join(" "));
      const tool = (text_, onclick) =>
        h("button", { type: "button", className: "bw-tool", textContent: text_, onclick });
      const tools = h(
        "div",
        { className: "bw-tools" },
        ...(beats.length ? [tool(common.beat, tour)] : []),
        ...(anchor && !present ? [tool(common.link, share)] : []),
        tool(common.help, help),
      );
      const root = h(
        "div",
        {
          className: `bw ${name}`,
          tabIndex: -1,
          "data-widget-root": name,
          "data-lm-suppress-shortcuts": "true",
        },
        h(
          "div",
          { className: "bw-head" },
          h("p", { className: "bw-title", textContent: model.get("title") }),
          tools,
        ),
        note,
        ...parts,
        voice.node,
        ...(ask ? [ask.node] : []),
      );
      if (el.dataset.mode) root.dataset.mode = el.dataset.mode;
      voice.node.classList.toggle("is-story", story);
      const all = { ...keys, r: reset, R: reset, b: tour, B: tour, "?": help, p: question, P: question };
      root.addEventListener("keydown", (event) => {
        if (event.key === "Escape") {
          delete root.dataset.asked;
          if (ask?.node.contains(event.target)) {
            root.focus({ preventScroll: true });
            event.stopPropagation();
          } else root.ownerDocument.activeElement?.blur();
          return;
        }
        if (event.key === "PageUp" || event.key === "PageDown") return;
        event.stopPropagation();
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
        const target = event.target,
          typing = target.matches("select, input[type=number]"),
          own =
            event.key === " " || event.key === "Home" || event.key === "End" || event.key.startsWith("Arrow");
        const scrolls =
          target.matches(".bw-code, .bw-table, .bw-scroll") && target.scrollHeight > target.clientHeight + 1;
        if (
          typing ||
          (own && target.matches("button, summary, input")) ||
          (own && event.key !== " " && scrolls)
        )
          return;
        if (modes && /^[1-9]$/.test(event.key)) {
          modes(Number(event.key) - 1);
          event.preventDefault();
          return;
        }
        if (all[event.key]) {
          all[event.key]();
          event.preventDefault();
        }
      });
      const linked = () => {
        const [id, state] = location.hash.slice(1).split("~");
        if (!anchor || id !== anchor || !state) return;
        try {
          const saved = JSON.parse(decodeURIComponent(state));
          put(
            Object.fromEntries(
              traits
                .filter((key) => key in saved && typeof saved[key] === typeof start[key])
                .map((key) => [key, saved[key]]),
            ),
          );
        } catch {
          /* a mangled link shows the first frame */
        }
      };
      linked();
      addEventListener("hashchange", linked);
      el.replaceChildren(root);
      draw();
      const unwatch = watch(model, [...traits, ...on], draw);
      const sizes = new ResizeObserver(() => {
        const now = Math.round(root.clientWidth),
          first = !wide;
        if (!now || now === wide) return;
        wide = now;
        if (first && [...widths].every(([node, known]) => known === Math.round(node.clientWidth))) return;
        widths.clear();
        draw();
      });
      sizes.observe(root);
      return () => {
        unwatch();
        sizes.disconnect();
        removeEventListener("hashchange", linked);
        for (const one of [voice, ...stop]) one.stop();
      };
    }
    return {
      words,
      lang,
      present,
      read,
      set,
      width,
      say: voice.say,
      code,
      strip,
      table,
      player,
      choose: (asked) => kit.choose(common, asked, name),
      guess: (props, judge) => kit.guess(common, props, judge),
      open,
    };
  }
  Object.assign(kit, { widget });
}
