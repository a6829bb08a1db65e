// What is touched in the picture: the switch, and the row in which a channel is picked.

// The big switch in the picture; each half says how much an output sees.
function bigSwitch(words, flip) {
  const half = (text) => h("span", { className: "gs-half" }, text, " ", h("b"));
  const halves = words.sides.map(half);
  const node = h(
    "button",
    { type: "button", className: "gs-switch", role: "switch", onclick: flip },
    ...halves,
  );
  const show = (on, texts) => {
    node.setAttribute("aria-checked", String(on));
    halves.forEach((one, i) => kit.write(one.lastChild, texts[i]));
  };
  return { node, show };
}

// The row in which a channel is picked: a slider for keys, and a tap picks what is under it.
function picker(label, { at, pick, get }) {
  const node = h("div", {
    className: "bw-handle is-x gs-pick",
    tabIndex: 0,
    role: "slider",
    ariaLabel: label,
    "data-handle": "chosen",
  });
  const move = ({ x }) => pick(at(x));
  kit.drag(node, {
    start: (point) => {
      node.focus({ preventScroll: true });
      move(point);
      return true;
    },
    move,
  });
  node.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    pick(get() + by);
  });
  return node;
}
