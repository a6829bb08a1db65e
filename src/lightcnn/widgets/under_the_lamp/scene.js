// The picture: photograph, blocks, maps, the chosen map, the answer.

const percent = (share) => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
const canvasIn = (name, words) => h("canvas", { className: name, role: "img", ariaLabel: words });

// An area that is dragged, touched, or moved with the arrows: pick(point) gives a number, rows() what up and down add.
function chooser(node, { label, get, set, pick, rows, last }) {
  const to = (value) => set(clamp(value, 0, last()));
  const touch = (point) => {
    const value = pick(point);
    if (value !== undefined) to(value);
    return true;
  };
  const says = kit.grip(node, {
    label,
    start: touch,
    move: touch,
    arrow: (right, up) => to(get() + right - up * rows()),
  });
  return (said) => says(0, last(), get(), said);
}

function photoView(words, photographs, { choose, open }) {
  const canvas = canvasIn("ul-seen", ""),
    patch = h("i", { className: "ul-patch", hidden: true }),
    node = h("div", { className: "ul-photo" }, canvas, patch);
  const thumbs = photographs.map(({ name, src }, i) =>
    button(
      "ul-thumb",
      { ariaLabel: name, title: name, onclick: () => choose(i) },
      h("img", { src, alt: "" }),
    ),
  );
  const plus = button(
    "ul-plus",
    { ariaLabel: words.open, title: words.open, onclick: open },
    "+ ",
    h("span", { textContent: words.yours }),
  );
  const strip = h("div", { className: "ul-thumbs", role: "group", ariaLabel: words.choose }, ...thumbs, plus);
  const show = (image, chosen, name) => {
    canvas.ariaLabel = words.seen(name);
    [...thumbs, plus].forEach((one, i) => {
      one.ariaPressed = i === (chosen < 0 ? thumbs.length : chosen);
    });
    if (image && canvas.shown !== image) {
      Object.assign(canvas, { width: image.width, height: image.height, shown: image });
      canvas.getContext("2d").putImageData(image, 0, 0);
    }
  };
  const mark = (place, side) => {
    patch.hidden = !place;
    if (!place) return;
    const [[left, right], [top, foot]] = place.map((ends) => ends.map((x) => (100 * x) / side));
    Object.assign(patch.style, {
      left: `${left}%`,
      top: `${top}%`,
      width: `${right - left}%`,
      height: `${foot - top}%`,
    });
  };
  return { node, strip, show, mark };
}

function answerView(words) {
  const rows = [...Array(5)].map(() => {
    const name = h("span", { className: "ul-class" }),
      share = h("span", { className: "ul-share" }),
      bar = h("i", { className: "ul-bar" }),
      ghost = h("i", { className: "ul-before" });
    return { name, share, bar, ghost, node: h("li", {}, name, share, h("div", {}, bar, ghost)) };
  });
  const node = h("ol", { className: "ul-top", ariaLabel: words.answer }, ...rows.map((row) => row.node));
  const show = (list, secret) =>
    rows.forEach(({ name, share, bar, ghost }, i) => {
      const row = secret ? null : list?.[i];
      write(name, secret || row?.name || "");
      name.title = row?.name ?? "";
      write(share, row ? percent(row.share) : "");
      bar.style.width = `${100 * (row?.share ?? 0)}%`;
      ghost.hidden = row?.before === undefined;
      ghost.style.width = `${100 * (row?.before ?? 0)}%`;
    });
  return { node, show };
}

// The blocks as bars, layer by layer as high as their channels, by the square root; as wide as their share or all alike.
function barsView(words, blocks, { get, set }) {
  const svg = pen.picture([0, 0, 1, 1], { width: undefined, "aria-hidden": "true" }),
    node = h("div", { className: "ul-bars" }, svg),
    most = Math.max(...blocks.flatMap((b) => b.profile)),
    all = blocks.reduce((sum, b) => sum + b.macs, 0);
  let edges = [];
  const say = chooser(node, {
    label: words.blocks,
    get,
    set,
    pick: ({ x }) => edges.findLastIndex((edge) => edge <= Math.max(x, edges[0])),
    rows: () => -1,
    last: () => blocks.length - 1,
  });
  const show = ({ block, frame, widths, off }, foot) => {
    const { clientWidth: wide, clientHeight: high } = node,
      each = (b) => (widths === "macs" ? b.macs / all : 1 / blocks.length),
      room = high - foot,
      gap = blocks.length > 14 || wide < 300 ? 2 : 4;
    svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    let x = 0;
    edges = blocks.map((b) => {
      const at = x;
      x += wide * each(b);
      return at;
    });
    const bars = blocks.map((b, i) => {
      const talls = b.profile.map((c) => Math.max(3, room * Math.sqrt(c / most))),
        tall = talls.at(-1),
        step = Math.max(1, wide * each(b) - gap) / talls.length,
        state = (i < frame ? " is-done" : "") + (i === block ? " is-now" : "");
      const cut = off.filter(([of]) => of === i).length / b.shape[0];
      return pen.group(
        { class: `ul-block${state}` },
        s("path", {
          d: talls.reduce((d, up) => `${d}V${room - up}h${step}`, `M${edges[i]} ${room}`) + `V${room}z`,
          class: "ul-body",
        }),
        cut
          ? pen.rect(edges[i] + step * (talls.length - 1), room - tall, step, Math.max(3, tall * cut), { class: "ul-cut" }) // prettier-ignore
          : "",
      );
    });
    const { name } = blocks[block],
      half = (foot / 5) * name.length, // of the name's width: the foot has the size of its letters
      middle = clamp(edges[block] + (wide * each(blocks[block])) / 2, half, wide - half);
    const label = pen.label(middle, high - 4, name, { "text-anchor": "middle", class: "ul-name" });
    svg.replaceChildren(...bars, label);
    say(words.block(blocks[block]));
  };
  return { node, show };
}

function mapsView(words, { get, set, count }) {
  const canvas = h("canvas", { className: "ul-grid", ariaHidden: "true" }),
    cursor = h("i", { className: "ul-cursor", hidden: true }),
    hint = h("p", { className: "ul-hint" }),
    marks = h("div", { className: "ul-marks" }),
    node = h("div", { className: "ul-maps" }, canvas, marks, cursor, hint);
  const grid = () => cells(count(), node.clientWidth, node.clientHeight);
  const say = chooser(node, {
    label: words.maps,
    get,
    set,
    pick: ({ x, y }) => {
      const { columns, side } = grid();
      const [column, row] = [x, y].map((v) => Math.floor(v / side));
      return column < 0 || column >= columns || row < 0 ? undefined : row * columns + column;
    },
    rows: () => grid().columns,
    last: () => count() - 1,
  });
  const over = (mark, i) => {
    const { columns, side } = grid();
    place(mark, (i % columns) * side, Math.floor(i / columns) * side, side, side);
    return mark;
  };
  const show = (tensor, channel, off, text) => {
    write(hint, tensor ? "" : text);
    canvas.style.visibility = tensor ? "" : "hidden";
    cursor.hidden = !tensor;
    marks.replaceChildren(...(tensor ? off.map((i) => over(h("i"), i)) : []));
    over(cursor, channel);
    const key = tensor && `${node.clientWidth} ${node.clientHeight}`;
    if (tensor && (canvas.shown !== tensor || canvas.key !== key)) drawMaps(canvas, tensor);
    Object.assign(canvas, { shown: tensor, key });
    say(words.channel(channel + 1, count()));
  };
  return { node, show };
}

// The chosen map, its words and its switch.
function chosenView(words, flip) {
  const canvas = canvasIn("ul-large", words.maps),
    caption = h("p", { className: "ul-caption" }),
    turn = button("bw-choice ul-switch", { onclick: flip });
  const show = (tensor, channel, said, isOff) => {
    write(caption, said);
    caption.title = said;
    write(turn, isOff ? words.turnOn : words.turnOff);
    turn.ariaPressed = isOff;
    if (tensor) return drawMap(canvas, tensor, channel);
    sheet(canvas);
    return null;
  };
  return { node: h("div", { className: "ul-chosen" }, canvas, caption, turn), show };
}
