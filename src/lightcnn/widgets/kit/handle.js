// What is dragged along one axis, with the arrow keys too.
//
//   kit.handle({ name, label, axis, step, get, set, per })  an HTML handle over the picture, see grip.js
//       axis: "x" or "y" (upwards); per(): units a pixel; set(value) is asked for every move;
//       { node, show({ x, y, width, height, low, high, said }) }: x and y are its middle, and it is square without a height;
//       show(null) hides it
{
  const { h, clamp, grip, place } = kit;
  function handle({ name, label, axis = "y", step = 1, get, set, per }) {
    const node = h("div", {
      className: `bw-handle is-${axis}`,
      "data-handle": name,
      ariaOrientation: axis === "y" ? "vertical" : "horizontal",
    });
    let limits = [0, 0];
    const to = (value) => set(clamp(value, ...limits));
    // The handle moves with what it drags: the distance counts on the screen.
    const says = grip(node, {
      label,
      start: () => ({ value: get(), per: per() }),
      move: (at, from, begun) => {
        const way = axis === "y" ? begun.clientY - at.clientY : at.clientX - begun.clientX;
        to(from.value + (way / at.scale) * from.per);
      },
      arrow: (right, up) => to(get() + (right + up) * step),
    });
    const show = (now) => {
      node.hidden = !now;
      if (!now) return;
      const { x, y, width, height = width, low, high, said } = now;
      limits = [low, high];
      place(node, x - width / 2, y - height / 2, width, height);
      says(low, high, get(), said);
    };
    return { node, show };
  }
  Object.assign(kit, { handle });
}
