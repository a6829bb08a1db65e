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
      perSecond: (v) => `${v} steps/s`,
      transport: "Playback",
      asTable: "Show as table",
      check: "Check",
      at: (i, n) => `step ${i + 1} of ${n}`,
      predict: "Predict",
      right: "Right. ",
      wrong: "Not yet. ",
      less: (what) => `${what}: less`,
      more: (what) => `${what}: more`,
      link: "Link to this state",
      copied: "The link is in the address bar.",
      help: "Keys",
      beat: "Next step of the tour",
      keys: (modes) =>
        `Space plays, comma and period step, Home and End jump, arrows move the cursor, ${modes ? "digits choose a mode, " : ""}R resets, P goes to the question, B is the next step of the tour, Escape leaves.`,
    },
  };
  const wordsOf = (lang) => TEXT[lang] ?? TEXT.en;
  Object.assign(kit, { wordsOf });
}
