// Numbers as people read them.
//
//   kit.clamp(x, low, high)
//   kit.whole(n) "10,368", kit.short(n) "462.4 M", kit.short(n, 3) "462 M"
{
  const clamp = (x, low, high) => Math.min(high, Math.max(low, x));
  const whole = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");
  const short = (n, figures) => {
    const round = (x) =>
      !figures ? x.toFixed(1) : Math.round(x) >= 10 ** figures ? whole(x) : x.toPrecision(figures);
    const million = figures ? 1e6 - 500 * 10 ** (3 - figures) : 1e6; // what rounds to a million is written as one
    return n >= million ? `${round(n / 1e6)} M` : n >= 1e4 ? `${round(n / 1e3)} k` : whole(n);
  };
  Object.assign(kit, { clamp, whole, short });
}
