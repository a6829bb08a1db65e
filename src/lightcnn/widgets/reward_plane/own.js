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
    tabIndex: 0,
    role: "slider",
    ariaLabel: words.candidate,
    ariaRoleDescription: words.role,
    "data-handle": "own",
    hidden: true,
  });
  const go = (accuracy, latency) => {
    const { x, y } = look().set;
    set([Number(clamp(accuracy, ...y).toFixed(4)), Number(clamp(latency, ...x).toFixed(3))]);
  };
  kit.drag(node, {
    start: () => {
      node.focus({ preventScroll: true });
      return { ...look().own, across: at().across, up: at().up };
    },
    move: (now, { accuracy, latency, across, up }, from) =>
      go(accuracy - (now.clientY - from.clientY) / now.scale / up, latency + (now.clientX - from.clientX) / now.scale / across), // prettier-ignore
  });
  const WAYS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
  node.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    const { accuracy, latency } = look().own;
    go(accuracy + way[0] * 0.002, latency + way[1] * look().set.grain);
  });
  const show = (one, said) => {
    node.hidden = !one;
    if (!one) return;
    const { X, Y, y, knob } = at();
    const [left, top] = [X(one.latency) - knob / 2, Y(one.accuracy) - knob / 2];
    Object.assign(node.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${knob}px`,
      height: `${knob}px`,
    });
    Object.assign(node, {
      ariaValueMin: y[0],
      ariaValueMax: y[1],
      ariaValueNow: one.accuracy,
      ariaValueText: said,
    });
  };
  return { node, show };
}
