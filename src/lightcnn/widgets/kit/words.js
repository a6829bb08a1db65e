// The texts of the frame, one column a language, and the one name that all files of the kit add to.
//
//   kit.wordsOf(lang) -> the texts
const kit = {};
{
  const TEXT = {
    en: {
      first: "First step",
      back: "Step back",
      play: "Play",
      pause: "Pause",
      next: "Step forward",
      last: "Last step",
      scrub: "Step",
      speed: "Speed",
      perSecond: (v) => `${v} a second`,
      transport: "Playback",
      check: "Check",
      at: (i, n) => `step ${i + 1} of ${n}`,
      predict: "Predict",
      right: "Right. ",
      wrong: "Not yet. ",
      secret: "?",
      less: (what) => `${what}: less`,
      more: (what) => `${what}: more`,
      all: "More",
      link: "Copy link",
      copied: "Copied",
      byHand: "Link to copy",
      help: "Keys",
      beat: "Next step of the tour",
      keys: "Space plays, comma and period step, Home and End jump, arrows move what has the focus, digits choose, R resets, P goes to the question, B is the next step of the tour, Escape leaves.",
    },
  };
  const wordsOf = (lang) => TEXT[lang] ?? TEXT.en;
  Object.assign(kit, { wordsOf });
}
