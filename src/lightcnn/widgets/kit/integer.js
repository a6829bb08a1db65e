// A whole number to type.
//
//   kit.integer(label, name, min, max, onenter)  { node, show(value) }
{
  const { h, clamp } = kit;
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
  Object.assign(kit, { integer });
}
