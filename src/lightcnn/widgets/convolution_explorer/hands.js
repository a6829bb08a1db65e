// What the reader takes hold of in the picture: the kinds, and the window, over the input maps or in the output map.

const put = (node, { x, y, w, h: high }) => kit.place(node, x, y, w, high);

function kindButtons(words, choose) {
  const buttons = MODES.map((mode) => {
    const [face, label, total, bar] = ["cx-face", "", "cx-total", "cx-share"].map((className) =>
      h("span", { className }),
    );
    const text = h("span", { className: "cx-words" }, label, total);
    const props = { "data-value": mode, onclick: () => choose(mode) };
    return { mode, node: kit.button("cx-kind", props, face, text, bar), face, label, total, bar };
  });
  const node = h(
    "div",
    { className: "cx-kinds", role: "group", ariaLabel: words.kind },
    ...buttons.map((one) => one.node),
  );
  const settle = (st, { tabs, column, narrow }) => {
    put(node, tabs);
    node.classList.toggle("is-column", column);
    buttons.forEach(({ mode, face, label }, i) => {
      face.replaceChildren(emblem(layers(st, mode)));
      label.textContent = (narrow ? words.short : words.modes)[i];
    });
  };
  // The totals of the halves would give that of the whole away.
  const show = (st, modes, secret) => {
    const full = cost(st, MODES[0]).macs;
    for (const { mode, node: button, total, bar } of buttons) {
      const { macs } = cost(st, mode),
        known = !secret || mode === MODES[0];
      button.ariaPressed = mode === modes[0];
      button.classList.toggle("is-other", mode === modes[1]);
      kit.write(total, known ? whole(macs) : words.secret);
      bar.style.width = known ? `calc((100% - 12px) * ${Math.min(1, macs / full)})` : 0;
    }
  };
  return { node, settle, show };
}

// Two places for one window. `seen` is what is drawn, go(row, column) moves there, step(down, right) from where it is.
// Over the input maps it is a slider for the keys too: its middle goes where the pointer is, on the map where that began.
function overInputs(words, seen, go, step) {
  const node = h("div", { className: "bw-handle cx-handle", "data-handle": "window" });
  const onto = (point) => ({ x: point.x + seen().at.inputs.x, y: point.y + seen().at.inputs.y });
  const move = (point, map) => {
    const { x, y } = onto(point),
      { layer } = seen().kinds[0].steps[0],
      half = (layer.dilation * (layer.kernel - 1) + 1) / 2,
      index = (v) => Math.round((v / map.cell - half) / layer.stride);
    go(index(y - map.y), index(x - map.x));
    return map;
  };
  const start = (point) => {
    const { at, inputs } = seen(),
      { x, y } = onto(point);
    return move(point, inputs.findLast((map) => x >= map.x && y >= map.y - at.head) ?? inputs[0]);
  };
  const says = kit.grip(node, { label: words.window, start, move, arrow: (right, up) => step(-up, right) });
  return { node, show: ({ done }, side, said) => says(0, side ** 2, done, said) };
}
function overOutput(seen, focus, go) {
  const node = h("div", { className: "bw-handle cx-handle" });
  const move = ({ x, y }) => {
    const { at, kinds } = seen(),
      cell = at.board.h / kinds[0].side;
    go(Math.floor(y / cell), Math.floor(x / cell));
    return true;
  };
  kit.drag(node, {
    start: (point, event) => {
      event.preventDefault();
      focus();
      return move(point);
    },
    move,
  });
  return node;
}
