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
Object.assign(kit, (({ wordsOf, h, transport }) => {
  const pick = (model, names) => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  const write = (node, text) => { if (node.textContent !== text) node.textContent = text; };

  // ---------- Numbers, code, table: what stays the same keeps its nodes ----------
  function numbers() {
    const node = h("dl", { className: "bw-numbers" });
    let keys = "";
    const show = (rows) => {
      const now = rows.map(([key]) => key).join(" ");
      if (now !== keys) { keys = now; node.replaceChildren(...rows.map(([key]) => h("div", { "data-number": key }, h("dt"), h("dd")))); }
      rows.forEach(([, term, value], i) => { const [dt, dd] = node.children[i].children; write(dt, term); write(dd, value); });
    };
    return { node, show };
  }
  function lines() {
    const node = h("pre", { className: "bw-code", tabIndex: 0, role: "region", ariaLabel: "PyTorch" });
    let shown = "";
    const show = (pieces) => {
      const now = JSON.stringify(pieces);
      if (now !== shown) { shown = now; node.replaceChildren(...pieces.map(([text, kind]) => h("span", { className: kind ? `bw-${kind}` : "", textContent: text }))); }
    };
    return { node, show };
  }
  function sheet(words, label) {
    const body = h("div", { className: "bw-table", tabIndex: 0, role: "group", ariaLabel: label });
    const node = h("details", { className: "bw-data" }, h("summary", { textContent: words.asTable }), body);
    let size = "";
    const show = (caption, head, rows) => {
      const now = `${head.length} ${rows.length}`;
      if (now !== size) {
        size = now;
        const row = () => h("tr", {}, ...head.map((_, i) => (i ? h("td") : h("th", { scope: "row" }))));
        body.replaceChildren(h("table", {}, h("caption"), h("thead", {}, h("tr", {}, ...head.map(() => h("th", { scope: "col" })))), h("tbody", {}, ...rows.map(row))));
      }
      const { caption: top, rows: cells } = body.firstChild;
      write(top, caption);
      [head, ...rows].forEach((texts, r) => texts.forEach((text, c) => write(cells[r].cells[c], String(text))));
    };
    return { node, show };
  }

  // ---------- Questions ----------
  function choose(words, { question, answers }, key) {
    const verdict = h("p", { className: "bw-answer", "aria-live": "polite" });
    const buttons = answers.map(([text, right, why], i) => h("button", { type: "button", className: "bw-choice", textContent: text, onclick: () => {
      for (const b of buttons) b.setAttribute("aria-pressed", String(b === buttons[i]));
      node.dataset.right = String(right); verdict.textContent = (right ? words.right : words.wrong) + why;
      try { localStorage.setItem(`book.predict.${key}`, text); } catch { /* storage may be closed */ }
    } }));
    for (const b of buttons) b.setAttribute("aria-pressed", "false");
    const node = h("div", { className: "bw-predict", role: "group", ariaLabel: words.predict }, h("p", { className: "bw-question" }, h("strong", { textContent: `${words.predict}. ` }), question), h("div", { className: "bw-choices" }, ...buttons), verdict);
    return { node, focus: () => buttons[0].focus() };
  }
  // A new question takes the old answer away. A judge may answer without a verdict: { text } alone.
  function guess(words, { label, ...props }, judge) {
    const input = h("input", { type: "number", name: "prediction", ariaLabel: label, ...props }), answer = h("output", { className: "bw-answer" }), question = h("span");
    const node = h("form", { className: "bw-predict", noValidate: true, onsubmit: (event) => {
      event.preventDefault();
      const { right, text } = judge(input.valueAsNumber);
      if (right === undefined) delete node.dataset.right; else node.dataset.right = String(right);
      answer.textContent = text;
    } }, h("label", {}, h("strong", { textContent: `${words.predict}. ` }), question, " ", input), h("button", { type: "submit", className: "bw-choice", textContent: words.check }), answer);
    const show = (now) => { if (question.textContent !== now) { question.textContent = now; answer.textContent = input.value = ""; delete node.dataset.right; } };
    return { node, focus: () => input.focus(), show };
  }

  // ---------- The live region and the hook to the model ----------
  function herald() {
    const node = h("p", { className: "bw-say", "aria-live": "polite" });
    let last = -1e9, timer = 0;
    const say = (text) => { clearTimeout(timer); timer = setTimeout(() => { last = Date.now(); write(node, text); }, Math.max(0, 1000 - (Date.now() - last))); };
    return { node, say, stop: () => clearTimeout(timer) };
  }
  function watch(model, names, draw) {
    const events = names.map((key) => `change:${key}`).join(" ");
    let queued = 0;
    const redraw = () => { cancelAnimationFrame(queued); queued = requestAnimationFrame(draw); };
    model.on(events, redraw);
    return () => { cancelAnimationFrame(queued); model.off(events, redraw); };
  }

  // ---------- The bench ----------
  function widget({ model, el, name, text, traits, tidy = (changes) => changes }) {
    const lang = model.get("lang"), words = text[lang] ?? text.en, common = wordsOf(lang), present = el.dataset.mode === "present", start = pick(model, traits);
    const voice = herald(), strip = numbers(), code = lines(), table = sheet(common, words.table), widths = new Map();
    const put = (state) => { model.set(state); model.save_changes(); };
    const read = () => pick(model, traits), set = (changes) => put(tidy(changes, read()));
    const width = (node) => { if (!widths.get(node)) widths.set(node, Math.round(node.clientWidth)); return widths.get(node) || 640; };
    const player = ({ trait, frames, at, get = () => model.get(trait), set: go = (frame) => set({ [trait]: frame }) }) => transport({ lang, frames, get, set: go, at });

    function open({ parts, keys = {}, modes, ask, draw, on = [], stop = [], story = false }) {
      const mount = el.closest(".widget-mount"), anchor = mount?.id ?? "", beats = model.get("beats") ?? [], note = h("p", { className: "bw-beat", "aria-live": "polite" });
      let beat = -1, wide = 0;
      const tell = (words_) => { note.textContent = words_; delete root.dataset.asked; };
      const tour = () => { if (!beats.length) return; beat = (beat + 1) % beats.length; tell(beats[beat].label ?? ""); put(beats[beat].state); };
      const reset = () => { beat = -1; tell(""); put(start); };
      const share = () => { history.replaceState(null, "", `#${anchor}~${encodeURIComponent(JSON.stringify(read()))}`); tell(common.copied); };
      const question = () => { if (ask && present && root.dataset.asked) tell(""); else if (ask) { root.dataset.asked = "true"; ask.focus(); } };
      const help = () => tell([common.keys(Boolean(modes)), words.moreKeys].filter(Boolean).join(" "));
      const tool = (text_, onclick) => h("button", { type: "button", className: "bw-tool", textContent: text_, onclick });
      const tools = h("div", { className: "bw-tools" }, ...(beats.length ? [tool(common.beat, tour)] : []), ...(anchor && !present ? [tool(common.link, share)] : []), tool(common.help, help));
      const root = h("div", { className: `bw ${name}`, tabIndex: -1, "data-widget-root": name, "data-lm-suppress-shortcuts": "true" }, h("div", { className: "bw-head" }, h("p", { className: "bw-title", textContent: model.get("title") }), tools), note, ...parts, voice.node, ...(ask ? [ask.node] : []));
      if (el.dataset.mode) root.dataset.mode = el.dataset.mode;
      voice.node.classList.toggle("is-story", story);
      const all = { ...keys, r: reset, R: reset, b: tour, B: tour, "?": help, p: question, P: question };
      root.addEventListener("keydown", (event) => {
        if (event.key === "Escape") {
          delete root.dataset.asked;
          if (ask?.node.contains(event.target)) { root.focus({ preventScroll: true }); event.stopPropagation(); } else root.ownerDocument.activeElement?.blur();
          return;
        }
        if (event.key === "PageUp" || event.key === "PageDown") return;
        event.stopPropagation();
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
        const target = event.target, typing = target.matches("select, input[type=number]"), own = event.key === " " || event.key === "Home" || event.key === "End" || event.key.startsWith("Arrow");
        const scrolls = target.matches(".bw-code, .bw-table, .bw-scroll") && target.scrollHeight > target.clientHeight + 1;
        if (typing || (own && target.matches("button, summary, input")) || (own && event.key !== " " && scrolls)) return;
        if (modes && /^[1-9]$/.test(event.key)) { modes(Number(event.key) - 1); event.preventDefault(); return; }
        if (all[event.key]) { all[event.key](); event.preventDefault(); }
      });
      const linked = () => {
        const [id, state] = location.hash.slice(1).split("~");
        if (!anchor || id !== anchor || !state) return;
        try { const saved = JSON.parse(decodeURIComponent(state)); put(Object.fromEntries(traits.filter((key) => key in saved && typeof saved[key] === typeof start[key]).map((key) => [key, saved[key]]))); } catch { /* a mangled link shows the first frame */ }
      };
      linked();
      addEventListener("hashchange", linked);
      el.replaceChildren(root);
      draw();
      const unwatch = watch(model, [...traits, ...on], draw);
      const sizes = new ResizeObserver(() => {
        const now = Math.round(root.clientWidth), first = !wide;
        if (!now || now === wide) return;
        wide = now;
        if (first && [...widths].every(([node, known]) => known === Math.round(node.clientWidth))) return;
        widths.clear(); draw();
      });
      sizes.observe(root);
      return () => { unwatch(); sizes.disconnect(); removeEventListener("hashchange", linked); for (const one of [voice, ...stop]) one.stop(); };
    }
    return { words, lang, present, read, set, width, say: voice.say, code, strip, table, player, choose: (asked) => choose(common, asked, name), guess: (props, judge) => guess(common, props, judge), open };
  }
  return { widget };
})(kit));
