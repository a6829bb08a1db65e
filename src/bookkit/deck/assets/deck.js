// Fits each slide to 1280 x 720, and hands the key "b" to the widget on the slide. On a phone held upright, where a
// slide would be as wide as a thumb is long, the slides stand one below the other as a page that is read.
(() => {
  "use strict";
  const SMALLEST = 0.6; // below this a slide is too full for a lecture hall: the test fails, the author cuts
  const LARGEST = 1.3; // a slide of few words is read from the last row; widgets and figures fill it by themselves

  // A quiz keeps the room of its longest explanation free, so that none of them runs off the slide.
  const reserve = (quiz) => {
    const feedback = quiz.querySelector(":scope > .quiz-feedback");
    if (!feedback) return;
    const tried = Object.assign(document.createElement("div"), { className: "quiz-feedback" });
    tried.dataset.verdict = "wrong";
    feedback.style.display = "none";
    feedback.before(tried);
    const heights = [...quiz.querySelectorAll(".quiz-reasons > li")].map((reason) => {
      tried.replaceChildren(...reason.cloneNode(true).childNodes);
      return tried.offsetHeight;
    });
    tried.remove();
    feedback.style.removeProperty("display");
    feedback.style.minHeight = `${Math.max(...heights)}px`;
  };

  const fit = (slide) => {
    const body = slide.querySelector(".slide-body");
    if (!body) return;
    body.style.zoom = 1;
    const room = 720 - body.offsetTop - 12;
    const fits = (scale) => {
      body.style.zoom = scale;
      body.style.height = `${room / scale}px`;
      body.querySelectorAll(".book-quiz").forEach(reserve);
      const wide = (element) => element.scrollWidth > element.clientWidth + 1;
      // A widget takes the width that it is given, but only in its next frame: what still stands out is no sign.
      const live = body.querySelector(".widget-mount");
      const blocks = live ? [...body.children].filter((block) => !block.contains(live)) : [body];
      return (
        body.scrollHeight <= room / scale + 1 &&
        !blocks.some(wide) &&
        ![...body.querySelectorAll("pre code")].some(wide)
      );
    };
    const grows = !body.matches(".opening") && !body.querySelector(".widget-mount, figure");
    const steps = Math.round(((grows ? LARGEST : 1) - SMALLEST) / 0.05);
    for (let step = steps; step >= 0; step--) {
      const scale = SMALLEST + 0.05 * step;
      slide.dataset.scale = scale.toFixed(2);
      if (fits(scale)) break;
    }
  };

  const nextState = (event) => {
    if (event.key !== "b" || event.target.closest?.(".widget-mount, input, textarea")) return;
    const widget = Reveal.getCurrentSlide()?.querySelector(
      ".widget-mount[data-mounted=true] [data-widget-root]",
    );
    widget?.dispatchEvent(new KeyboardEvent("keydown", { key: "b", bubbles: true }));
  };

  const narrow = matchMedia("(max-width: 599px)");
  const reading = narrow.matches && !/receiver|print-pdf/.test(location.search);

  // Widgets are those of a page: taken before their host sees them.
  const asOnAPage = () => {
    for (const mount of document.querySelectorAll(".widget-mount[data-mode]")) delete mount.dataset.mode;
  };
  if (reading) {
    document.documentElement.classList.add("deck-reading");
    new MutationObserver(asOnAPage).observe(document, { childList: true, subtree: true });
  }

  window.bookDeck = {
    begin(settings) {
      if (!reading) return Reveal.initialize(settings);
      for (const name of ["reveal", "slides"]) document.querySelector(`.${name}`).classList.remove(name);
      document.getElementById(location.hash.slice(2))?.scrollIntoView(); // a link to a slide: #/slide-3
    },
  };
  narrow.addEventListener("change", () => location.reload());

  document.addEventListener("DOMContentLoaded", () => {
    if (reading) return;
    for (const mount of document.querySelectorAll(".widget-mount")) {
      new MutationObserver(() => fit(mount.closest("section"))).observe(mount, {
        attributes: true,
        attributeFilter: ["data-mounted"],
      });
    }
    document.addEventListener("keydown", nextState);
    const fitCurrent = () => fit(Reveal.getCurrentSlide());
    // On paper each slide stands on a page of its own, no longer right inside .slides.
    const fitAll = () => document.querySelectorAll(".pdf-page section:not(.stack)").forEach(fit);
    const fitShown = () => Reveal.isReady() && (fitCurrent(), fitAll());
    if (Reveal.isReady()) fitCurrent();
    for (const moment of ["ready", "slidechanged"]) Reveal.on(moment, fitCurrent);
    Reveal.on("pdf-ready", fitAll);
    document.fonts.ready.then(fitShown);
    document.fonts.addEventListener("loadingdone", fitShown); // a formula's font comes when it is first drawn
  });
})();
