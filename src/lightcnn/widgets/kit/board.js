// The picture's box, whose height never changes.
//
//   kit.board(heights, present, root)  { node, room, measure }; heights: { wide, narrow, present } in pixels
//     measure(): true if the width is another; room(): { wide, high, narrow } as last measured
{
  const { h } = kit;
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
    return { node, room, measure };
  }
  Object.assign(kit, { board });
}
