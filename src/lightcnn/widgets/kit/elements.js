// Elements.
//
//   kit.h(tag, props, ...children)       HTML element; on* are listeners, the rest properties or attributes
//   kit.s(tag, attributes, ...children)  SVG element; an attribute that is undefined is left out
//   kit.button(className, props, ...children)
//   kit.place(node, x, y, wide, high)    in pixels of the box that it stands in
{
  const h = (tag, props = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(props)) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (key in node && key !== "list") node[key] = value;
      else node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
  };
  const s = (tag, attributes = {}, ...children) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes))
      if (value !== undefined) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };
  const button = (className, props, ...children) =>
    h("button", { type: "button", className, ...props }, ...children);
  const place = ({ style }, x, y, wide, high) =>
    Object.assign(style, { left: `${x}px`, top: `${y}px`, width: `${wide}px`, height: `${high}px` });
  Object.assign(kit, { h, s, button, place });
}
