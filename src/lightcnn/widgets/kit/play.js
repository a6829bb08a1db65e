// Playback.
//
//   kit.transport({ lang, frames, get, set, at, whole, speed })  -> { node, extra, show, keys, play, stop }
//     node: back, play, next and the scrub range; extra: first, last and speed, for More;
//     whole(): the frame to play to, where the picture is whole before the last one; speed: steps a second, at first
//     play(): from the present frame, or from the first if nothing is left to play; disabled while there are fewer than two frames
{
  const { wordsOf, h, button, pen, clamp } = kit;
  const ICONS = {
    first: "M5 4v12M16 4l-8 6 8 6z",
    back: "M14 4l-8 6 8 6z",
    play: "M6 3l11 7-11 7z",
    pause: "M6 4v12M13 4v12",
    next: "M6 4l8 6-8 6z",
    last: "M4 4l8 6-8 6zM15 4v12",
  };
  const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
  const icon = (name) =>
    pen.picture([0, 0, 20, 20], { width: 18, height: 18, "aria-hidden": "true" }, pen.path(ICONS[name]));

  // What steps in time: `face` hears whether it runs.
  function clock({ frames, get, set, face, whole, speed }) {
    let timer = 0;
    const running = () => timer !== 0;
    const go = (i) => {
      if (frames() > 1) set(clamp(i, 0, frames() - 1));
    };
    const stop = () => {
      clearTimeout(timer);
      timer = 0;
      face(false);
    };
    const next = () => {
      timer = setTimeout(tick, 1000 / one.speed);
    };
    function tick() {
      if (get() < whole()) go(get() + 1);
      if (get() < whole()) next();
      else stop();
    }
    const play = () => {
      clearTimeout(timer);
      if (get() >= whole()) go(0);
      next();
      face(true);
    };
    const act = (i) => {
      stop();
      go(i);
    };
    const one = { speed, running, play, stop, act };
    return one;
  }

  function transport({ lang, frames, get, set, at, whole = () => frames() - 1, speed = 2 }) {
    const words = wordsOf(lang);
    const time = clock({ frames, get, set, face, whole, speed });
    const tool = (kind, onclick) =>
      button(`bw-button bw-${kind}`, { ariaLabel: words[kind], title: words[kind], onclick }, icon(kind));
    const keys = {
      " ": () => (time.running() ? time.stop() : time.play()),
      ",": () => time.act(get() - 1),
      ".": () => time.act(get() + 1),
      Home: () => time.act(0),
      End: () => time.act(frames() - 1),
    };
    const play = tool("play", keys[" "]);
    function face(running) {
      const kind = running ? "pause" : "play";
      play.replaceChildren(icon(kind));
      play.ariaLabel = play.title = words[kind];
    }
    const range = h("input", {
      type: "range",
      name: "frame",
      min: 0,
      step: 1,
      ariaLabel: words.scrub,
      oninput: () => time.act(range.valueAsNumber),
    });
    const speeds = kit.select(words.speed, "speed", (v) => {
      time.speed = v;
    });
    speeds.show(
      SPEEDS.map((v) => [v, words.perSecond(v)]),
      time.speed,
    );
    const row = (...parts) =>
      h("div", { className: "bw-transport", role: "group", ariaLabel: words.transport }, ...parts);
    const node = row(tool("back", keys[","]), play, tool("next", keys["."]), range);
    const extra = row(tool("first", keys.Home), tool("last", keys.End), speeds.node);
    const show = () => {
      const ariaValueText = at ? at(get()) : words.at(get(), frames());
      Object.assign(range, { max: frames() - 1, value: get(), ariaValueText });
      for (const part of [...node.children, ...extra.querySelectorAll("button")])
        part.disabled = frames() < 2;
    };
    return { node, extra, show, keys, play: time.play, stop: time.stop };
  }
  Object.assign(kit, { transport });
}
