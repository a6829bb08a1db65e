// Dragging, by mouse and finger. Points are in CSS pixels of the node, however a slide scales it.
//
//   kit.drag(node, { start, move, end })  start(point, event) -> what is dragged, or nothing to let go; move(point, what, from);
//       end(what). The node captures the pointer; touch-action is `none` on it, so give it a node of the size that is dragged.
{
  function drag(node, { start, move, end = () => {} }) {
    let what,
      from = null;
    const point = ({ clientX, clientY }) => {
      const box = node.getBoundingClientRect(),
        scale = box.width / node.offsetWidth || 1;
      return { x: (clientX - box.left) / scale, y: (clientY - box.top) / scale, clientX, clientY, scale };
    };
    const finish = () => {
      if (from) end(what);
      from = null;
    };
    node.style.touchAction = "none";
    node.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const at = point(event);
      what = start(at, event);
      if (what === undefined || what === null || what === false) return;
      from = at;
      node.setPointerCapture(event.pointerId);
    });
    node.addEventListener("pointermove", (event) => {
      if (from) move(point(event), what, from);
    });
    node.addEventListener("pointerup", finish);
    node.addEventListener("pointercancel", finish);
  }
  Object.assign(kit, { drag });
}
