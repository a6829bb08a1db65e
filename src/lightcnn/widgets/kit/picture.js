// An SVG that fills the picture's box. A second one, made later, lies under the first: for what no step changes, so that the browser
// does not paint it again.
//
//   kit.picture(bench)  { svg, show(...parts), hold(...parts) }, drawn in pixels of bench.room()
//     show: the picture looks like these parts. Each makes the node that stands in its place look like itself, so that a step
//       costs the browser only what differs. What grows from step to step has a group of its own, because the parts behind it
//       would change their places. The parts themselves are no longer a widget's own.
//     hold: these very nodes, for a widget that goes on to change them itself
{
  const { pen, write } = kit;
  // The browser would lay a picture out anew, also for the attribute that it has.
  const put = (node, name, value) => {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  };
  // Makes `node` look like `now`.
  function become(node, now) {
    if (node.nodeName !== now.nodeName) node.replaceWith(now);
    else if (now.nodeType === Node.TEXT_NODE) write(node, now.data);
    else {
      for (const { name, value } of now.attributes) put(node, name, value);
      for (const { name } of [...node.attributes]) if (!now.hasAttribute(name)) node.removeAttribute(name);
      fill(node, [...now.childNodes]);
    }
  }
  function fill(node, parts) {
    const before = [...node.childNodes];
    for (const old of before.slice(parts.length)) old.remove();
    parts.forEach((part, i) => (before[i] ? become(before[i], part) : node.append(part)));
  }
  function picture({ stage, room }) {
    const svg = pen.picture([0, 0, 1, 1], { width: undefined, class: "bw-picture", "aria-hidden": "true" });
    stage.prepend(svg);
    const by =
      (way) =>
      (...parts) => {
        const { wide, high } = room();
        put(svg, "viewBox", `0 0 ${wide} ${high}`);
        way(parts);
      };
    return { svg, show: by((parts) => fill(svg, parts)), hold: by((parts) => svg.replaceChildren(...parts)) };
  }
  Object.assign(kit, { picture });
}
