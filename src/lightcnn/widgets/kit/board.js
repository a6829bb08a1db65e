// The picture's box, whose height never changes.
//
//   kit.board(heights, present, root)  { node, room, measure }; heights: { wide, narrow, present } in pixels
//     measure(): true if the width is another; room(): as last measured { wide, high, size, narrow, present, pick }
//       size: "wide", "narrow" or "present"; narrow, present: whether it is that; pick(wide, narrow, present): what is meant for it
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
    const room = () => {
      const { size } = root.dataset,
        pick = (page, phone, slide) => ({ wide: page, narrow: phone, present: slide })[size];
      return { wide: wide || 640, high: heights[size], size, narrow: size === "narrow", present, pick };
    };
    return { node, room, measure };
  }
  Object.assign(kit, { board });
}
