// Opens a graph inside the page when its link is clicked; with a modifier key the link stays a link.
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".netron-open");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const theme = document.documentElement.dataset.theme === "dark" ? "dark" : "light";
    const frame = Object.assign(document.createElement("iframe"), {
      src: `${link.href}&theme=${theme}`,
      title: link.dataset.title,
      className: "netron-frame",
    });
    link.textContent = "Open the graph in a page of its own";
    link.classList.replace("netron-open", "netron-own");
    link.target = "_blank";
    link.parentElement.before(frame);
    frame.focus();
  });
})();
