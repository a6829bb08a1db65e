// A browser shows a notebook on disk as text instead of saving it. Opened from disk, the page hands it over itself: the
// notebook stands once more in a script beside it, which a page on disk may load.
(() => {
  "use strict";
  if (location.protocol !== "file:") return;

  const save = (name, text) => {
    const file = new Blob([text], { type: "application/x-ipynb+json" });
    const link = Object.assign(document.createElement("a"), {
      href: URL.createObjectURL(file),
      download: name,
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[download][href$='.ipynb']");
    if (!link) return;
    event.preventDefault();
    const script = Object.assign(document.createElement("script"), { src: `${link.href}.js` });
    script.onload = () => save(link.href.split("/").pop(), window.bookNotebook);
    script.onerror = () => (location.href = link.href);
    document.head.append(script);
  });
})();
