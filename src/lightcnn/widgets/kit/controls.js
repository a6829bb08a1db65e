// Labelled controls, each { node, show }; one that leaves no choice is disabled.
//
//   kit.select(text, name, onpick)               show(options, value); an option is a value or [value, text]
//   kit.slider(text, name, onmove, lang)         show(min, max, value, said, step), with buttons for less and more
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
  Object.assign(kit, { select, slider });
}
