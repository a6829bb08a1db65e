// The picture's box, whose height never changes.
//
//   kit.board(heights, present, root)  { node, room, measure }; heights: { wide, narrow, present } in pixels
//     measure(): true if the width is another; room(): { wide, high, narrow } as last measured
//
// Narrow is asked of the frame with its padding, which does not depend on the answer; the box's own width does, and would make
// the answers alternate.
{
  const { h } = kit;
  const NARROW = 600;
  function board(heights, present, root) {
    const node = h("div", { className: "bw-stage" });
    let wide = 0,
      last = "";
    const be = (size) => {
      root.dataset.size = size;
      node.style.height = `${heights[size]}px`;
    };
    be(present ? "present" : "wide");
    const measure = () => {
      if (!present) be(root.offsetWidth < NARROW ? "narrow" : "wide");
      const now = node.clientWidth,
        seen = root.dataset.size + now;
      if (!now || seen === last) return false;
      wide = now;
      last = seen;
      return true;
    };
    const room = () => ({
      wide: wide || 640,
      narrow: root.dataset.size === "narrow",
      high: heights[root.dataset.size],
    });
    return { node, room, measure };
  }
  Object.assign(kit, { board });
}
