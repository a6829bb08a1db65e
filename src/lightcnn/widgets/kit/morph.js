// What moves between states; where motion is unwelcome, it jumps.
//
//   kit.morph(draw, usual)  { to({ name: number }, kin), jump({ name: number }), stop, now, ms }: draws numbers between two states.
//     Both draw at once, and once: `to` with the numbers so far, because something else may have changed. It takes `ms`, which the
//     next one may be given and which is `usual` again after it; in 0 it jumps, and so it does to a state that is not of kin,
//     between which and the present one there is nothing.
{
  const { clamp, still } = kit;
  function morph(draw, usual = 500) {
    let frame = 0,
      goal = null;
    const one = { now: null, ms: usual, to, jump, stop };
    function stop() {
      cancelAnimationFrame(frame);
      frame = 0;
    }
    function jump(target) {
      stop();
      one.now = goal = { ...target };
      draw(one.now);
    }
    // On the way to the same state it goes on as it does.
    function to(target, kin = true) {
      const { ms } = one,
        same = goal && Object.keys(target).every((key) => target[key] === goal[key]);
      one.ms = usual;
      if (!goal || !kin || !ms || still() || (same && !frame)) {
        jump(target);
        return;
      }
      draw(one.now);
      if (same) return;
      const from = one.now,
        begun = performance.now();
      stop();
      goal = { ...target };
      const tick = (now) => {
        const t = clamp((now - begun) / ms, 0, 1),
          eased = t * t * (3 - 2 * t);
        if (t === 1) {
          jump(goal);
          return;
        }
        one.now = Object.fromEntries(
          Object.entries(goal).map(([key, end]) => [key, from[key] + (end - from[key]) * eased]),
        );
        draw(one.now);
        frame = requestAnimationFrame(tick);
      };
      frame = requestAnimationFrame(tick);
    }
    return one;
  }
  Object.assign(kit, { morph });
}
