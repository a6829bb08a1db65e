// The block as a body: tensors as high as their channels, layers between them, and the shortcut over them.

// now: channels of each tensor, on the way; shown: the state, its layers and moments.
function body(now, shown, at, words) {
  const { layers, sums, step, moments } = shown,
    xs = spots(layers.length + 1, sums, at),
    channels = Array.from({ length: layers.length + 1 }, (_, i) => now[`c${i}`]),
    k = at.body / Math.max(FULL, ...channels),
    moment = moments[step - 1],
    half = (i) => Math.max(1.5, (channels[i] * k) / 2);
  const bars = channels.map((_, i) => {
    const side = i ? layers[i - 1].sideOut : shown.side;
    return { x: xs[i], half: half(i), w: (at.bar * Math.max(0.5, side / shown.side)) / 2 };
  });
  const parts = [
    ...layers.flatMap((one, i) => between(one, bars[i], bars[i + 1], status(i, moment, shown), at)),
    ...bars.flatMap((one, i) => tensor(one, i, moment, shown, at)),
    ...(sums ? shortcut(bars, xs, channels, moment, shown, at, words) : []),
    ...layers.flatMap((one, i) => told(one, (xs[i] + xs[i + 1]) / 2, status(i, moment, shown), at, words)),
    ...bars.map(({ x, half: tall }, i) =>
      number(x, at.axis + tall + at.text + 1, Math.round(channels[i]), at),
    ),
  ];
  return { parts, bars, xs, k };
}

// A layer runs, has run, or is to come.
function status(i, moment, { step, layers }) {
  if (moment?.slice !== undefined) return "is-now";
  if (moment?.layer === i) return "is-now";
  return (moment?.add ? layers.length : step) > i ? "is-done" : "is-next";
}

// A 1×1 or a full 3×3 joins every channel with every other, a depthwise 3×3 each with itself.
function between({ depthwise }, from, to, state, { axis }) {
  const [a, b] = [from.x + from.w + 2, to.x - to.w - 2];
  const d = `M${a} ${axis - from.half}L${b} ${axis - to.half}V${axis + to.half}L${a} ${axis + from.half}Z`;
  if (!depthwise) return [pen.path(d, { class: `bs-layer ${state}` })];
  const lines = Math.max(2, Math.min(12, Math.round(from.half / 3))),
    y = (i, { half }) => axis - half + ((i + 0.5) * 2 * half) / lines;
  const threads = Array.from({ length: lines }, (_, i) => `M${a} ${y(i, from)}L${b} ${y(i, to)}`).join("");
  return [pen.path(d, { class: `bs-apart ${state}` }), pen.path(threads, { class: `bs-thread ${state}` })];
}

// A tensor is in the colour of what it does at the moment; what is not in memory is an outline.
function tensor({ x, half, w }, i, moment, shown, { axis }) {
  const { layers, parts } = shown,
    last = layers.length,
    rect = (top, tall, name) =>
      pen.rect(x - w, top, 2 * w, tall, { class: `bs-tensor ${name}`, "data-tensor": i });
  const full = (name) => [rect(axis - half, 2 * half, name)];
  if (!moment) return full(i ? "" : "is-held t0");
  if (moment.slice !== undefined) {
    if (i === 0) return full("is-held t0");
    if (i === last) return full("is-held t1");
    const tall = (2 * half) / parts;
    return [...full(""), rect(axis - half + moment.slice * tall, tall, "is-held t2")];
  }
  if (moment.add) return full(i === last ? "is-held t0" : i ? "" : "is-held t3");
  if (i === moment.layer) return full("is-held t0");
  if (i === moment.layer + 1) return full("is-held t1");
  return full(i === 0 && moment.waits ? "is-held t3" : "");
}

// From the first tensor over the others to the sum, as strong as what it carries.
function shortcut(bars, xs, channels, moment, { step, moments }, at, words) {
  const [x, end] = [xs[0], xs.at(-1)],
    r = at.text * 0.72,
    y = at.top,
    done = step >= moments.length,
    strong = 1.5 + Math.min(9, channels[0] * 0.045);
  const on = moment?.waits ? "is-on" : "";
  return [
    pen.path(
      `M${x} ${at.axis - bars[0].half}V${y + 10}Q${x} ${y} ${x + 12} ${y}H${end - 12}Q${end} ${y} ${end} ${y + 10}V${at.axis - r}`,
      { class: `bs-shortcut ${on}`, "stroke-width": strong.toFixed(1) },
    ),
    pen.path(
      `M${bars.at(-1).x + bars.at(-1).w + 2} ${at.axis}H${end - r}M${end + r} ${at.axis}H${end + 2 * r}`,
      {
        class: "bs-wire",
      },
    ),
    s("circle", { cx: end, cy: at.axis, r, class: done ? "bs-sum is-done" : "bs-sum" }),
    pen.path(`M${end - r / 2} ${at.axis}h${r}M${end} ${at.axis - r / 2}v${r}`, { class: "bs-plus" }),
    pen.label(end, at.under + 0.8 * at.line, words.add, {
      "text-anchor": "middle",
      "font-size": at.text,
      "font-weight": 640,
    }),
    pen.label((x + end) / 2, y - strong / 2 - at.text * 0.3, words.waits(Math.round(channels[0])), {
      "text-anchor": "middle",
      "font-size": at.text,
      "font-weight": 600,
      class: "is-rimmed",
    }),
  ];
}

// Name, activation and price of a layer, under it.
function told({ kernel, depthwise, after, macs }, x, state, at, words) {
  const line = (i, text) =>
    pen.label(x, at.under + (i + 0.8) * at.line, text, {
      "text-anchor": "middle",
      "font-size": at.text,
    });
  const name = s("tspan", { "font-weight": 640 }, words.layer(kernel, depthwise, at.narrow)),
    price = state === "is-next" ? "" : kit.short(macs);
  const lines = at.narrow ? [name, after, price] : [[name, `, ${after}`], price];
  return lines.map((text, i) => line(i, text));
}

const number = (x, y, n, at) =>
  pen.label(x, y, String(n), { "text-anchor": "middle", "font-size": at.text, class: "is-rimmed" });
