// Labelled controls, each { node, show }; one that leaves no choice is disabled.
//
//   kit.select(text, name, onpick)               show(options, value); an option is a value or [value, text]
//   kit.slider(text, name, onmove, lang)         show(min, max, value, said, step), with buttons for less and more
//   kit.toggle(text, name, onflip)               show(on)
//   kit.choices(text, name, options, onpick)     show(value); a row of buttons, options as [value, text]
//   kit.integer(label, name, min, max, onenter)  show(value)
{
  const { wordsOf, h, clamp } = kit;
  function select(text, name, onpick) {
    const input = h("select", { name, onchange: () => onpick(JSON.parse(input.value)) });
    const show = (options, value) => {
      const list = options.map((one) => (Array.isArray(one) ? one : [one, String(one)])),
        key = JSON.stringify(list);
      if (input.dataset.key !== key) {
        input.dataset.key = key;
        input.replaceChildren(
          ...list.map(([v, words]) => h("option", { value: JSON.stringify(v), textContent: words })),
        );
      }
      input.value = JSON.stringify(value);
      input.disabled = list.length < 2;
    };
    return {
      node: h("label", { className: "bw-control" }, h("span", { textContent: text }), input),
      show,
      input,
    };
  }
  function slider(text, name, onmove, lang = "en") {
    const words = wordsOf(lang),
      output = h("output"),
      input = h("input", { type: "range", name, oninput: () => onmove(input.valueAsNumber) });
    const nudge = (by) => () => {
      const before = input.valueAsNumber;
      input.valueAsNumber = before + by * Number(input.step || 1);
      if (input.valueAsNumber !== before) onmove(input.valueAsNumber);
    };
    const less = h("button", {
      type: "button",
      className: "bw-button bw-nudge",
      textContent: "−",
      ariaLabel: words.less(text),
      onclick: nudge(-1),
    });
    const more = h("button", {
      type: "button",
      className: "bw-button bw-nudge",
      textContent: "+",
      ariaLabel: words.more(text),
      onclick: nudge(1),
    });
    const show = (min, max, value, said = String(value), step = 1) => {
      Object.assign(input, { min, max, step, value, disabled: max <= min });
      output.textContent = said;
      input.setAttribute("aria-valuetext", said);
      less.disabled = value <= min;
      more.disabled = value >= max;
    };
    return {
      node: h(
        "div",
        { className: "bw-control" },
        h("label", { className: "bw-inner" }, h("span", { textContent: text }), input),
        less,
        output,
        more,
      ),
      show,
      input,
    };
  }
  function toggle(text, name, onflip) {
    const input = h("input", { type: "checkbox", name, onchange: () => onflip(input.checked) });
    return {
      node: h("label", { className: "bw-control bw-toggle" }, input, h("span", { textContent: text })),
      show: (on) => {
        input.checked = on;
      },
      input,
    };
  }
  function choices(text, name, options, onpick) {
    const buttons = options.map(([value, words]) =>
      h("button", {
        type: "button",
        className: "bw-choice",
        textContent: words,
        "data-value": value,
        onclick: () => onpick(value),
      }),
    );
    const show = (value) =>
      buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.value === String(value))));
    return {
      node: h(
        "div",
        { className: "bw-choices", role: "group", ariaLabel: text, "data-control": name },
        ...buttons,
      ),
      show,
    };
  }
  function integer(label, name, min, max, onenter) {
    const input = h("input", {
      type: "number",
      name,
      min,
      max,
      step: 1,
      ariaLabel: label,
      onchange: () => {
        const v = Math.round(input.valueAsNumber);
        if (Number.isFinite(v)) onenter(clamp(v, min, max));
        else show(last);
      },
    });
    let last = 0;
    const show = (value) => {
      last = value;
      if (input.ownerDocument.activeElement !== input || input.valueAsNumber !== value) input.value = value;
    };
    return { node: input, show };
  }
  Object.assign(kit, { select, slider, toggle, choices, integer });
}
