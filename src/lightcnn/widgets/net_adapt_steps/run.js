// What stands where in a run, and its words and tables.

const TONES = { expansion: "t0", bottleneck: "t1" };
const takenOf = (step) => step.proposals[step.chosen];
const toneOf = (run, one) => TONES[run.widths[one.row].kind] ?? "t0";
const named = (name) => name.replace(/\.(?=[^.]*$)/, " ");
const short = (name, words) => {
  const parts = name.split("."),
    last = parts.pop();
  return `${parts.join(".").replace(/^stage/, "")} ${words.kinds[last] ?? last}`.trim();
};

// The lowest and the highest latency of the run.
const span = (run) => [
  Math.min(run.target, ...run.steps.flatMap((step) => step.proposals.map((one) => one.latency))),
  run.latency,
];

// Channels of every row after so many steps.
function channelsOf(run, steps) {
  const found = run.widths.map((width) => width.channels);
  for (const { row, channels } of run.steps.slice(0, steps).map(takenOf)) found[row] = channels;
  return found;
}

// Where a frame is: the step, whether it is taken, the network's latency and accuracy, and a proposal a row.
function standing(run, frame) {
  const number = Math.floor(frame / 2),
    done = frame % 2 === 1,
    step = run.steps[number],
    taken = takenOf(step),
    { latency, accuracy } = done ? taken : step;
  return {
    number,
    done,
    step,
    taken,
    latency,
    accuracy,
    steps: number + done,
    channels: channelsOf(run, number + done),
    proposed: run.widths.map((_, row) => step.proposals.find((one) => one.row === row)),
  };
}

function telling(run, words) {
  const all = run.steps.length,
    name = (one) => named(run.widths[one.row].name),
    less = (step, one) => (step.latency - one.latency).toFixed(2),
    fewer = (step, one) => (step.macs - one.macs) / 1e6;
  const facts = (step, one, form = words.facts) =>
    form[run.rule]({
      points: signed(100 * (one.accuracy - step.accuracy), 1),
      ms: less(step, one),
      ratio: signed(100 * one.ratio, 2),
      accuracy: percent(one.accuracy),
    });
  const asked = (number) =>
    words.question(number + 1, all, (run.steps[number].latency - run.steps[number].budget).toFixed(2));
  function judged(number, row) {
    const step = run.steps[number],
      taken = takenOf(step),
      one = step.proposals.find((each) => each.row === row);
    if (one === taken) return words.same(number + 1, name(taken), facts(step, taken));
    const told = words.took(number + 1, name(taken), facts(step, taken));
    if (!one) return told;
    const equal = one[run.rule] === taken[run.rule];
    return `${told} ${equal ? words.first : words.yours(facts(step, one, words.brief))}`;
  }
  const offer = (step, one) =>
    words.offer(name(one), one.before, one.channels, less(step, one), percent(one.accuracy));
  const longest = (count) =>
    run.steps
      .flatMap((step, i) => [asked(i), ...step.proposals.map((one) => judged(i, one.row))])
      .sort((a, b) => b.length - a.length)
      .slice(0, count);

  function stepRow(step, i, steps) {
    const one = takenOf(step);
    if (i >= steps) return [i + 1, ...Array(5).fill("?")];
    const cells = [`${one.before} → ${one.channels}`, less(step, one), one.latency.toFixed(2)];
    return [i + 1, name(one), ...cells, `${percent(one.accuracy)} %`];
  }
  function cardRow(step, one, secret) {
    if (!one) return null;
    const points = secret ? "?" : signed(100 * one.ratio, 2);
    const row = [name(one), `${one.before} → ${one.channels}`, less(step, one), `${percent(one.accuracy)} %`, points]; // prettier-ignore
    if (run.macs) row.push(fewer(step, one).toFixed(3), secret ? "?" : signed(100 * one.counted, 1));
    return row;
  }
  function spread(step) {
    const rates = step.proposals.map((one) => fewer(step, one) / (step.latency - one.latency));
    return words.counted.spread(Math.min(...rates).toFixed(2), Math.max(...rates).toFixed(2));
  }
  function compared(step, secret) {
    if (secret) return words.counted.hidden;
    const { counted, ratio } = step.best,
      told = words.counted[counted === ratio ? "same" : "other"](name(step.proposals[counted]));
    const differ = run.steps.filter(({ best }) => best.counted !== best.ratio).length;
    return told + words.counted.all(differ, all) + spread(step);
  }

  function tables({ step, steps, number, proposed }, secret, { steps: whole, cards, counted }) {
    const start = [words.begin, "", "", "", run.latency.toFixed(2), `${percent(run.accuracy)} %`];
    whole.show(words.steps(run.images), words.stepHead, [start, ...run.steps.map((one, i) => stepRow(one, i, steps))]); // prettier-ignore
    const head = [...words.cardHead, ...(run.macs ? words.countHead : [])];
    const rows = run.widths.map(
      (width, i) =>
        cardRow(step, proposed[i], secret) ?? [named(width.name), ...Array(head.length - 1).fill("–")],
    );
    cards.show(words.now(number + 1, run.macs), head, rows);
    if (run.macs) kit.write(counted, compared(step, secret));
  }

  // The other run beside this one: both ends, and every width.
  function ends(other) {
    const runs = [run, other],
      last = runs.map((one) => takenOf(one.steps.at(-1)));
    const rows = [
      [words.end.latency, run.latency.toFixed(2), ...last.map((one) => one.latency.toFixed(2))],
      [words.end.accuracy, `${percent(run.accuracy)} %`, ...last.map((one) => `${percent(one.accuracy)} %`)],
      [words.end.steps, 0, ...runs.map((one) => one.steps.length)],
    ];
    const finals = runs.map((one) => channelsOf(one, one.steps.length));
    for (const [i, width] of run.widths.entries()) {
      const there = other.widths.findIndex((one) => one.name === width.name);
      rows.push([
        named(width.name),
        width.channels,
        finals[0][i],
        there < 0 ? width.channels : finals[1][there],
      ]);
    }
    return [words.endCaption, words.endHead(runs.map((one) => words.run[one.rule])), rows];
  }
  const same = run.steps.filter(({ best }) => best.ratio === best.accuracy).length,
    notes = [words.exact, words.agree(same, all), run.about].filter(Boolean).join(" ");
  return { notes, name, asked, judged, offer, longest, tables, ends };
}
