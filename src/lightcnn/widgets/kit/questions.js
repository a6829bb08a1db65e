// Questions, each { node, focus }.
//
//   kit.choose(words, { question, answers: [[text, right, why]] }, key)
//   kit.guess(words, { label, ...input }, judge)  a number, judged by judge(n) -> { right, text }; show(question) too
{
  const { h } = kit;
  function choose(words, { question, answers }, key) {
    const verdict = h("p", { className: "bw-answer", "aria-live": "polite" });
    const buttons = answers.map(([text, right, why], i) =>
      h("button", {
        type: "button",
        className: "bw-choice",
        textContent: text,
        onclick: () => {
          for (const b of buttons) b.setAttribute("aria-pressed", String(b === buttons[i]));
          node.dataset.right = String(right);
          verdict.textContent = (right ? words.right : words.wrong) + why;
          try {
            localStorage.setItem(`book.predict.${key}`, text);
          } catch {
            /* storage may be closed */
          }
        },
      }),
    );
    for (const b of buttons) b.setAttribute("aria-pressed", "false");
    const node = h(
      "div",
      { className: "bw-predict", role: "group", ariaLabel: words.predict },
      h("p", { className: "bw-question" }, h("strong", { textContent: `${words.predict}. ` }), question),
      h("div", { className: "bw-choices" }, ...buttons),
      verdict,
    );
    return { node, focus: () => buttons[0].focus() };
  }
  // A new question takes the old answer away. A judge may answer without a verdict: { text } alone.
  function guess(words, { label, ...props }, judge) {
    const input = h("input", { type: "number", name: "prediction", ariaLabel: label, ...props }),
      answer = h("output", { className: "bw-answer" }),
      question = h("span");
    const node = h(
      "form",
      {
        className: "bw-predict",
        noValidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          const { right, text } = judge(input.valueAsNumber);
          if (right === undefined) delete node.dataset.right;
          else node.dataset.right = String(right);
          answer.textContent = text;
        },
      },
      h("label", {}, h("strong", { textContent: `${words.predict}. ` }), question, " ", input),
      h("button", { type: "submit", className: "bw-choice", textContent: words.check }),
      answer,
    );
    const show = (now) => {
      if (question.textContent !== now) {
        question.textContent = now;
        answer.textContent = input.value = "";
        delete node.dataset.right;
      }
    };
    return { node, focus: () => input.focus(), show };
  }
  Object.assign(kit, { choose, guess });
}
