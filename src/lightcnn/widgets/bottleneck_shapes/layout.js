// Where everything stands. Time runs from left to right, through the body and through the memory under it.

const FULL = 190; // channels that fill the height; more of them shrink the scale

// prettier-ignore
const SIZES = {
  wide: { text: 12.5, tab: 32, arc: 54, body: 104, bar: 14, lines: 2, knob: 28 },
  narrow: { text: 11, tab: 28, arc: 44, body: 76, bar: 10, lines: 3, knob: 26 },
  present: { text: 24, tab: 48, arc: 76, body: 132, bar: 22, lines: 2, knob: 46 },
};

function layout({ wide, high, size: name, narrow, present, pick }) {
  const size = SIZES[name],
    line = size.text * 1.28,
    axis = size.tab + size.arc + size.body / 2,
    under = size.tab + size.arc + size.body + line,
    legend = under + (size.lines + 1) * line + 4;
  return {
    ...size,
    line,
    wide,
    narrow,
    present,
    axis,
    under,
    top: size.tab + size.text * 1.7,
    legend,
    foot: high - 2,
    chart: high - 2 - legend - line * 1.2,
    edge: pick(36, 16, 60),
  };
}

// Places of so many tensors and, where there is one, of the sum behind them.
function spots(count, sums, { wide, edge, bar }) {
  const shares = [...Array(count - 1).fill(1), ...(sums ? [0.62] : [])],
    unit = (wide - 2 * edge - bar) / shares.reduce((a, b) => a + b, 0),
    xs = [edge + bar / 2];
  for (const share of shares) xs.push(xs.at(-1) + share * unit);
  return xs;
}
