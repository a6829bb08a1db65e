// Shapes and paths that every picture is made of. Numbers come first, whatever else an element carries last.
//
//   kit.picture([x, y, width, height], attributes, ...children)  the <svg>: drawn at its own size, at most as wide as its place
//   kit.rect(x, y, width, height, attributes)   kit.path(d, attributes)
//   kit.label(x, y, text, attributes)           text, or a list of texts and <tspan>s
//   kit.group(attributes, ...children)          kit.place(x, y, attributes, ...children): a group moved there
//   kit.tile(id, size, attributes, ...children) a pattern that repeats its children, for fill: url(#id)
//   Path data: kit.box(x, y, width, height), kit.curve(x1, y1, x2, y2) from side to side,
//       kit.cells(list, size, x, y) squares at [[row, column], ...]
{
  const { s } = kit;
  const picture = ([x, y, width, height], attributes, ...children) => s("svg", { viewBox: `${x} ${y} ${width} ${height}`, width, ...attributes }, ...children);
  const rect = (x, y, width, height, attributes) => s("rect", { x, y, width, height, ...attributes });
  const path = (d, attributes) => s("path", { d, ...attributes });
  const label = (x, y, text, attributes) => s("text", { x, y, ...attributes }, ...[text].flat());
  const group = (attributes, ...children) => s("g", attributes, ...children);
  const place = (x, y, attributes, ...children) => group({ transform: `translate(${x} ${y})`, ...attributes }, ...children);
  const tile = (id, size, attributes, ...children) => s("pattern", { id, width: size, height: size, patternUnits: "userSpaceOnUse", ...attributes }, ...children);
  const box = (x, y, width, height) => `M${x} ${y}h${width}v${height}h${-width}z`;
  const cells = (list, size, x = 0, y = 0) => list.map(([r, c]) => box(x + c * size, y + r * size, size, size)).join("");
  const curve = (x1, y1, x2, y2) => { const middle = (x1 + x2) / 2; return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`; };
  Object.assign(kit, { picture, rect, path, label, group, place, tile, box, cells, curve });
}
