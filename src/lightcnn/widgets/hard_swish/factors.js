// How h-swish comes about at x: three factors, each with its number; beside them what swish gives.

function factors({ bits, compared, hidden, tables }, x, at, words) {
  const steps = compared.stairs ? integers(x, bits) : null,
    said = steps ? (at.brief ? words.inStepsBrief : words.inSteps) : words.factors,
    gate = clamp(x + 3, 0, 6),
    numbers = steps ?? [fix(x, 2), fix(gate, 2), "6", fix(valueAt(tables.hard_swish, x), at.brief ? 3 : 4)],
    swish = valueAt(steps ? compared.swish : tables.swish, x, Boolean(steps)),
    soft = steps ? Math.round(swish / compared.step) : fix(swish, at.brief ? 3 : 4);
  const parts = [
    [1, "", said.x, numbers[0]],
    [2, "×", steps ? said.gate(numbers[2] / 2) : said.gate, numbers[1], { tone: "t1", share: gate / 6 }],
    [0.55, "÷", "", numbers[2]],
    [1.4, "=", said.hard, numbers[3], { tone: "t1" }],
    ...(at.narrow ? [] : [[1.4, "", said.swish, hidden ? words.secret : soft, { tone: "t0" }]]),
  ];
  return row(parts, at);
}

function row(parts, at) {
  const between = at.text * 1.4,
    unit = (at.wide - between * (parts.length - 1)) / parts.reduce((sum, [weight]) => sum + weight, 0);
  let x = 0;
  return parts.flatMap(([weight, sign, label, number, look], i) => {
    const left = x,
      wide = weight * unit;
    x += wide + between;
    const operator = i ? put(at, left - between / 2, middle(at), sign, { "text-anchor": "middle" }) : "";
    return [operator, ...box(left, wide, label, String(number).replace("-", "−"), at, look)];
  });
}
const middle = ({ strip, text }) => strip.y + strip.high / 2 + text * 0.35;

function box(x, wide, label, number, at, { tone = "", share = 0 } = {}) {
  const { y, high } = at.strip,
    centre = { "text-anchor": "middle" };
  return [
    pen.rect(x + 1, y, wide - 2, high, { class: `hs-box ${tone}`, rx: 6 }),
    share
      ? pen.rect(x + 1, y, (wide - 2) * share, high, { class: "hs-fill t1", rx: 6, "data-share": share })
      : "",
    put(at, x + wide / 2, y + at.text * 1.25, label, { ...centre, class: "hs-label" }),
    put(at, x + wide / 2, label ? y + high - at.text * 0.6 : middle(at), number, {
      ...centre,
      class: "hs-number",
      "font-size": at.text * 1.15,
    }),
  ];
}
