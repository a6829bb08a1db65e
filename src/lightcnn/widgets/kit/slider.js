// A range with buttons for less and more.
//
//   kit.slider(text, name, onmove, lang)  { node, show(min, max, value, said, step) }; one that leaves no choice is disabled
{
  const { wordsOf, h, button } = kit;
  function slider(text, name, onmove, lang = "en") {
    const words = wordsOf(lang),
      output = h("output"),
      input = h("input", { type: "range", name, oninput: () => onmove(input.valueAsNumber) });
    const nudge = (by, sign, ariaLabel) => {
      const onclick = () => {
        const before = input.valueAsNumber;
        input.valueAsNumber = before + by * Number(input.step || 1);
        if (input.valueAsNumber !== before) onmove(input.valueAsNumber);
      };
      return button("bw-button bw-nudge", { ariaLabel, onclick }, sign);
    };
    const less = nudge(-1, "−", words.less(text)),
      more = nudge(1, "+", words.more(text));
    const show = (min, max, value, said = String(value), step = 1) => {
      Object.assign(input, { min, max, step, value, disabled: max <= min, ariaValueText: said });
      output.textContent = said;
      less.disabled = value <= min;
      more.disabled = value >= max;
    };
    const label = h("label", { className: "bw-inner" }, h("span", { textContent: text }), input);
    return { node: h("div", { className: "bw-control" }, label, less, output, more), show };
  }
  Object.assign(kit, { slider });
}
