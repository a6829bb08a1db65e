// What is dragged along one axis, with the arrow keys too.
//
//   kit.handle({ name, label, axis, step, get, set, per })  an HTML handle over the picture: a slider for keys and screen readers
//       axis: "x" or "y" (upwards); per(): units a pixel; set(value) is asked for every move;
//       { node, show({ x, y, width, height, low, high, said }) }; show(null) hides it
{
  const { h, clamp, drag } = kit;
  const KEYS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };
  function handle({ name, label, axis = "y", step = 1, get, set, per }) {
    const node = h("div", {
      className: `bw-handle is-${axis}`,
      tabIndex: 0,
      role: "slider",
      ariaLabel: label,
      "data-handle": name,
    });
    node.setAttribute("aria-orientation", axis === "y" ? "vertical" : "horizontal");
    let limits = [0, 0];
    const to = (value) => set(clamp(value, ...limits));
    // The handle moves with what it drags: the distance counts on the screen.
    drag(node, {
      start: () => {
        node.focus({ preventScroll: true });
        return { value: get(), per: per() };
      },
      move: (at, from, begun) => {
        const way = axis === "y" ? begun.clientY - at.clientY : at.clientX - begun.clientX;
        to(from.value + (way / at.scale) * from.per);
      },
    });
    node.addEventListener("keydown", (event) => {
      const by = KEYS[event.key];
      if (!by) return;
      event.preventDefault();
      to(get() + by * step);
    });
    const show = (place) => {
      node.hidden = !place;
      if (!place) return;
      const { x, y, width, height, low, high, said } = place;
      limits = [low, high];
      Object.assign(node.style, {
        left: `${x}px`,
        top: `${y}px`,
        width: `${width}px`,
        height: `${height}px`,
      });
      Object.assign(node, {
        ariaValueMin: low,
        ariaValueMax: high,
        ariaValueNow: get(),
        ariaValueText: said,
      });
    };
    return { node, show };
  }
  Object.assign(kit, { handle });
}
