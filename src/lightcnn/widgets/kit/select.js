// A list to choose from.
//
//   kit.select(text, name, onpick)  { node, show(options, value), input }; an option is a value or [value, text], and one that
//     leaves no choice is disabled
{
  const { h } = kit;
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
  Object.assign(kit, { select });
}
