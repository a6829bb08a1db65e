// The present state in words and numbers, and the question about it.

const kindOf = (st, r) => (r === 0 ? "input" : r % 2 ? "conv" : "shuffle");
function nameRow(words, st, r) {
  const kind = kindOf(st, r);
  if (kind === "shuffle") return words.order(st.shuffle, st.times);
  return kind === "input" ? words.rows.input : words.rows.conv((r + 1) / 2);
}

function tally(bench, st, veiled) {
  const { words } = bench,
    { channels: C, groups: g, frame, chosen, n } = st,
    kind = kindOf(st, frame),
    seen = frame ? stack(st)[frame].seen[chosen] : [];
  const note = {
    input: () => words.note.input(C, g),
    conv: () => words.note.conv(chosen, (frame + 1) / 2),
    shuffle: () => words.note.shuffle(chosen, st.perm[chosen]),
  }[kind]();
  bench.count.show({
    value: veiled ? null : String(seen.length * n),
    unit: words.unit(C),
    note,
    bars: [
      {
        parts: veiled ? [] : seen.map((i) => [n / C, tone(i)]),
        said: veiled ? "" : words.bar(seen.length * n, C),
      },
    ],
  });
  bench.say(veiled ? words.secret(note) : words.said(seen.length * n, C, note));
}

function showCode(code, { channels: C, groups: g, n, layers, shuffle, times, frame, kernel }) {
  const shuffled = `x = x.view(N, ${g}, ${n}, H, W).transpose(1, 2).reshape(N, ${C}, H, W)`,
    padding = kernel > 1 ? `, padding=${(kernel - 1) / 2}` : "",
    conv = `x = nn.Conv2d(${C}, ${C}, ${kernel}${padding}, groups=${g})(x)`;
  const lines = range(2 * layers - 1)
    .map((i) => [i + 1, i % 2 ? shuffled : conv, i % 2 && times > 1 ? `  # ${times} times` : ""])
    .filter(([r]) => r % 2 || shuffle);
  code.show(
    lines.flatMap(([r, line, note], i) => [
      [line, r === frame ? "now" : ""],
      [i < lines.length - 1 ? `${note}\n` : note, "soft"],
    ]),
  );
}

function report({ words, strip, table }, st, hidden) {
  const { channels: C, groups: g, n, times, full, layers, params, kernel } = st,
    order = `[${full.join(", ")}]`,
    { seen } = stack(st).at(-1);
  strip.show([
    ["params", words.weights(kernel), words.product(C, g, kernel, params)],
    ["order", words.permutation(times), full.every((ch, i) => ch === i) ? words.home(order) : order],
  ]);
  table.show(
    words.caption(C, g),
    words.head(times, layers),
    range(C).map((i) => [
      i,
      LETTERS[Math.floor(i / n)],
      `${Math.floor(i / n)}, ${i % n}`,
      full.indexOf(i),
      hidden ? "?" : `${seen[i].length * n} / ${C}`,
    ]),
  );
}

// The question is asked anew for every setting; one layer has no shuffle, so it asks for two.
function asked(st) {
  const { channels: C, groups: g, layers, n } = st,
    depth = Math.max(2, layers);
  return { C, g, n, depth, right: Math.min(C, n ** depth) };
}

function judge(words, st, guess) {
  const { C, g, n, depth, right } = asked(st);
  if (!(guess >= 1 && guess <= C)) return { text: words.outside(C) };
  if (guess === right)
    return { right: true, text: right === C ? words.all(C, n, depth, g) : words.some(n, depth, right, g) };
  const text = guess === n ? words.own(n) : guess === C ? words.everything(n, g) : words.other(n);
  return { right: false, text };
}

// What the judge may say at most, for the height of the place.
const longest = (words) =>
  [
    words.question(24, 12, 4),
    words.outside(24),
    words.all(24, 12, 4, 2),
    words.some(12, 4, 24, 12),
    words.own(12),
    words.everything(12, 12),
    words.other(12),
  ].map((text) => `Not yet. ${text}`);
