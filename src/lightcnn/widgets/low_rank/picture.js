// The picture: the photograph before and after, the sum of the lit terms between them, the kernel's terms, the kernels to choose.

const SIDE = 20; // of a cell, in units of its tile

const paint = (v, most) => {
  const share = Math.round((64 * Math.min(Math.abs(v), most)) / most);
  return `fill:color-mix(in srgb, var(${v < 0 ? "--g1" : "--g0"}) ${share}%, var(--paper))`;
};

// Squares whose colours are numbers; the numbers themselves where all of them are whole.
function cells(columns, rows, x, y) {
  const boxes = Array.from({ length: columns * rows }, (_, i) => [
    x + (i % columns) * SIDE,
    y + Math.floor(i / columns) * SIDE,
  ]);
  const squares = boxes.map(([left, top]) => pen.rect(left, top, SIDE, SIDE, { class: "lr-cell" }));
  const texts = boxes.map(([left, top]) =>
    pen.label(left + SIDE / 2, top + SIDE / 2, "", { dy: "0.36em", class: "lr-digit" }),
  );
  const show = (values, most, digits) => {
    const whole = digits && values.every((v) => Math.abs(v - Math.round(v)) < 1e-6);
    squares.forEach((square, i) => square.setAttribute("style", paint(values[i], most)));
    texts.forEach((text, i) => kit.write(text, whole ? number(values[i], 0) : ""));
  };
  return { parts: [...squares, ...texts], show };
}
const drawing = (wide, high, ...parts) =>
  pen.picture([-1, -1, wide + 2, high + 2], { class: "lr-tile", "aria-hidden": "true" }, ...parts);

function tile() {
  const nine = cells(3, 3, 0, 0),
    ask = pen.label(1.5 * SIDE, 1.5 * SIDE, "", { dy: "0.36em", class: "lr-secret" });
  const node = drawing(3 * SIDE, 3 * SIDE, ...nine.parts, ask);
  const show = (values, most, { digits = false, secret = "" } = {}) => {
    nine.show(secret ? Array(9).fill(0) : values, most, digits && !secret);
    kit.write(ask, secret);
  };
  return { node, show };
}

// A term: its column at the left, its row on top, their product in the corner between.
function termTile() {
  const at = SIDE + 6,
    column = cells(1, 3, 0, at),
    row = cells(3, 1, at, 0),
    nine = cells(3, 3, at, at),
    middle = at + 1.5 * SIDE;
  const mark = pen.label(middle, middle, "", { dy: "0.36em", class: "lr-secret" });
  const node = drawing(at + 3 * SIDE, at + 3 * SIDE, ...column.parts, ...row.parts, ...nine.parts, mark);
  const show = (term, most, said) => {
    node.classList.toggle("is-empty", !term?.sigma);
    const none = Array(9).fill(0);
    column.show(term?.sigma ? term.u : none, 1);
    row.show(term?.sigma ? term.v : none, 1);
    nine.show(term ? outer(term) : none, most);
    kit.write(mark, said);
  };
  return { node, show };
}

function photograph(model) {
  const raw = model.get("photo"),
    bytes = raw instanceof DataView ? new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength) : raw;
  return { data: Float32Array.from(bytes), width: model.get("width"), height: model.get("height") };
}

// A grey picture with words over it: grey is the size of a value, white is `most`.
function frame(id, { width, height }) {
  const canvas = h("canvas", { width, height, role: "img" }),
    context = canvas.getContext("2d"),
    image = context.createImageData(width, height),
    grey = new Uint32Array(image.data.buffer),
    caption = h("figcaption"),
    ask = h("span", { className: "lr-asked", ariaHidden: "true" });
  const show = ({ data }, most, words, secret = "") => {
    for (let i = 0; i < data.length; i++)
      grey[i] = 0xff000000 + 0x010101 * Math.round(255 * Math.min(1, Math.abs(data[i]) / most));
    context.putImageData(image, 0, 0);
    kit.write(caption, words);
    kit.write(ask, secret);
    canvas.ariaLabel = words;
  };
  const node = h(
    "figure",
    { className: "lr-photo", "data-photo": id },
    caption,
    h("div", { className: "lr-print" }, canvas, ask),
  );
  return { node, show };
}

// Small kernels to choose from; the one that the question asks about says so.
function chooser(words, presets, pick) {
  const buttons = presets.map(({ name, kernel }) => {
    const small = tile(),
      ask = pen.label(2.5 * SIDE, 0.5 * SIDE, "", { dy: "0.36em", class: "lr-secret is-small" });
    small.show(kernel, Math.max(...kernel.map(Math.abs)));
    small.node.append(ask);
    const node = kit.button(
      "lr-kernel",
      { "data-kernel": name, onclick: () => pick(kernel) },
      small.node,
      h("span", { textContent: name }),
    );
    return { node, ask };
  });
  const show = (now, secret) =>
    buttons.forEach(({ node, ask }, i) => {
      node.ariaPressed = presets[i].kernel.every((v, j) => v === now[j]);
      kit.write(ask, secret && i === presets.length - 1 ? words.secret : "");
    });
  const node = h("div", { className: "lr-kernels", role: "group", ariaLabel: words.kernels });
  node.append(...buttons.map((one) => one.node));
  return { node, show };
}

// Three terms to light: a press lights all up to it; on the last lit one, it goes out.
function terms(words, light) {
  const three = [1, 2, 3].map((k) => {
    const drawn = termTile(),
      share = h("span");
    const node = kit.button(
      `lr-term t${k + 1}`,
      { "data-term": k, onclick: () => light(k) },
      drawn.node,
      share,
    );
    return { node, drawn, share };
  });
  const name = h("span", { className: "lr-name" });
  const sign = (text) => h("span", { className: "lr-sign", textContent: text });
  const node = h(
    "div",
    { className: "lr-terms", role: "group", ariaLabel: words.terms },
    name,
    ...three.flatMap((one, i) => [sign(i ? "+" : "="), one.node]),
  );
  const show = ({ list, most, rank, called, secret }) => {
    const parts = shares(list).map(percent);
    kit.write(name, called);
    three.forEach(({ node: button, drawn, share }, i) => {
      button.ariaPressed = i < rank;
      button.ariaLabel = words.term(i + 1, secret ? words.secret : parts[i]);
      drawn.show(secret ? null : list[i], most, secret ? words.secret : "");
      kit.write(share, secret ? "\u00a0" : words.share(parts[i]));
    });
  };
  return { node, show };
}
