// A box to tick.
//
//   kit.toggle(text, name, onflip)  { node, show(on) }
{
  const { h } = kit;
  function toggle(text, name, onflip) {
    const input = h("input", { type: "checkbox", name, onchange: () => onflip(input.checked) });
    const show = (on) => {
      input.checked = on;
    };
    return {
      node: h("label", { className: "bw-control" }, input, h("span", { textContent: text })),
      show,
    };
  }
  Object.assign(kit, { toggle });
}
