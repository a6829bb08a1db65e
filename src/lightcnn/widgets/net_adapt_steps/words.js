// Every text that a reader sees.

const { h, s, pen } = kit;
const signed = (x, digits) => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(digits)}`;
const percent = (share) => (100 * share).toFixed(1);

const TEXT = {
  en: {
    picture: "Each width of the network, and what it proposes to give up",
    cards: "Proposals",
    widths: "channels",
    saves: "ms",
    rules: { accuracy: ["accuracy %", "acc. %"], ratio: ["points per ms", "per ms"] },
    long: {
      accuracy: "Take the highest accuracy: NetAdapt, Yang et al. 2018",
      ratio: "Take the largest change of accuracy per ms saved: MobileNetV3, Howard et al. 2019",
    },
    kinds: { expansion: "exp.", bottleneck: "neck" },
    budget: (ms, narrow) => `${narrow ? "≤" : "budget"} ${ms}`,
    target: (ms) => `target ${ms}`,
    unit: (n) => (n > 1 ? `ms for ${n} images` : "ms"),
    note: (share) => `${percent(share)} % of held-back images right`,
    bar: (saved, all) => `${saved} of ${all} ms saved`,
    at: (step, all, taken) => `step ${step} of ${all}, ${taken ? "taken" : "proposals"}`,
    offer: (name, from, to, ms, accuracy) =>
      `${name}: ${from} to ${to} channels, ${ms} ms less, ${accuracy} % accuracy`,
    question: (step, all, ms) =>
      `Step ${step} of ${all}: at least ${ms} ms must go, and one width gives them. Which row would you take? Touch it.`,
    show: "Show what was taken",
    facts: {
      accuracy: ({ accuracy }) => `${accuracy} %`,
      ratio: ({ points, ms, ratio }) => `${points} points / ${ms} ms = ${ratio} per ms`,
    },
    brief: {
      accuracy: ({ accuracy }) => `${accuracy} %`,
      ratio: ({ points, ms, ratio }) => `${points} / ${ms} = ${ratio}`,
    },
    took: (step, name, facts) => `Step ${step} took ${name}: ${facts}.`,
    same: (step, name, facts) => `Step ${step} took it too. ${name}: ${facts}.`,
    first: "Yours is as good; the run took the first.",
    yours: (facts) =>
      `Yours: ${facts}. The run goes on from its own, because what follows yours was not run.`,
    said: (step, name, ms, accuracy) =>
      `Step ${step} takes ${name}: ${ms} ms and ${accuracy} % accuracy are left.`,
    exact: `Lines: the latency now, the step's budget (dashed), the target (dotted). A row without numbers cannot save the step's ms alone. A bottleneck lies between blocks, whose shortcuts tie its channels together. Where accuracy rises, points per ms favour the row that saves less. On so few images some tenths of a point are chance.`,
    counted: {
      hidden: "Counted instead of measured: answer first.",
      same: (name) =>
        `Counted instead of measured: points per million multiply-adds saved would take the same row, ${name}.`,
      other: (name) =>
        `Counted instead of measured: points per million multiply-adds saved would take ${name}.`,
      spread: (low, high) =>
        ` A ms saved stands for ${low} to ${high} million multiply-adds an image, depending on the row: a multiply-add does not take the same time everywhere.`,
      all: (differ, all) => ` The two disagree in ${differ} of ${all} steps.`,
    },
    table: "All steps",
    steps: (images) => `What the run took; ms for ${images} images at once`,
    stepHead: ["step", "width", "channels", "ms saved", "ms", "accuracy"],
    begin: "start",
    now: (step, counted) =>
      `Proposals of step ${step}: ms saved, accuracy after the tuning, points per ms${counted ? "; the same per million multiply-adds saved" : ""}`,
    cardHead: ["width", "channels", "ms", "accuracy", "per ms"],
    countHead: ["million", "per million"],
    ends: "Ends",
    endCaption: "Where the two rules end",
    endHead: (rules) => ["quantity", "start", ...rules],
    agree: (same, all) => `The two rules take the same row in ${same} of ${all} steps.`,
    run: { accuracy: "highest accuracy", ratio: "points per ms" },
    end: { latency: "ms", accuracy: "accuracy", steps: "steps" },
    moreKeys: "Digits 1 and 2 choose the rule.",
  },
};
