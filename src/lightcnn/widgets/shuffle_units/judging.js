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

// Half of the heavier unit may rest: the question of the two then gives no direction away.
const asked = (pair, words) => words[doesMore(pair) ? "times" : "question"](...pair.map(({ name }) => name));
const doesMore = ([light, heavy]) => heavy.halves && !light.halves;

// What a heavier unit of two halves does more of, its way around included.
function grown(light, heavy, words) {
  const times = (what, of = () => true) => {
    const [a, b] = [heavy, light].map(({ rows }) => sum(rows.filter(of), what));
    return (a / b).toFixed(2);
  };
  const kernel = (k) => times("macs", (row) => row.kernel === k);
  return words.grown(kernel(1), kernel(3), times("accesses"));
}

function judged(guess, pair, s, words) {
  if (!(guess > 0)) return { text: words.nothing };
  const [light, heavy] = pair,
    ratio = heavy.total / light.total,
    right = close(guess, ratio, 0.15),
    more = doesMore(pair),
    [one, three] = [1, 3].map((kernel) => factor(light, heavy, kernel));
  const projects = ({ rows }) => rows.some((row) => row.lane === "shortcut" && row.macs);
  const why = more
    ? grown(light, heavy, words)
    : words.why(lettered(one, s, words), lettered(three, s, words), projects(heavy) && !projects(light));
  const alone = close(guess, one, 0.02) ? "one" : close(guess, three, 0.1) ? "three" : "",
    wrong = more ? guess < 1 && heavy.rests && "half" : alone;
  return { right, text: right ? why : words.slips[wrong || (guess < ratio ? "more" : "less")] + why };
}
