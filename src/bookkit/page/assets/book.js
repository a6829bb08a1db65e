// Paper shows everything, and is light: for printing what is folded opens and the theme changes. What a widget has under More stays
// folded: until the reader has answered its question, it is rows of question marks.
(() => {
  "use strict";
  const page = document.documentElement.dataset;
  let opened = [],
    theme = page.theme;
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open], .bw-more)")];
    for (const element of opened) element.open = true;
    theme = page.theme;
    page.theme = "light";
  });
  window.addEventListener("afterprint", () => {
    for (const element of opened) element.open = false;
    page.theme = theme;
  });

  // One switch opens the code of all folded cells. Where the browser keeps it, the choice holds for the next page.
  const all = document.querySelector(".book-code-switch");
  const key = "book-all-code";
  const stored = (change) => {
    try {
      return change(window.localStorage);
    } catch {
      return null; // storage is blocked: the choice holds for this page
    }
  };
  const openCode = (open) => {
    all.setAttribute("aria-pressed", String(open));
    for (const cell of document.querySelectorAll(".folded-code")) cell.open = open;
  };
  if (all) {
    if (stored((storage) => storage.getItem(key)) === "open") openCode(true);
    all.addEventListener("click", () => {
      const open = all.getAttribute("aria-pressed") !== "true";
      openCode(open);
      stored((storage) => storage.setItem(key, open ? "open" : "folded"));
    });
  }

  // The search page shows the lines around a find by fetching pages, which a browser refuses from disk.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS === "object") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }

  // What scrolls inside itself can be reached and scrolled by keyboard. An observer, because it tells of sizes
  // that are laid out anyway: to ask each element on a long page would lay out all that is not in view.
  const scrollers =
    ".katex-display, .cell_output .output, .widget-fallback, .pst-scrollable-table-container, .highlight pre, .book-scroll";
  const sizes = new ResizeObserver((entries) => {
    const wide = entries.map(({ target }) => target.scrollWidth > target.clientWidth + 1);
    for (const [at, { target }] of entries.entries()) {
      if (wide[at]) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const element of document.querySelectorAll(scrollers)) sizes.observe(element);

  // The style sheet leaves sections out of view without a layout while the page loads; idle time gives them one,
  // so that a link then leads to the exact place and the scroll bar tells the true length.
  const waiting = [...document.querySelectorAll(".bd-article > section > section")];
  const layOut = () => {
    const next = waiting.shift();
    if (!next) return;
    next.style.contentVisibility = "visible";
    requestAnimationFrame(() => requestIdleCallback(layOut));
  };
  const begin = () => requestIdleCallback(layOut);
  if (!window.requestIdleCallback) return;
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
})();
