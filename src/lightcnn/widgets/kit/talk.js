// The question, the tour and their words: on a page in one place; on a slide the question lies over the foot.
//
//   kit.talk({ ask, beats, common, present, root, put, changed })  { nodes, question, tour, reset, focus }
//     put(state): a beat's; changed(): hears when the reader has answered, or the tour has begun
{
  function talk({ ask, beats, common, present, root, put, changed }) {
    const labels = beats.map(({ label }) => label ?? "");
    const question = ask.build(common, present ? [] : labels);
    const apart = present && kit.line([...labels, ...question.texts]);
    let beat = -1;
    // On a slide an answer closes the question, so that the hall sees what the picture plays.
    question.heard((verdict) => {
      if (present && verdict) {
        delete root.dataset.asked;
        apart.show(verdict);
        root.focus({ preventScroll: true });
      }
      changed();
    });
    const tell = (text) => {
      delete root.dataset.asked;
      question.tell(text);
      if (present) apart.show(text);
    };
    const tour = () => {
      if (!beats.length) return;
      beat = (beat + 1) % beats.length;
      tell(labels[beat]);
      put(beats[beat].state);
    };
    const reset = () => {
      beat = -1;
      delete root.dataset.asked;
      if (present) apart.show("");
      question.reset();
    };
    const focus = () => {
      if (present && root.dataset.asked) {
        delete root.dataset.asked;
        root.focus({ preventScroll: true });
        return;
      }
      root.dataset.asked = "true";
      question.repeat();
      question.focus();
    };
    const nodes = [question.node, ...(present ? [apart.node] : [])];
    return { nodes, question, tour: beats.length ? tour : null, reset, focus };
  }
  Object.assign(kit, { talk });
}
