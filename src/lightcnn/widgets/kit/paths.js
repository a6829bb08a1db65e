// Path data in hundredths of a pixel, under the name `kit.paths`.
//
//   paths.box(x, y, width, height)
//   paths.cells(list, size, x, y)     squares at [[row, column], ...]
//   paths.curve(x1, y1, x2, y2)       leaves and arrives level
{
  const fine = (v) => Math.round(100 * v) / 100;
  const box = (x, y, width, height) =>
    `M${fine(x)} ${fine(y)}h${fine(width)}v${fine(height)}h${-fine(width)}z`;
  const cells = (list, size, x, y) =>
    list.map(([r, c]) => box(x + c * size, y + r * size, size, size)).join("");
  const curve = (x1, y1, x2, y2) => {
    const [left, top, right, foot, middle] = [x1, y1, x2, y2, (x1 + x2) / 2].map(fine);
    return `M${left} ${top}C${middle} ${top} ${middle} ${foot} ${right} ${foot}`;
  };
  kit.paths = { box, cells, curve };
}
