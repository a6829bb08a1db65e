// What moves between states; where motion is unwelcome, it jumps.
//
//   kit.glide(draw)  { to(target), jump(target), stop, time }: draws fractional times on the way to a step
//   kit.morph(draw)  { to({ name: number }, ms), jump({ name: number }), stop, now }: draws numbers between two states. Both draw
//     at once, and once: `to` with the numbers so far, because something else may have changed, and in 0 ms it jumps.
{
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  function glide(draw) {
    let frame = 0,
      goal = 0,
      before = 0;
    const one = { time: 0, to, jump, stop };
    function stop() {
      cancelAnimationFrame(frame);
      frame = 0;
    }
    function jump(target) {
      stop();
      one.time = goal = target;
      draw(target);
    }
    function tick(now) {
      const left = goal - one.time;
      const step = (Math.max(1.3, Math.abs(left) * 1.4) * Math.min(50, Math.max(0, now - before))) / 1000;
      before = now;
      if (step >= Math.abs(left)) {
        jump(goal);
        return;
      }
      one.time += Math.sign(left) * step;
      draw(one.time);
      frame = requestAnimationFrame(tick);
    }
    function to(target) {
      if (still() || target === one.time) {
        jump(target);
        return;
      }
      goal = target;
      if (frame) return;
      before = performance.now();
      frame = requestAnimationFrame(tick);
    }
    return one;
  }

  function morph(draw) {
    let frame = 0,
      goal = null;
    const one = { now: null, to, jump, stop };
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
    function to(target, ms = 500) {
      const same = goal && Object.keys(target).every((key) => target[key] === goal[key]);
      if (!goal || !ms || still() || (same && !frame)) {
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
        const t = Math.min(1, Math.max(0, (now - begun) / ms)),
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
  Object.assign(kit, { glide, morph });
}
