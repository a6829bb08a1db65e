// What moves: playback, and glides between steps.
//
//   kit.transport({ lang, frames, get, set, at })  first, back, play, next, last, scrub, speed: { node, show, keys, stop };
//       disabled while there are fewer than two frames
//   kit.glide(draw)  { to(target), jump(target), stop, time }: draws fractional times on the way; jumps where motion is unwelcome
{
  const { wordsOf, h, pen, clamp } = kit;
  const ICONS = {
    first: "M5 4v12M16 4l-8 6 8 6z",
    back: "M14 4l-8 6 8 6z",
    play: "M6 3l11 7-11 7z",
    pause: "M6 4v12M13 4v12",
    next: "M6 4l8 6-8 6z",
    last: "M4 4l8 6-8 6zM15 4v12",
  };
  const icon = (name) =>
    pen.picture([0, 0, 20, 20], { width: 18, height: 18, "aria-hidden": "true" }, pen.path(ICONS[name]));
  function transport({ lang = "en", frames, get, set, at }) {
    const words = wordsOf(lang);
    let timer = 0,
      speed = 2;
    const go = (i) => {
      if (frames() > 1) set(clamp(i, 0, frames() - 1));
    };
    const act = (i) => {
      stop();
      go(i);
    };
    const range = h("input", {
      type: "range",
      name: "frame",
      min: 0,
      step: 1,
      ariaLabel: words.scrub,
      oninput: () => act(range.valueAsNumber),
    });
    const button = (kind, onclick) =>
      h(
        "button",
        {
          type: "button",
          className: `bw-button bw-${kind}`,
          ariaLabel: words[kind],
          title: words[kind],
          onclick,
        },
        icon(kind),
      );
    const play = button("play", () => flip());
    const face = () => {
      const kind = timer ? "pause" : "play";
      play.replaceChildren(icon(kind));
      play.ariaLabel = play.title = words[kind];
    };
    function stop() {
      clearTimeout(timer);
      timer = 0;
      face();
    }
    function tick() {
      if (get() >= frames() - 1) {
        stop();
        return;
      }
      go(get() + 1);
      timer = setTimeout(tick, 1000 / speed);
    }
    function flip() {
      if (timer) {
        stop();
        return;
      }
      if (get() >= frames() - 1) go(0);
      timer = setTimeout(tick, 1000 / speed);
      face();
    }
    const speeds = h(
      "select",
      {
        name: "speed",
        ariaLabel: words.speed,
        onchange: () => {
          speed = Number(speeds.value);
        },
      },
      ...[0.25, 0.5, 1, 2, 4, 8].map((v) =>
        h("option", { value: v, textContent: words.perSecond(v), selected: v === 2 }),
      ),
    );
    const keys = {
      " ": flip,
      ",": () => act(get() - 1),
      ".": () => act(get() + 1),
      Home: () => act(0),
      End: () => act(frames() - 1),
    };
    const node = h(
      "div",
      { className: "bw-transport", role: "group", ariaLabel: words.transport },
      button("first", keys.Home),
      button("back", keys[","]),
      play,
      button("next", keys["."]),
      button("last", keys.End),
      range,
      speeds,
    );
    const show = () => {
      Object.assign(range, { max: frames() - 1, value: get() });
      range.setAttribute("aria-valuetext", at ? at(get()) : words.at(get(), frames()));
      for (const part of node.children) part.disabled = frames() < 2;
    };
    return { node, show, keys, stop };
  }

  function glide(draw) {
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    let time = 0,
      frame = 0,
      goal = 0,
      before = 0;
    const stop = () => {
      cancelAnimationFrame(frame);
      frame = 0;
    };
    const jump = (target) => {
      stop();
      time = goal = target;
      draw(time);
    };
    function tick(now) {
      const left = goal - time,
        step = (Math.max(1.3, Math.abs(left) * 1.4) * Math.min(50, Math.max(0, now - before))) / 1000;
      before = now;
      if (step >= Math.abs(left)) {
        jump(goal);
        return;
      }
      time += Math.sign(left) * step;
      draw(time);
      frame = requestAnimationFrame(tick);
    }
    const to = (target) => {
      if (still.matches || target === time) {
        jump(target);
        return;
      }
      goal = target;
      if (!frame) {
        before = performance.now();
        frame = requestAnimationFrame(tick);
      }
    };
    return {
      to,
      jump,
      stop,
      get time() {
        return time;
      },
    };
  }
  Object.assign(kit, { transport, glide });
}
