// Both curves, what lies between them, and under them the gap on a scale of its own, swept as far as x.

const WINDOWS = { functions: [-0.65, 3.5], slopes: [-0.65, 1.65], grid: [-0.65, 3.5] }; // lowest and highest value
const HALF = 0.5 / FINE;

// [x, value] of a list up to x.
function swept(list, end, stairs) {
  const found = [];
  for (let i = 0; i < list.length && xOf(i) <= end; i += 1) {
    const x = xOf(i);
    if (stairs) found.push([x - HALF, list[i]], [x + HALF, list[i]]);
    else found.push([x, list[i]]);
  }
  if (!stairs) found.push([end, valueAt(list, end)]);
  return found;
}

function curves(shown, x, at, words) {
  const { scene, compared, hidden } = shown,
    [low, high] = WINDOWS[scene],
    down = (v) => at.top + ((at.foot - at.top) * (high - v)) / (high - low),
    drawn = (points) => points.map(([v, value]) => [at.x(v), down(value)]),
    trace = (list, end = HIGH) => drawn(swept(list, end, compared.stairs)),
    clip = { x: 0, y: at.top, width: at.wide, height: at.foot - at.top };
  return [
    ...legend(shown, at, words),
    s(
      "svg",
      { ...clip, viewBox: `0 ${at.top} ${at.wide} ${clip.height}` },
      ...axes(scene, at, down),
      pen.path(line(reluOf(scene, drawn)), { class: "hs-relu" }),
      ...(hidden ? band(scene, compared.swish, drawn) : shade(compared, x, trace)),
      pen.path(`M${at.x(x)} ${at.top}V${at.foot}`, { class: "hs-here" }),
      pen.path(line(trace(compared.swish)), {
        class: `hs-curve t0 ${compared.stairs ? "is-under" : ""}`,
        "data-curve": "swish",
      }),
      ...(hidden
        ? []
        : [pen.path(line(trace(compared.hard)), { class: "hs-curve t1", "data-curve": "hard" })]),
      ...dots(compared, x, hidden, at, down),
    ),
    ...rail(x, at),
    ...(hidden ? cover(at.gap, at, words) : gapOf(shown, x, at, words)),
  ];
}

const axes = (scene, at, down) => [
  pen.path(`M${at.edge} ${down(0)}H${at.wide - at.edge}`, { class: "hs-axis" }),
  pen.path(`M${at.x(0)} ${at.top}V${at.foot}`, { class: "hs-faint" }),
  ...(scene === "slopes" ? [1] : [1, 2, 3]).map((v) =>
    put(at, at.x(0) - 5, down(v) + at.text * 0.35, String(v), { "text-anchor": "end", class: "is-soft" }),
  ),
];

const reluOf = (scene, drawn) =>
  drawn(scene === "slopes" ? [[LOW, 0], [0, 0], [0, 1], [HIGH, 1]] : [[LOW, 0], [0, 0], [HIGH, HIGH]]); // prettier-ignore

// Before the answer h-swish may run anywhere near swish.
function band(scene, swish, drawn) {
  if (scene !== "functions") return [];
  const edge = (by) => drawn(swish.map((value, i) => [xOf(i), value + by]));
  return [pen.path(`${line([...edge(0.2), ...edge(-0.2).reverse()])}z`, { class: "hs-band t1" })];
}
const shade = ({ swish, hard }, x, trace) => [
  pen.path(`${line([...trace(swish, x), ...trace(hard, x).reverse()])}z`, { class: "hs-error t4" }),
];

function dots({ swish, hard, stairs }, x, hidden, at, down) {
  const dot = (list, tone) =>
    s("circle", { cx: at.x(x), cy: down(valueAt(list, x, stairs)), r: at.dot, class: `hs-dot ${tone}` });
  return hidden ? [] : [dot(swish, "t0"), dot(hard, "t1")];
}

function legend({ scene, hidden }, at, words) {
  const names = scene === "slopes" ? words.slopes : words.names,
    secret = scene === "functions" ? words.band : `${names.hard}: ${words.secret}`,
    said = [
      mark("t0"),
      names.swish,
      mark("t1"),
      hidden ? secret : names.hard,
      mark("hs-grey", "┅"),
      names.relu,
    ];
  return [put(at, 0, at.text, said, { class: "is-soft" })];
}

function rail(x, at) {
  const every = at.brief ? 2 : 1,
    marks = Array.from({ length: (HIGH - LOW) / every + 1 }, (_, i) => LOW + i * every),
    ticks = marks.map((v) => `M${at.x(v)} ${at.rail - 4}v8`).join("");
  return [
    pen.path(`M${at.edge} ${at.rail}H${at.wide - at.edge}${ticks}`, { class: "hs-axis" }),
    ...marks.map((v) =>
      put(at, at.x(v), at.ticks, short_(v), { "text-anchor": "middle", class: "is-soft is-rimmed" }),
    ),
    knobAt(at.x(x), at.rail, at),
  ];
}

function gapOf({ scene, compared }, x, at, words) {
  const { y, high } = at.gap,
    { gap, most, stairs } = compared,
    foot = y + high,
    up = (v) => foot - (high * v) / (1.06 * most || 1),
    points = swept(gap, x, stairs).map(([v, value]) => [at.x(v), up(value)]),
    here = valueAt(gap, x, stairs);
  return [
    ...(stairs ? steps(most, up, at) : []),
    pen.path(`${line([[at.x(LOW), foot], ...points, [points.at(-1)[0], foot]])}z`, { class: "hs-error t4" }),
    pen.path(line(points), { class: "hs-rim t4", "data-gap": here }),
    pen.path(`M${at.edge} ${foot}H${at.wide - at.edge}`, { class: "hs-axis" }),
    put(at, 0, y + at.text, at.brief ? words.gapBrief : words.gap[scene], { class: "is-soft is-rimmed" }),
    pen.path(`M${at.x(x)} ${foot}V${up(here)}`, { class: "hs-here" }),
    s("circle", { cx: at.x(x), cy: up(here), r: at.dot, class: "hs-dot t4" }),
    ...(stairs ? [] : peaks(compared, x, at, up)),
  ];
}
const steps = (most, up, at) =>
  Array.from({ length: most }, (_, i) =>
    pen.path(`M${at.edge} ${up(i + 1)}H${at.wide - at.edge}`, { class: "hs-faint" }),
  );

// Where the largest gap so far lies, once x has passed it.
function peaks(compared, x, at, up) {
  const { most, places } = farAt(compared, x);
  return places
    .filter((i) => xOf(i) < x - 0.2)
    .map((i) => {
      const left = xOf(i) < 0;
      return put(at, at.x(xOf(i)) + (left ? -6 : 6), up(most) + at.text * 0.4, fix(most, 3), {
        "text-anchor": left ? "end" : "start",
        class: "is-rimmed hs-peak",
      });
    });
}
