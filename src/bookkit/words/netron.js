// Opens a graph inside the page when its link is clicked; with a modifier key the link stays a link.
(() => {
  "use strict";
  const made = (name, properties) => Object.assign(document.createElement(name), properties);

  // A frame keeps the wheel and the finger that pass over it. So a pane lies over the graph until it is clicked, and
  // again when the pointer has left.
  const paned = (frame) => {
    const pane = made("div", { className: "netron-pane", textContent: "Click to move the graph" });
    const box = made("div", { className: "netron-box" });
    box.append(frame, pane);
    pane.addEventListener("click", () => {
      pane.hidden = true;
      frame.focus();
    });
    box.addEventListener("pointerleave", () => (pane.hidden = false));
    return box;
  };

  // The viewer says that it runs. A server may forbid what it needs, and a frame tells nothing of that.
  const watch = (frame) => {
    const note = made("p", { className: "netron-failure", hidden: true });
    note.setAttribute("role", "status");
    addEventListener("message", ({ source, data }) => {
      if (source !== frame.contentWindow || data !== "netron runs") return;
      note.remove();
    });
    frame.addEventListener("load", () =>
      setTimeout(() => {
        note.hidden = false;
        note.textContent =
          "The graph could not be drawn: this site's server or your browser forbids the viewer's scripts. The table has every layer.";
      }, 3000),
    );
    return note;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".netron-open");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const theme = document.documentElement.dataset.theme === "dark" ? "dark" : "light";
    const frame = made("iframe", {
      src: `${link.href}&theme=${theme}`,
      title: link.dataset.title,
      className: "netron-frame",
    });
    link.textContent = "Open the graph in a page of its own";
    link.classList.replace("netron-open", "netron-own");
    link.target = "_blank";
    link.parentElement.before(watch(frame), paned(frame));
    frame.focus();
  });
})();
