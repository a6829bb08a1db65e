// Where everything stands: tabs, then the histogram over its comb over the curve of errors, on one axis.

// prettier-ignore
const SIZES = {
  wide: { text: 12.5, tab: 38, comb: 20, curve: 84, knob: 28, edge: 14 },
  narrow: { text: 11, tab: 34, comb: 16, curve: 66, knob: 26, edge: 10 },
  present: { text: 24, tab: 54, comb: 30, curve: 106, knob: 46, edge: 24 },
};

function layout({ wide, high, size: name, narrow, present }) {
  const size = SIZES[name],
    line = size.text * 1.4,
    foot = high - 3,
    curve = foot - size.curve,
    axis = curve - 2.2 * line,
    comb = axis - size.comb;
  return {
    ...size,
    wide,
    narrow,
    present,
    line,
    head: size.tab + size.text,
    top: size.tab + line,
    base: comb - 3,
    comb: { y: comb, high: size.comb },
    ticks: axis + size.text,
    told: curve - 0.45 * line,
    curve: { y: curve, high: size.curve },
    foot,
  };
}
