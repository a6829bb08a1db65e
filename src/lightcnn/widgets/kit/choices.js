// A row of buttons, of which one is chosen.
//
//   kit.choices(text, name, options, onpick)  { node, show(value) }; options as [value, text]
{
  const { h, button } = kit;
  function choices(text, name, options, onpick) {
    const buttons = options.map(([value, words]) =>
      button("bw-choice", { "data-value": value, onclick: () => onpick(value) }, words),
    );
    const show = (value) => {
      for (const one of buttons) one.ariaPressed = one.dataset.value === String(value);
    };
    return {
      node: h(
        "div",
        { className: "bw-choices", role: "group", ariaLabel: text, "data-control": name },
        ...buttons,
      ),
      show,
    };
  }
  Object.assign(kit, { choices });
}
