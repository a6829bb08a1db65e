// What moves step by step; where motion is unwelcome, it jumps.
//
//   kit.glide(draw)  { to(target), jump(target), stop, time }: draws fractional times on the way to a step
{
  const { still } = kit;
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
  Object.assign(kit, { glide });
}
