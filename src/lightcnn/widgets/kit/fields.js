// More labelled controls, each { node, show }.
//
//   kit.toggle(text, name, onflip)               show(on)
//   kit.choices(text, name, options, onpick)     show(value); a row of buttons, options as [value, text]
//   kit.integer(label, name, min, max, onenter)  show(value)
{
  const { h, clamp } = kit;
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
  Object.assign(kit, { toggle, choices, integer });
}
