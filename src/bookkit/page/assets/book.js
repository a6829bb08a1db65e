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

  // What is copied holds each formula once, as TeX; drawn and as MathML it would come twice, and broken.
  const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, pre, tr, dt, dd, figcaption, div.math";
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (selection.isCollapsed || event.target.closest?.("input, textarea")) return;
    const range = selection.getRangeAt(0).cloneRange();
    const formula = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest(".katex");
    const [first, last] = [formula(range.startContainer), formula(range.endContainer)];
    if (first) range.setStartBefore(first);
    if (last) range.setEndAfter(last);
    const copied = document.createElement("div");
    copied.append(range.cloneContents());
    const formulas = [...copied.querySelectorAll(".katex")];
    if (!formulas.length) return;
    for (const drawn of copied.querySelectorAll(".katex-html, .headerlink")) drawn.remove();
    event.clipboardData.setData("text/html", copied.innerHTML);
    for (const one of formulas) {
      const bars = one.closest(".katex-display") ? "$$" : "$";
      one.replaceWith(`${bars}${one.querySelector("annotation").textContent}${bars}`);
    }
    for (const block of copied.querySelectorAll(BLOCKS)) block.append("\n");
    event.clipboardData.setData("text/plain", copied.textContent.replace(/\n{3,}/g, "\n\n").trim());
    event.preventDefault();
  });

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
  const observe = () => {
    for (const element of document.querySelectorAll(scrollers)) {
      sizes.unobserve(element);
      sizes.observe(element);
    }
  };
  observe();
  // A font that comes late makes what is inside a box wider, not the box.
  document.fonts.addEventListener("loadingdone", observe);

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
