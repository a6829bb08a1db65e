// What every picture is drawn with, under the name `kit.pen`. Numbers come first, whatever else an element carries last.
//
//   pen.picture([x, y, width, height], attributes, ...children)  the <svg>, at its own size unless `width` says otherwise
//   pen.rect(x, y, width, height, attributes)    pen.path(d, attributes)
//   pen.label(x, y, text, attributes)            one text, or a list of texts and <tspan>s
//   pen.group(attributes, ...children)           pen.place(x, y, attributes, ...children): a group moved there
//   pen.tile(id, size, attributes, ...children)  a pattern that repeats its children, for fill: url(#id)
//   Path data, in hundredths of a pixel:
//   pen.box(x, y, width, height)  pen.curve(x1, y1, x2, y2), which leaves and arrives level
//   pen.cells(list, size, x, y): squares at [[row, column], ...]
{
  const { s } = kit;
  const fine = (v) => Math.round(100 * v) / 100;
  const picture = ([x, y, width, height], attributes, ...children) =>
    s("svg", { viewBox: `${x} ${y} ${width} ${height}`, width, ...attributes }, ...children);
  const rect = (x, y, width, height, attributes) => s("rect", { x, y, width, height, ...attributes });
  const path = (d, attributes) => s("path", { d, ...attributes });
  const label = (x, y, text, attributes) => s("text", { x, y, ...attributes }, ...[text].flat());
  const group = (attributes, ...children) => s("g", attributes, ...children);
  const place = (x, y, attributes, ...children) =>
    group({ transform: `translate(${x} ${y})`, ...attributes }, ...children);
  const tile = (id, size, attributes, ...children) =>
    s(
      "pattern",
      { id, width: size, height: size, patternUnits: "userSpaceOnUse", ...attributes },
      ...children,
    );
  const box = (x, y, width, height) =>
    `M${fine(x)} ${fine(y)}h${fine(width)}v${fine(height)}h${-fine(width)}z`;
  const cells = (list, size, x = 0, y = 0) =>
    list.map(([r, c]) => box(x + c * size, y + r * size, size, size)).join("");
  const curve = (x1, y1, x2, y2) => {
    const [left, top, right, foot, middle] = [x1, y1, x2, y2, (x1 + x2) / 2].map(fine);
    return `M${left} ${top}C${middle} ${top} ${middle} ${foot} ${right} ${foot}`;
  };
  kit.pen = { picture, rect, path, label, group, place, tile, box, cells, curve };
}
