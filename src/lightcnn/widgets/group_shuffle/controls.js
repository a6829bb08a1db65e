// What is touched in the picture: the switch, and the row in which a channel is picked.

// The big switch in the picture; each half says how much an output sees.
function bigSwitch(words, flip) {
  const half = (text) => h("span", { className: "gs-half" }, text, " ", h("b"));
  const halves = words.sides.map(half);
  const node = kit.button("gs-switch", { role: "switch", onclick: flip }, ...halves);
  const show = (on, texts) => {
    node.ariaChecked = on;
    halves.forEach((one, i) => kit.write(one.lastChild, texts[i]));
  };
  return { node, show };
}

// The row in which a channel is picked: a slider for keys, and a tap picks what is under it.
function picker(label, { at, pick, get }) {
  const node = h("div", { className: "bw-handle is-x gs-pick", "data-handle": "chosen" });
  const move = ({ x }) => {
    pick(at(x));
    return true;
  };
  const says = kit.grip(node, { label, start: move, move, arrow: (right, up) => pick(get() + right + up) });
  return { node, says };
}
