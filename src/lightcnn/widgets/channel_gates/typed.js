// What the reader types: drawn as the network expects it, and what the network itself makes of it.

const LETTERS = 34; // pixels, where a line has room for them

// Fills a canvas, pixel by pixel, from the upper left.
function shade(canvas, grey) {
  const picture = new ImageData(canvas.width, canvas.height),
    { data } = picture;
  data.forEach((_, i) => {
    data[i] = i % 4 < 3 ? grey(i >> 2) : 255;
  });
  canvas.getContext("2d").putImageData(picture, 0, 0);
}
const pixelsOf = (canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;

// Black on white, in the middle; upside down pixel by pixel.
function inscribe(canvas, { text, turned }) {
  const { width, height } = canvas,
    ink = canvas.getContext("2d", { willReadFrequently: true }),
    sized = (size) => {
      ink.font = `${size}px sans-serif`;
      return ink.measureText(text);
    },
    fits = (LETTERS * (width - 10)) / sized(LETTERS).width,
    { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = sized(clamp(fits, 12, LETTERS));
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, width, height);
  ink.fillStyle = "#000";
  ink.textAlign = "center";
  ink.fillText(text, width / 2, (height + up - down) / 2, width - 10);
  const upright = pixelsOf(canvas);
  if (turned) shade(canvas, (p) => upright.at(-4 - 4 * p));
}

// As `lightcnn.pretrained.text_line.as_input` has it: three times the greys, from -1 to 1.
function inputOf(canvas) {
  const pixels = pixelsOf(canvas),
    n = pixels.length / 4;
  return Float32Array.from({ length: 3 * n }, (_, p) => pixels[4 * (p % n)] / 127.5 - 1);
}

// The shown maps one under the other, on the scale of the recorded ones.
function spriteOf({ shown, size: [high, width], most }, maps) {
  const canvas = h("canvas", { width, height: high * shown.length }),
    n = high * width;
  shade(canvas, (p) => {
    const i = (p / n) | 0;
    return 255 * Math.sqrt(clamp(maps[shown[i] * n + (p % n)] / most[i], 0, 1));
  });
  return canvas.toDataURL();
}

// The network. What is typed gets a place behind the recorded lines, in all that is known of them.
function typistOf({ steps, kind, gated }, { model, lines, blocks, odds, canvasOf }) {
  const n = lines.length,
    net = kit.cnn({ steps, kind, weights: () => model.get("weights") }),
    all = [], // of each line, the gates of all blocks as the engine holds them: { step: [[channel, gate], ...] }
    places = {};
  function place(line, typed = lines[0]) {
    if (line < n) return line;
    const [text, turned] = typed;
    if (places[typed] === undefined) {
      places[typed] = lines.push({ text, turned }) - 1;
      odds.push([]);
      for (const { means } of blocks) means.push([]);
    }
    return places[typed];
  }
  // What has to be computed first for a state: [line, line whose gates it has].
  const missing = ({ line, before, kept }) =>
    [
      [before, before],
      [line, line],
      [line, kept ? before : line],
    ].find(([i, base]) => (i === base ? !all[i] && lines.length > n : odds[i][base] === undefined));
  async function see([i, base]) {
    const made = {},
      own = i === base,
      of = blocks.map(({ name }) => gated.find((one) => one.name === name)),
      weights = await Promise.all(of.map(({ reduce }) => own && net.weights(steps[reduce])));
    const tap = ({ out }, { data }) => {
        made[out] = data;
      },
      { data } = await net.run(inputOf(await canvasOf(i)), { held: own ? {} : all[base], tap });
    if (own) all[i] = Object.fromEntries(gated.map(({ gates }) => [gates, [...made[gates].entries()]]));
    if (own && i < n) return;
    odds[i][base] = data[1] - data[0];
    blocks.forEach((block, k) => {
      const { gates, means, maps } = of[k],
        { channels, shown, offset } = block;
      block.means[i][base] = shown.map((c) => made[means][c]);
      (block.drawn ??= {})[[i, base]] = spriteOf(block, made[maps]);
      if (!own) return;
      block.gates[i] = made[gates];
      block.sums[i] = offset.map((sum, j) =>
        made[means].reduce((all, mean, c) => all + mean * weights[k].data[j * channels + c], sum),
      );
    });
  }
  return { place, missing, see, all, net };
}

// The row under the lines: a text, its turn, its picture, and the gates of all blocks as a band.
function deskOf(words, size, recorded, type) {
  const text = h("input", {
      className: "bw-link",
      maxLength: 24,
      placeholder: words.type,
      oninput: () => text.value.trim() && type((last = text.value), turned),
    }),
    turn = button("bw-choice", { onclick: () => type(last, (turned = !turned)) }, words.turn),
    seen = h("canvas", size),
    thumb = button("cg-line", { ariaLabel: words.yours, onclick: () => type(last, turned) }, seen),
    band = h("canvas", { height: 1 }),
    said = h("span"),
    node = h("div", { className: "cg-desk" }, text, turn, thumb, h("div", {}, said, band));
  let turned, last; // as asked for, which is drawn only when the network is through
  function show({ typed: [typed], line, before }, all, failed) {
    const [now, was] = [line, before].map((i) =>
        Object.values(all[i] ?? {}).flatMap((one) => one.map(([, gate]) => gate)),
      ),
      ink = band.getContext("2d");
    [last, turned] = typed ?? ["", false];
    text.value = last;
    turn.disabled = thumb.disabled = !typed;
    thumb.ariaPressed = line >= recorded;
    inscribe(seen, { text: last, turned });
    band.width = now.length; // and empties it
    ink.fillStyle = getComputedStyle(band).color;
    now.forEach((gate, i) => {
      ink.globalAlpha = gate;
      ink.fillRect(i, 0, 1, 1);
    });
    const moved = now.filter((gate, i) => Math.abs(gate - was[i]) > MOVED).length;
    write(said, failed || (now.length ? words.all(moved, now.length) : words.waits));
  }
  return { node, show };
}
