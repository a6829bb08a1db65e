// What a guess mistook.

const close = (a, b, by) => Math.abs(a / b - 1) < by;

// How many times fewer multiply-adds the lighter branch needs in its layers of a kernel.
function factor(light, heavy, kernel) {
  const of = ({ spine }) =>
    sum(
      spine.filter((row) => row.kernel === kernel),
      "macs",
    );
  return of(heavy) / of(light);
}

// A factor as the reader's letter, where it is one.
function lettered(x, { middle: m, groups: g }, words) {
  const known = Object.entries({ g, m, "m / g": m / g }).find(([, value]) => close(x, value, 1e-6));
  if (close(x, 1, 1e-6)) return words.same;
  return `${words.by} ${known ? known.join("\u00a0=\u00a0") : x.toFixed(2)}`;
}

function judged(guess, [light, heavy], s, words) {
  if (!(guess > 0)) return { text: words.nothing };
  const ratio = heavy.total / light.total,
    right = close(guess, ratio, 0.15),
    [one, three] = [1, 3].map((kernel) => factor(light, heavy, kernel));
  const projects = ({ rows }) => rows.some((row) => row.lane === "shortcut" && row.macs);
  const why = words.why(
    lettered(one, s, words),
    lettered(three, s, words),
    projects(heavy) && !projects(light),
  );
  const slip = close(guess, one, 0.02)
    ? "one"
    : close(guess, three, 0.1)
      ? "three"
      : guess < ratio
        ? "more"
        : "less";
  return { right, text: right ? why : words.slips[slip] + why };
}
