// The question of every step: asked anew where a step is open, answered by a touch on a row or by the button.
//
//   deciding({ words, where, question, verdict, texts, reveal })  { ask, answer(row), picked() }
//     where(): { number, done } of the step; question(), verdict(row or null): the words of the present step; reveal(): plays the answer
//     ask: for bench.open; a step that is taken unasked, by play, says what was taken

function deciding({ words, where, question, verdict, texts, reveal }) {
  let said,
    changed = () => {},
    at = -1, // the step that is asked about
    open = true,
    touring = false,
    pick = null;
  const button = kit.button("bw-choice", { ariaPressed: false, onclick: () => answer(null) }, words.show);

  function answer(row) {
    touring = open = false;
    pick = row;
    at = where().number;
    button.ariaPressed = row === null;
    reveal();
    said.show(verdict(row));
    changed(verdict(row));
  }
  function fresh(lead) {
    const { number, done } = where();
    if (touring) return;
    const first = at < 0;
    if (number !== at) {
      [at, pick, open] = [number, null, true];
      button.ariaPressed = false;
    }
    if (done && open) {
      open = false;
      if (!first) changed(verdict(null));
    }
    if (open) said.show(question(), lead);
    else said.show(verdict(pick));
  }
  function reset() {
    touring = false;
    at = -1;
  }

  function build(common, tour) {
    said = kit.line([...texts, ...tour], common.predict);
    const node = h(
      "div",
      { className: "bw-ask", role: "group", ariaLabel: common.predict },
      said.node,
      h("div", { className: "bw-choices" }, button),
    );
    return {
      node,
      texts,
      focus: () => button.focus(),
      hidden: () => open,
      tell: (text) => {
        [touring, open, pick] = [true, false, null];
        said.show(text);
        changed();
      },
      heard: (hear) => {
        changed = hear;
      },
      reset,
      fresh: () => fresh(common.predict),
      repeat: () => said.show(question(), common.predict),
    };
  }
  return { ask: { build }, answer, picked: () => pick };
}
