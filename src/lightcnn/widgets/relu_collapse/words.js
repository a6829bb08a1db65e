// Every text that a reader sees.

const TEXT = {
  en: {
    picture: "A curve in a plane with the folds of its units, and the curve as a linear layer reads it back",
    plane: "the plane",
    back: "read back, linearly",
    line: "Fold of the first unit",
    degrees: (n) => `${n} degrees`,
    handle: "Units",
    units: (n) => `${n} ${n === 1 ? "unit" : "units"}`,
    relu: "ReLU",
    draw: "other units: draw",
    angle: "first unit",
    unit: "of the plane collapsed",
    law: (text) => `on average ${text}`,
    linear: "without ReLU",
    bar: (text) => `${text} of the plane is kept`,
    average: (text) => `${text} is kept on average`,
    hidden: "hidden until you answer",
    secret: "?",
    said: (n, relu, lost, law) =>
      `${n} with${relu ? "" : "out"} ReLU: ${lost} of the plane collapsed` +
      (relu ? `, ${law} on average.` : "."),
    lost: "Collapsed, these units",
    average_: "Collapsed on average, (n + 1) / 2ⁿ",
    onLines: "Falls on lines",
    onPoint: "Falls on the origin",
    unread: "Squared length not read back",
    notes:
      "Each line is the fold of a unit: on the side of its ticks the unit is open, on the other its ReLU makes 0. Hatched: fewer than two units are open. Where one is, every stroke of the hatching becomes one point, so the plane falls on a line; where none is, it falls on the origin. The read-out is the linear layer without bias that restores the curve's points with least squared error.",
    table: "All numbers of units",
    caption: "Share of the plane that collapses",
    head: ["units", "on average", "these units"],
    code: (n, relu) =>
      `z = nn.Linear(2, ${n}, bias=False)(x)${relu ? ".relu()" : ""}\ny = nn.Linear(${n}, 2, bias=False)(z)`,
    moreKeys: "Digits 1 to 5: 2, 3, 5, 8 and 15 units; 6 switches the ReLU.",
    question: "How many random units until less than 5 % of the plane is lost on average?",
    answers: [
      { text: "5", why: "6 of the 32 patterns of five units have fewer than 2 open: 18.8 %. It takes 8." },
      {
        text: "8",
        right: true,
        why: "9 of 256 patterns have fewer than 2 open: 3.5 %. With 7 it is still 6.3 %.",
      },
      { text: "20", why: "Each further unit nearly halves the loss: 8 leave 3.5 %, and 20 only 0.002 %." },
    ],
  },
};
