// Weights, a line a channel: its range, and the points of the grid within it.

function channels(shown, stretch, at, words) {
  const { rows, all, stored } = shown,
    own = stored === "channel",
    middle = at.wide / 2,
    half = middle - at.edge,
    top = at.top + 6,
    pitch = (at.foot - at.line * 1.3 - top) / rows.length,
    sorted = [...rows].sort((a, b) => b.end - a.end);
  // From the scale of all to one of its own.
  const scaleOf = ({ end }) => half / (all * (1 - stretch) + (end || all) * stretch);
  const drawn = sorted.map((row, i) =>
    line(
      row,
      middle,
      scaleOf(row),
      { y: top + i * pitch, high: Math.max(1, pitch - (pitch > 4 ? 2 : 0.6)) },
      half,
    ),
  );
  return [
    put(at, 0, at.head, (at.narrow || at.present ? words.rowsBrief : words.rows)(rows.length, own), {
      class: "is-soft",
    }),
    own ? "" : teeth(sorted[0], middle, half, top, at),
    ...drawn.flat(),
    put(
      at,
      middle,
      at.foot - 2,
      [
        s("tspan", { class: "lp-mark t6" }, "■ "),
        words.plenty,
        s("tspan", { class: "lp-mark t4" }, "  ■ "),
        words.few,
        s("tspan", { class: "lp-mark lp-ink" }, "  | "),
        words.point,
      ],
      { class: "is-soft", "text-anchor": "middle" },
    ),
  ];
}

function line({ low, high: up, scale, first, last, points }, middle, k, { y, high }, half) {
  const tone = points < ENOUGH ? "t4" : "t6",
    gap = k / (scale || 1),
    left = middle + clamp(low * k, -half, half),
    wide = Math.max(1.2, middle + clamp(up * k, -half, half) - left);
  const marks = Array.from({ length: points }, (_, i) => middle + (scale ? (first + i) * gap : 0));
  return [
    pen.rect(left, y, wide, high, { class: `lp-row ${tone}` }),
    points > 1 && gap < 2.4
      ? pen.rect(marks[0], y, marks.at(-1) - marks[0], high, {
          class: `lp-full ${tone}`,
          "data-used": points,
        })
      : pen.path(marks.map((x) => `M${x.toFixed(2)} ${y}v${high}`).join(""), {
          class: `lp-used ${tone}`,
          "data-used": points,
        }),
  ];
}

// The one grid of all, behind the lines.
function teeth({ scale, end }, middle, half, top, at) {
  const steps = Math.round(scale * end),
    gap = half / Math.max(1, steps);
  if (gap < 3) return "";
  const d = Array.from({ length: 2 * steps + 1 }, (_, i) => `M${middle + (i - steps) * gap} ${top - 3}`)
    .map((m) => `${m}V${at.foot - at.line * 1.3}`)
    .join("");
  return pen.path(d, { class: "lp-shared" });
}
