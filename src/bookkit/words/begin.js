// The first page's picture plays once by itself, and again when it is touched; its button says so.
(() => {
  "use strict";
  const ARROW = `<svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">
    <path d="M18 7.5A7.5 7.5 0 1 0 19.5 12" fill="none" stroke="currentColor" stroke-width="2.2"/>
    <path d="M21 3v7h-7z" fill="currentColor"/></svg>`;
  for (const picture of document.querySelectorAll(".book-hero > svg")) {
    const moves = picture.getAnimations({ subtree: true });
    if (!moves.length) continue; // whoever asked for less motion has the picture's end
    const play = () => moves.forEach((move) => ((move.currentTime = 0), move.play()));
    const again = Object.assign(document.createElement("button"), {
      type: "button",
      className: "book-again",
      title: "Play again",
      innerHTML: ARROW,
    });
    again.setAttribute("aria-label", again.title);
    for (const touched of [picture, again]) touched.addEventListener("click", play);
    picture.after(again);
  }
})();
