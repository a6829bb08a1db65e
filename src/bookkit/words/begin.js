// The first page's picture plays once by itself, and again when it is touched; its button says so.
(() => {
  "use strict";
  for (const picture of document.querySelectorAll(".book-hero > svg")) {
    const moves = picture.getAnimations({ subtree: true });
    if (!moves.length) continue; // whoever asked for less motion has the picture's end
    const play = () => moves.forEach((move) => ((move.currentTime = 0), move.play()));
    const again = Object.assign(document.createElement("button"), {
      type: "button",
      className: "book-again",
      textContent: "Play again",
    });
    for (const touched of [picture, again]) touched.addEventListener("click", play);
    picture.after(again);
  }
})();
