// Every text that a reader sees.

const TEXT = {
  en: {
    picture: "The plane of latency and accuracy: networks as dots, their front, and curves of equal reward",
    accuracy: "accuracy",
    latency: (images) => (images > 1 ? `ms for ${images} images` : "latency, ms"),
    ms: (x) => `${x} ms`,
    percent: (x) => `${x} %`,
    more: (x) => `+${x} %`,
    network: (accuracy, ms) => `${accuracy} % in ${ms} ms`,
    target: "target",
    aim: (ms) => `target ${ms} ms`,
    random: "drawn at random",
    changed: "changed from a parent",
    front: "front",
    brief: { random: "random", changed: "changed", front: "front" },
    twice: "twice the time: ",
    rule: "Exponent of the reward",
    rules: {
      "-0.07": { short: "−0.07", text: "w = −0.07" },
      "-0.15": { short: "−0.15", text: "−0.15" },
      hard: { short: "hard", text: "hard: 0, then −1" },
    },
    unit: "reward of the best",
    none: "no network yet",
    yours: "yours, ",
    tried: (n, all) => `${n} of ${all}`,
    bar: (n, all, minutes) => `${n} of ${all} networks` + (minutes ? `, ${minutes} minutes of training` : ""),
    said: (n, all, name, reward) => `${n} of ${all} networks. Best: ${name}, reward ${reward}.`,
    candidate: "Your network",
    role: "slider in two directions",
    add: "a network of your own",
    data: "networks",
    sets: { search: "the recorded search", four: "a textbook's four" },
    strip: {
      front: "On the front",
      gain: "Twice the time must bring",
      minutes: "Training so far",
      best: "Stages of the best",
    },
    minutes: (n) => `${n} min`,
    gain: (text) => `${text} of the accuracy`,
    note: (about) =>
      "Reward = accuracy × (latency / target)^w. Along a curve it is the same, and a network above the thick one would win." +
      (about ? ` Recorded: ${about}.` : ""),
    table: "All networks",
    caption: (aim, rule) => `Reward for ${aim}, ${rule}; a stage has kernel, expansion, gate and depth`,
    head: ["network", "changed from", "accuracy", "latency", "reward"],
    stage: (i) => `stage ${i}`,
    moreKeys: "Digits 1 to 3 choose the exponent.",
    question:
      "A network takes twice as long as another. How much more accurate must it be to be worth as much at w = −0.07?",
    answers: ({ factor, gain, from, to, points }) => [
      {
        text: "7 % more",
        why: `7 is read off the exponent. Twice the time divides the reward by 2^0.07 = ${factor}: ${gain} % more make up for it.`,
      },
      {
        text: "5 % more",
        right: true,
        why: `Twice the time divides the reward by 2^0.07 = ${factor}. From ${from} % that leads to ${to} %: ${points} points.`,
      },
      {
        text: "5 points more",
        why: `The reward is a product, so its price is a share of the accuracy: ${gain} % of ${from} % are ${points} points.`,
      },
    ],
  },
};
