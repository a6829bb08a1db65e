// The picture's box, whose height never changes, and the one SVG that may fill it.
//
//   kit.board(heights, present, root)  { node, room, measure, picture }; heights: { wide, narrow, present } in pixels
//     measure(): true if the width is another; room(): { wide, high, narrow } as last measured
//     picture(): { svg, show(...parts) }, drawn in pixels of the box
{
  const { h, pen } = kit;
  const NARROW = 520;
  function board(heights, present, root) {
    const node = h("div", { className: "bw-stage" });
    let wide = 0;
    const be = (size) => {
      root.dataset.size = size;
      node.style.height = `${heights[size]}px`;
    };
    be(present ? "present" : "wide");
    const measure = () => {
      const now = node.clientWidth;
      if (!now || now === wide) return false;
      wide = now;
      if (!present) be(wide < NARROW ? "narrow" : "wide");
      return true;
    };
    const room = () => ({
      wide: wide || 640,
      narrow: root.dataset.size === "narrow",
      high: heights[root.dataset.size],
    });
    const picture = () => {
      const svg = pen.picture([0, 0, 1, 1], { width: undefined, class: "bw-picture", "aria-hidden": "true" });
      node.prepend(svg);
      const show = (...parts) => {
        const { wide: w, high } = room();
        svg.setAttribute("viewBox", `0 0 ${w} ${high}`);
        svg.replaceChildren(...parts);
      };
      return { svg, show };
    };
    return { node, room, measure, picture };
  }
  Object.assign(kit, { board });
}
