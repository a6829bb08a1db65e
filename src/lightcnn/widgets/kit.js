// Elements, numbers and controls: the first of the three files that Python joins in front of a widget's module. Their one
// name is `kit`; kit_play.js adds what moves, kit_frame.js the frame that a widget draws in.
//
//   kit.wordsOf(lang)                    the texts of the frame
//   kit.h(tag, props, ...children)       HTML element; on* are listeners, the rest properties or attributes
//   kit.s(tag, attributes, ...children)  SVG element
//   kit.clamp(x, low, high), kit.whole(n) "10,368", kit.short(n) "462.4 M", kit.short(n, 3) "462 M"
//   kit.cells(list, size, x, y)          path data of squares at [[row, column], ...]
//   kit.fit(size, kernel, stride, padding, dilation) -> { out, used }: output side, padded pixels that are read
//   kit.select / slider / toggle / choices / integer: labelled controls, each { node, show }; one that leaves no choice is disabled
const kit = (() => {
  const TEXT = {
    en: {
      first: "First step", back: "Step back", play: "Play", pause: "Pause", next: "Step forward", last: "Last step",
      scrub: "Step", speed: "Speed", perSecond: (v) => `${v} steps/s`, transport: "Playback", asTable: "Show as table", check: "Check", at: (i, n) => `step ${i + 1} of ${n}`,
      predict: "Predict", right: "Right. ", wrong: "Not yet. ", less: (what) => `${what}: less`, more: (what) => `${what}: more`, link: "Link to this state", copied: "The link is in the address bar.", help: "Keys", beat: "Next step of the tour",
      keys: (modes) => `Space plays, comma and period step, Home and End jump, arrows move the cursor, ${modes ? "digits choose a mode, " : ""}R resets, P goes to the question, B is the next step of the tour, Escape leaves.`,
    },
  };
  const wordsOf = (lang) => TEXT[lang] ?? TEXT.en;
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
  const short = (n, figures) => {
    const round = (x) => (!figures ? x.toFixed(1) : Math.round(x) >= 10 ** figures ? whole(x) : x.toPrecision(figures));
    const million = figures ? 1e6 - 500 * 10 ** (3 - figures) : 1e6; // what rounds to a million is written as one
    return n >= million ? `${round(n / 1e6)} M` : n >= 1e4 ? `${round(n / 1e3)} k` : whole(n);
  };
  const cells = (list, size, x = 0, y = 0) => list.map(([r, c]) => `M${x + c * size} ${y + r * size}h${size}v${size}h${-size}z`).join("");
  const fit = (size, kernel, stride, padding, dilation) => {
    const span = dilation * (kernel - 1) + 1, out = Math.floor((size + 2 * padding - span) / stride) + 1;
    return { out, used: (out - 1) * stride + span };
  };

  // ---------- Controls ----------
  function select(text, name, onpick) {
    const input = h("select", { name, onchange: () => onpick(JSON.parse(input.value)) });
    const show = (options, value) => {
      const list = options.map((one) => (Array.isArray(one) ? one : [one, String(one)])), key = JSON.stringify(list);
      if (input.dataset.key !== key) { input.dataset.key = key; input.replaceChildren(...list.map(([v, words]) => h("option", { value: JSON.stringify(v), textContent: words }))); }
      input.value = JSON.stringify(value); input.disabled = list.length < 2;
    };
    return { node: h("label", { className: "bw-control" }, h("span", { textContent: text }), input), show, input };
  }
  function slider(text, name, onmove, lang = "en") {
    const words = wordsOf(lang), output = h("output"), input = h("input", { type: "range", name, oninput: () => onmove(input.valueAsNumber) });
    const nudge = (by) => () => { const before = input.valueAsNumber; input.valueAsNumber = before + by * Number(input.step || 1); if (input.valueAsNumber !== before) onmove(input.valueAsNumber); };
    const less = h("button", { type: "button", className: "bw-button bw-nudge", textContent: "−", ariaLabel: words.less(text), onclick: nudge(-1) });
    const more = h("button", { type: "button", className: "bw-button bw-nudge", textContent: "+", ariaLabel: words.more(text), onclick: nudge(1) });
    const show = (min, max, value, said = String(value), step = 1) => { Object.assign(input, { min, max, step, value, disabled: max <= min }); output.textContent = said; input.setAttribute("aria-valuetext", said); less.disabled = value <= min; more.disabled = value >= max; };
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
  return { wordsOf, h, s, clamp, whole, short, cells, fit, select, slider, toggle, choices, integer };
})();
