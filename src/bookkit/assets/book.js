// Paper shows everything: what is folded opens for printing and folds again afterwards.
(() => {
  "use strict";
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const element of opened) element.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const element of opened) element.open = false;
  });

  // The search page shows the lines around a find by fetching pages, which a browser refuses from disk.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS === "object") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }

  // What scrolls inside itself can be reached and scrolled by keyboard.
  const scrollers = ".katex-display, .cell_output .output, .pst-scrollable-table-container, .highlight pre, .book-scroll";
  const update = () => {
    for (const element of document.querySelectorAll(scrollers)) {
      if (element.scrollWidth > element.clientWidth + 1) element.tabIndex = 0;
      else element.removeAttribute("tabindex");
    }
  };
  addEventListener("load", update);
  addEventListener("resize", update);
  document.addEventListener("toggle", update, true);
})();
