// The frame that every widget shares. Joined in front of a widget's module; its one name is `kit`.
//
//   kit.h(tag, props, ...children)       HTML element; on* are listeners, the rest properties or attributes
//   kit.s(tag, attributes, ...children)  SVG element
//   kit.clamp(x, low, high), kit.whole(n) "10,368", kit.short(n) "462.4 M"
//   kit.cells(list, size, x, y)          path data of squares at [[row, column], ...]
//   kit.fit(size, kernel, stride, padding, dilation) -> { out, used }: output side, padded pixels that are read
//   kit.select / slider / toggle / choices / integer: labelled controls, each { node, show }
//   kit.transport({ words, frames, get, set })  first, back, play, next, last, scrub, speed: { node, show, keys, stop }
//   kit.glide(draw)  { to(target), jump(target), stop, time }: draws fractional times on the way; jumps where motion is unwelcome
//   kit.roving(node, { size, get, set })  arrow keys and roving tabindex on [data-row][data-column] cells
//   kit.numbers() { node, show([[key, term, text]]) }; kit.table(words) { node, show(caption, head, rows) }
//   kit.predict(words) { node, show({ question, answers: [[text, right, why]] }), focus }
//   kit.shell({ model, el, name, words, keys, modes, parts, shared }) -> { root, say, stop }: title, keys, beats,
//       live region, help, link to the present state (traits named in `shared`)
//   kit.watch(model, traits, draw) -> function that unhooks; draws once a frame at most
//
// Keys in the frame: Space, comma, period, Home, End, digits (modes), R reset, P predict, ? help, b next beat.
// Escape leaves; Escape, PageUp and PageDown reach the page, all other keys stay inside.
const kit = (() => {
  const TEXT = {
    en: {
      first: "First step", back: "Step back", play: "Play", pause: "Pause", next: "Step forward", last: "Last step",
      scrub: "Step", speed: "Speed", perSecond: (v) => `${v} steps/s`, transport: "Playback", asTable: "Show as table", at: (i, n) => `step ${i + 1} of ${n}`,
      predict: "Predict", right: "Right. ", wrong: "Not yet. ", link: "Link to this state", copied: "The link is in the address bar.", help: "Keys", beat: "Next step of the tour",
      keys: "Space plays, comma and period step, Home and End jump, arrows move the cursor in a grid, digits choose a mode, R resets, P goes to the question, B is the next step of the tour, Escape leaves.",
    },
  };
  const h = (tag, props = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(props)) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (key in node && key !== "list") node[key] = value;
      else node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
  };
  const s = (tag, attributes = {}, ...children) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };
  const clamp = (x, low, high) => Math.min(high, Math.max(low, x));
  const whole = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");
  const short = (n) => (n >= 1e6 ? `${(n / 1e6).toFixed(1)} M` : n >= 1e4 ? `${(n / 1e3).toFixed(1)} k` : whole(n));
  const cells = (list, size, x = 0, y = 0) => list.map(([r, c]) => `M${x + c * size} ${y + r * size}h${size}v${size}h${-size}z`).join("");
  const fit = (size, kernel, stride, padding, dilation) => {
    const span = dilation * (kernel - 1) + 1, out = Math.floor((size + 2 * padding - span) / stride) + 1;
    return { out, used: (out - 1) * stride + span };
  };

  // ---------- Controls ----------
  let serial = 0;
  function select(text, name, onpick) {
    const input = h("select", { name, onchange: () => onpick(JSON.parse(input.value)) });
    const show = (options, value) => {
      const list = options.map((one) => (Array.isArray(one) ? one : [one, String(one)])), key = JSON.stringify(list);
      if (input.dataset.key !== key) { input.dataset.key = key; input.replaceChildren(...list.map(([v, words]) => h("option", { value: JSON.stringify(v), textContent: words }))); }
      input.value = JSON.stringify(value); input.disabled = list.length < 2;
    };
    return { node: h("label", { className: "bw-control" }, h("span", { textContent: text }), input), show, input };
  }
  function slider(text, name, onmove) {
    const output = h("output"), input = h("input", { type: "range", name, oninput: () => onmove(input.valueAsNumber) });
    const nudge = (by) => () => { const before = input.valueAsNumber; input.valueAsNumber = before + by * Number(input.step || 1); if (input.valueAsNumber !== before) onmove(input.valueAsNumber); };
    const less = h("button", { type: "button", className: "bw-button bw-nudge", textContent: "−", ariaLabel: `${text}: less`, onclick: nudge(-1) });
    const more = h("button", { type: "button", className: "bw-button bw-nudge", textContent: "+", ariaLabel: `${text}: more`, onclick: nudge(1) });
    const show = (min, max, value, words = String(value), step = 1) => { Object.assign(input, { min, max, step, value }); output.textContent = words; input.setAttribute("aria-valuetext", words); less.disabled = value <= min; more.disabled = value >= max; };
    return { node: h("div", { className: "bw-control" }, h("label", { className: "bw-inner" }, h("span", { textContent: text }), input), less, output, more), show, input };
  }
  function toggle(text, name, onflip) {
    const input = h("input", { type: "checkbox", name, onchange: () => onflip(input.checked) });
    return { node: h("label", { className: "bw-control bw-toggle" }, input, h("span", { textContent: text })), show: (on) => { input.checked = on; }, input };
  }
  function choices(text, name, options, onpick) {
    const buttons = options.map(([value, words]) => h("button", { type: "button", className: "bw-choice", textContent: words, "data-value": value, onclick: () => onpick(value) }));
    const show = (value) => buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.value === String(value))));
    return { node: h("div", { className: "bw-choices", role: "group", ariaLabel: text, "data-control": name }, ...buttons), show };
  }
  function integer(label, name, min, max, onenter) {
    const input = h("input", { type: "number", name, min, max, step: 1, ariaLabel: label, onchange: () => { const v = Math.round(input.valueAsNumber); if (Number.isFinite(v)) onenter(clamp(v, min, max)); else show(last); } });
    let last = 0;
    const show = (value) => { last = value; if (input.ownerDocument.activeElement !== input || input.valueAsNumber !== value) input.value = value; };
    return { node: input, show };
  }

  // ---------- Transport ----------
  const ICONS = { first: "M5 4v12M16 4l-8 6 8 6z", back: "M14 4l-8 6 8 6z", play: "M6 3l11 7-11 7z", pause: "M6 4v12M13 4v12", next: "M6 4l8 6-8 6z", last: "M4 4l8 6-8 6zM15 4v12" };
  const icon = (name) => { const svg = s("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" }, s("path", { d: ICONS[name] })); return svg; };
  function transport({ lang = "en", frames, get, set, at }) {
    const words = TEXT[lang];
    let timer = 0, speed = 2;
    const go = (i) => set(clamp(i, 0, frames() - 1));
    const act = (i) => { stop(); go(i); };
    const range = h("input", { type: "range", name: "frame", min: 0, step: 1, ariaLabel: words.scrub, oninput: () => act(range.valueAsNumber) });
    const button = (kind, onclick) => h("button", { type: "button", className: `bw-button bw-${kind}`, ariaLabel: words[kind], title: words[kind], onclick }, icon(kind));
    const play = button("play", () => flip());
    const face = () => { const kind = timer ? "pause" : "play"; play.replaceChildren(icon(kind)); play.ariaLabel = play.title = words[kind]; };
    function stop() { clearTimeout(timer); timer = 0; face(); }
    function tick() { if (get() >= frames() - 1) { stop(); return; } go(get() + 1); timer = setTimeout(tick, 1000 / speed); }
    function flip() { if (timer) { stop(); return; } if (get() >= frames() - 1) go(0); timer = setTimeout(tick, 1000 / speed); face(); }
    const speeds = h("select", { name: "speed", ariaLabel: words.speed, onchange: () => { speed = Number(speeds.value); } }, ...[0.25, 0.5, 1, 2, 4, 8].map((v) => h("option", { value: v, textContent: words.perSecond(v), selected: v === 2 })));
    const keys = { " ": flip, ",": () => act(get() - 1), ".": () => act(get() + 1), Home: () => act(0), End: () => act(frames() - 1) };
    const node = h("div", { className: "bw-transport", role: "group", ariaLabel: words.transport }, button("first", keys.Home), button("back", keys[","]), play, button("next", keys["."]), button("last", keys.End), range, speeds);
    const show = () => { Object.assign(range, { max: frames() - 1, value: get() }); range.setAttribute("aria-valuetext", at ? at(get()) : words.at(get(), frames())); };
    return { node, show, keys, stop };
  }

  function glide(draw) {
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    let time = 0, frame = 0, goal = 0, before = 0;
    const stop = () => { cancelAnimationFrame(frame); frame = 0; };
    const jump = (target) => { stop(); time = goal = target; draw(time); };
    function tick(now) {
      const left = goal - time, step = Math.max(1.3, Math.abs(left) * 1.4) * Math.min(50, Math.max(0, now - before)) / 1000;
      before = now;
      if (step >= Math.abs(left)) { jump(goal); return; }
      time += Math.sign(left) * step; draw(time); frame = requestAnimationFrame(tick);
    }
    const to = (target) => { if (still.matches || target === time) { jump(target); return; } goal = target; if (!frame) { before = performance.now(); frame = requestAnimationFrame(tick); } };
    return { to, jump, stop, get time() { return time; } };
  }

  // ---------- Grid cursor ----------
  function roving(node, { size, get, set }) {
    const cellOf = (event) => event.target.closest?.("[data-row]");
    const pick = (event) => { const cell = cellOf(event); if (cell && node.contains(cell) && (event.type !== "pointermove" || event.buttons)) set(Number(cell.dataset.row), Number(cell.dataset.column), false); };
    node.addEventListener("pointerdown", pick);
    node.addEventListener("pointermove", pick);
    node.addEventListener("keydown", (event) => {
      const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!by || !cellOf(event)) return;
      event.preventDefault();
      const [rows, columns] = size(), [row, column] = get();
      set(clamp(row + by[0], 0, rows - 1), clamp(column + by[1], 0, columns - 1), true);
    });
    const show = (focus) => {
      const [row, column] = get();
      for (const cell of node.querySelectorAll("[data-row]")) {
        const on = Number(cell.dataset.row) === row && Number(cell.dataset.column) === column;
        cell.setAttribute("tabindex", on ? "0" : "-1"); cell.setAttribute("aria-selected", String(on));
        if (on && focus) cell.focus({ preventScroll: true });
      }
    };
    return { show };
  }

  // ---------- Numbers, table, question ----------
  function numbers() {
    const node = h("dl", { className: "bw-numbers" });
    return { node, show: (rows) => node.replaceChildren(...rows.map(([key, term, value]) => h("div", { "data-number": key }, h("dt", { textContent: term }), h("dd", { textContent: value })))) };
  }
  function table({ lang = "en", label }) {
    const body = h("div", { className: "bw-table", tabIndex: 0, role: "group", ariaLabel: label });
    const node = h("details", { className: "bw-data" }, h("summary", { textContent: TEXT[lang].asTable }), body);
    const show = (caption, head, rows) => body.replaceChildren(h("table", {}, h("caption", { textContent: caption }), h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col", textContent: text })))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((text, i) => (i ? h("td", { textContent: text }) : h("th", { scope: "row", textContent: text }))))))));
    return { node, show };
  }
  function predict(lang, { question, answers }, key) {
    const words = TEXT[lang], verdict = h("p", { className: "bw-answer", "aria-live": "polite" });
    const buttons = answers.map(([text, right, why], i) => h("button", { type: "button", className: "bw-choice", textContent: text, onclick: () => {
      for (const b of buttons) b.setAttribute("aria-pressed", String(b === buttons[i]));
      node.dataset.right = String(right); verdict.textContent = (right ? words.right : words.wrong) + why;
      try { localStorage.setItem(`book.predict.${key}`, text); } catch { /* storage may be closed */ }
    } }));
    for (const b of buttons) b.setAttribute("aria-pressed", "false");
    const node = h("div", { className: "bw-predict", role: "group", ariaLabel: words.predict }, h("p", { className: "bw-question" }, h("strong", { textContent: `${words.predict}. ` }), question), h("div", { className: "bw-choices" }, ...buttons), verdict);
    return { node, focus: () => buttons[0].focus() };
  }

  // ---------- Frame ----------
  function herald() {
    const node = h("p", { className: "bw-say", "aria-live": "polite" });
    let last = -1e9, timer = 0;
    const say = (text) => { clearTimeout(timer); timer = setTimeout(() => { last = Date.now(); if (node.textContent !== text) node.textContent = text; }, Math.max(0, 1000 - (Date.now() - last))); };
    return { node, say, stop: () => clearTimeout(timer) };
  }
  const pick = (model, names) => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  function shell({ model, el, name, keys = {}, modes, parts, shared, ask }) {
    const words = TEXT[model.get("lang")] ?? TEXT.en, start = pick(model, shared), voice = herald(), note = h("p", { className: "bw-beat", "aria-live": "polite" });
    const mount = el.closest(".widget-mount"), anchor = mount?.id ?? "";
    let beat = -1;
    const put = (state) => { model.set(state); model.save_changes(); };
    const tour = () => { const beats = model.get("beats") ?? []; if (!beats.length) return; beat = (beat + 1) % beats.length; note.textContent = beats[beat].label ?? ""; put(beats[beat].state); };
    const reset = () => { beat = -1; note.textContent = ""; put(start); };
    const share = () => { history.replaceState(null, "", `#${anchor}~${encodeURIComponent(JSON.stringify(pick(model, shared)))}`); note.textContent = words.copied; };
    const question = () => { if (ask) { root.dataset.asked = "true"; ask.focus(); } };
    const help = () => { note.textContent = words.keys; };
    const tool = (text, onclick) => h("button", { type: "button", className: "bw-tool", textContent: text, onclick });
    const tools = h("div", { className: "bw-tools" }, ...((model.get("beats") ?? []).length ? [tool(words.beat, tour)] : []), ...(anchor && el.dataset.mode !== "present" ? [tool(words.link, share)] : []), tool(words.help, help));
    const root = h("div", { className: `bw ${name}`, tabIndex: -1, "data-widget-root": name, "data-lm-suppress-shortcuts": "true" }, h("p", { className: "bw-title", textContent: model.get("title") }), ...parts, voice.node, note, ...(ask ? [ask.node] : []), tools);
    if (el.dataset.mode) root.dataset.mode = el.dataset.mode;
    const all = { ...keys, r: reset, R: reset, b: tour, B: tour, "?": help, p: question, P: question };
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { root.ownerDocument.activeElement?.blur(); return; }
      if (event.key === "PageUp" || event.key === "PageDown") return;
      event.stopPropagation();
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target, typing = target.matches("select, input[type=number]"), own = event.key === " " || event.key === "Home" || event.key === "End" || event.key.startsWith("Arrow");
      if (typing || (own && target.matches("button, summary, input"))) return;
      if (modes && /^[1-9]$/.test(event.key)) { modes(Number(event.key) - 1); event.preventDefault(); return; }
      if (all[event.key]) { all[event.key](); event.preventDefault(); }
    });
    const [id, state] = location.hash.slice(1).split("~");
    if (anchor && id === anchor && state) {
      try { const saved = JSON.parse(decodeURIComponent(state)); put(Object.fromEntries(shared.filter((key) => key in saved && typeof saved[key] === typeof start[key]).map((key) => [key, saved[key]]))); } catch { /* a mangled link shows the first frame */ }
    }
    el.replaceChildren(root);
    return { root, say: voice.say, stop: voice.stop };
  }
  function watch(model, names, draw) {
    const events = names.map((key) => `change:${key}`).join(" ");
    let queued = 0;
    const redraw = () => { cancelAnimationFrame(queued); queued = requestAnimationFrame(draw); };
    model.on(events, redraw);
    return () => { cancelAnimationFrame(queued); model.off(events, redraw); };
  }
  return { h, s, clamp, whole, short, cells, fit, select, slider, toggle, choices, integer, transport, glide, roving, numbers, table, predict, shell, watch };
})();
