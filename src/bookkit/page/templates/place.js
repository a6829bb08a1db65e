// Brings a reader back, after a reload or from another page, to the paragraph that stood at the top of the window.
// A browser remembers pixels, and counts them on a page whose sections are not laid out yet and whose widgets sleep.
(() => {
  "use strict";
  const article = document.querySelector(".bd-article");
  if (!article) return;
  const BELOW_HEADER = 72; // pixels
  const BLOCK = ".bd-article section > :not(section)"; // what no script adds or takes away
  const blocks = () => [...document.querySelectorAll(BLOCK)];
  let coming = history.state?.bookPlace; // [which block, pixels from the top of the window to it]

  const present = () => {
    const { left, width } = article.getBoundingClientRect();
    for (let y = BELOW_HEADER; y < innerHeight; y += 16) {
      const block = document.elementFromPoint(left + width / 2, y)?.closest(BLOCK);
      if (block) return [blocks().indexOf(block), block.getBoundingClientRect().top];
    }
  };
  const remember = () => {
    // A scroll bar tells of no hand on it: that the place is far off does.
    if (coming && Math.abs(blocks()[coming[0]]?.getBoundingClientRect().top - coming[1]) > 100) arrived();
    if (!coming) history.replaceState({ ...history.state, bookPlace: scrollY ? present() : undefined }, "");
  };
  let waiting;
  addEventListener("scroll", () => {
    clearTimeout(waiting);
    waiting = setTimeout(remember, 150);
  });

  const sizes = new ResizeObserver(() => bring());
  const arrived = () => {
    coming = undefined;
    sizes.disconnect();
    history.scrollRestoration = "auto";
  };
  if (!coming) return;
  const bring = () => {
    const block = coming && blocks()[coming[0]];
    if (!block) return;
    block.scrollIntoView({ behavior: "instant" }); // its section is laid out for this
    scrollBy({ top: block.getBoundingClientRect().top - coming[1], behavior: "instant" });
  };
  // What is laid out later above the place moves it, until the reader moves.
  sizes.observe(article);
  addEventListener("load", () => requestAnimationFrame(bring));
  for (const act of ["wheel", "touchmove", "pointerdown", "keydown", "hashchange"]) {
    addEventListener(act, arrived, { once: true, passive: true, capture: true });
  }
  addEventListener("pagehide", arrived);
  bring();
})();
