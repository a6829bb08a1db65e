// A question whose answer is a number, see ask.js.
//
//   kit.guess({ question, label, judge, reveal, hides, room, ...input })   a number; judge(n) -> { right, text }, or { text }
//       alone for what is no answer; question: a text or () => text; room: the longest texts that it and the judge may say
{
  const { h, button, asking } = kit;
  const guess = ({ label, judge, room = [], question, reveal, hides, ...input }) => ({
    build(words, tour) {
      const field = h("input", { type: "number", name: "prediction", ariaLabel: label, ...input });
      const form = h(
        "form",
        {
          className: "bw-choices",
          noValidate: true,
          onsubmit: (event) => {
            event.preventDefault();
            one.answered(judge(field.valueAsNumber), field.valueAsNumber);
          },
        },
        field,
        button("bw-choice", { type: "submit" }, words.check),
      );
      const one = asking({ question, reveal, hides }, words, [...room, ...tour], {
        node: form,
        clear: () => {
          field.value = "";
        },
        focus: () => field.focus(),
      });
      one.reset();
      return one;
    },
  });
  Object.assign(kit, { guess });
}
