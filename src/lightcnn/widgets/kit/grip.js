// What a reader takes hold of: a slider for keys and screen readers, dragged by mouse and finger.
//
//   const says = kit.grip(node, { label, start, move, arrow })     says(low, high, now, text): where it stands
//     start, move: see drag.js; arrow(right, up): an arrow key was pressed, each 1, -1 or 0
{
  const { drag } = kit;
  const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  function grip(node, { label, start, move, arrow }) {
    Object.assign(node, { tabIndex: 0, role: "slider", ariaLabel: label });
    drag(node, {
      start: (point) => {
        node.focus({ preventScroll: true });
        return start(point);
      },
      move,
    });
    node.addEventListener("keydown", (event) => {
      const way = ARROWS[event.key];
      if (!way) return;
      event.preventDefault();
      arrow(...way);
    });
    return (ariaValueMin, ariaValueMax, ariaValueNow, ariaValueText) =>
      Object.assign(node, { ariaValueMin, ariaValueMax, ariaValueNow, ariaValueText });
  }
  Object.assign(kit, { grip });
}
