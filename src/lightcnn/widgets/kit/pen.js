// What every picture is drawn with, under the name `kit.pen`. Numbers come first, whatever else an element carries last.
//
//   pen.picture([x, y, width, height], attributes, ...children)  the <svg>, at its own size unless `width` says otherwise
//   pen.rect(x, y, width, height, attributes)    pen.path(d, attributes)
//   pen.label(x, y, text, attributes)            one text, or a list of texts and <tspan>s
//   pen.group(attributes, ...children)
{
  const { s } = kit;
  const picture = ([x, y, width, height], attributes, ...children) =>
    s("svg", { viewBox: `${x} ${y} ${width} ${height}`, width, ...attributes }, ...children);
  const rect = (x, y, width, height, attributes) => s("rect", { x, y, width, height, ...attributes });
  const path = (d, attributes) => s("path", { d, ...attributes });
  const label = (x, y, text, attributes) => s("text", { x, y, ...attributes }, ...[text].flat());
  const group = (attributes, ...children) => s("g", attributes, ...children);
  kit.pen = { picture, rect, path, label, group };
}
