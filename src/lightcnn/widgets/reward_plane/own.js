// A network of the reader's own, dragged through the plane.

const drawOwn = (own, { X, Y, dot }) =>
  own
    ? [
        pen.rect(-dot, -dot, 2 * dot, 2 * dot, {
          class: "rp-own t3",
          transform: `translate(${X(own.latency)} ${Y(own.accuracy)}) rotate(45)`,
        }),
      ]
    : [];

// Up and down its accuracy, right and left its latency.
function ownOf(words, { look, at, set }) {
  const node = h("div", {
    className: "bw-handle rp-hand",
    ariaRoleDescription: words.role,
    "data-handle": "own",
    hidden: true,
  });
  const go = (accuracy, latency) => {
    const { x, y } = look().set;
    set([Number(clamp(accuracy, ...y).toFixed(4)), Number(clamp(latency, ...x).toFixed(3))]);
  };
  const says = kit.grip(node, {
    label: words.candidate,
    start: () => ({ ...look().own, across: at().across, up: at().up }),
    move: (now, { accuracy, latency, across, up }, from) =>
      go(accuracy - (now.clientY - from.clientY) / now.scale / up, latency + (now.clientX - from.clientX) / now.scale / across), // prettier-ignore
    arrow: (right, up) => {
      const { accuracy, latency } = look().own;
      go(accuracy + up * 0.002, latency + right * look().set.grain);
    },
  });
  const show = (one, said) => {
    node.hidden = !one;
    if (!one) return;
    const { X, Y, y, knob } = at();
    kit.place(node, X(one.latency) - knob / 2, Y(one.accuracy) - knob / 2, knob, knob);
    says(...y, one.accuracy, said);
  };
  return { node, show };
}
