// The cursor of a grid.
//
//   kit.roving(node, { size, get, set })  arrow keys and roving tabindex on [data-row][data-column] cells
{
  const { clamp } = kit;
  function roving(node, { size, get, set }) {
    const cellOf = (event) => event.target.closest?.("[data-row]");
    const pick = (event) => {
      const cell = cellOf(event);
      if (cell && node.contains(cell) && (event.type !== "pointermove" || event.buttons))
        set(Number(cell.dataset.row), Number(cell.dataset.column), false);
    };
    node.addEventListener("pointerdown", pick);
    node.addEventListener("pointermove", pick);
    node.addEventListener("keydown", (event) => {
      const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!by || !cellOf(event)) return;
      event.preventDefault();
      const [rows, columns] = size(),
        [row, column] = get();
      set(clamp(row + by[0], 0, rows - 1), clamp(column + by[1], 0, columns - 1), true);
    });
    const show = (focus) => {
      const [row, column] = get();
      for (const cell of node.querySelectorAll("[data-row]")) {
        const on = Number(cell.dataset.row) === row && Number(cell.dataset.column) === column;
        cell.setAttribute("tabindex", on ? "0" : "-1");
        cell.setAttribute("aria-selected", String(on));
        if (on && focus) cell.focus({ preventScroll: true });
      }
    };
    return { show };
  }
  Object.assign(kit, { roving });
}
