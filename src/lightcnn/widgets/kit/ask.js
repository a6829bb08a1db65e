// Questions: what they ask for is hidden until the reader commits; then the picture plays the answer.
//
//   kit.predict({ question, answers: [{ text, right, why }], reveal, hides })     choices
//   reveal(answer): sets traits, starts the player; hides: false where nothing that is shown gives the answer away
//   kit.asking({ question, reveal, hides }, words, texts, form)   what predict and guess share
//   -> what `bench.open({ ask })` takes; the frame calls build(words, tour)
{
  const { h, button, line } = kit;

  // What both kinds share: the words of question and verdict in one place, and whether the reader has committed.
  function asking({ question, hides = true, reveal }, words, texts, form) {
    const ask = typeof question === "function" ? question : () => question;
    const said = line([ask(), ...texts], words.predict);
    let open = true,
      asked = ask(),
      touring = false,
      changed = () => {};
    const node = h(
      "div",
      { className: "bw-ask", role: "group", ariaLabel: words.predict },
      said.node,
      form.node,
    );
    const again = () => {
      open = true;
      delete node.dataset.right;
      said.show(asked, words.predict);
      form.clear();
    };
    const answered = ({ right, text }, answer) => {
      touring = false;
      if (right === undefined) {
        said.show(text);
        return;
      }
      open = false;
      node.dataset.right = String(right);
      const verdict = (right ? words.right : words.wrong) + text;
      said.show(verdict);
      reveal(answer, right);
      changed(verdict);
    };
    return {
      node,
      texts,
      answered,
      focus: form.focus,
      hidden: () => hides && open,
      tell: (text) => {
        open = false;
        touring = true;
        delete node.dataset.right;
        said.show(text);
        changed();
      },
      heard: (hear) => {
        changed = hear;
      },
      reset: () => {
        touring = false;
        asked = ask();
        again();
      },
      fresh: () => {
        const now = ask();
        if (now === asked) return;
        asked = now;
        if (!touring) again();
      },
      // On a slide the question comes back over what the tour says.
      repeat: () => {
        if (touring || open) said.show(asked, words.predict);
      },
    };
  }

  const predict = (props) => ({
    build(words, tour) {
      const { answers } = props;
      const press = (chosen) =>
        buttons.forEach((b, i) => {
          b.ariaPressed = answers[i] === chosen;
        });
      const buttons = answers.map((answer) => {
        const onclick = () => {
          press(answer);
          one.answered({ right: Boolean(answer.right), text: answer.why }, answer);
        };
        return button("bw-choice", { onclick }, answer.text);
      });
      const texts = answers.map(({ right, why }) => (right ? words.right : words.wrong) + why);
      const one = asking(props, words, [...texts, ...tour], {
        node: h("div", { className: "bw-choices" }, ...buttons),
        clear: press,
        focus: () => buttons[0].focus(),
      });
      one.reset();
      return one;
    },
  });

  Object.assign(kit, { predict, asking });
}
