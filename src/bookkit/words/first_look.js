// Wakes a sleeping widget: its state, the host and all that it asks for come with the touch, from the site itself.
(() => {
  "use strict";
  const script = (src) =>
    new Promise((resolve, reject) => {
      document.head.append(
        Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject }),
      );
    });
  const seen = (node, test) =>
    new Promise((resolve) => {
      const look = () => {
        if (!test()) return;
        watch.disconnect();
        resolve();
      };
      const watch = new MutationObserver(look);
      watch.observe(node, { attributes: true, childList: true, subtree: true });
      look();
    });

  async function wake(box) {
    const { look, home, macs } = box.dataset;
    await script(`${home}${look}.js`);
    const holder = box.querySelector(".first-look-frame");
    holder.removeAttribute("aria-hidden");
    holder.innerHTML = window.bookWidgetTexts[look];
    box.querySelector(".first-look-words").hidden = true;
    await script(`${home}host.js`);
    const mount = holder.querySelector(".widget-mount");
    await window.bookWidgets.mount(mount);
    await seen(mount, () => ["true", "failed"].includes(mount.dataset.mounted));
    if (mount.dataset.mounted === "failed") return "";
    const model = window.bookWidgets.models[mount.dataset.model];
    model.set({ frame: model.get("blocks").length });
    const busy = () => Boolean(mount.querySelector("[data-busy]"));
    await seen(mount, busy); // it draws with the next frame
    await seen(mount, () => !busy());
    return `This page just did ${Math.round(macs / 1e6)} million multiply-adds. Nothing left it. Now answer, and see what it found.`;
  }

  document.addEventListener("click", async (event) => {
    const touched = event.target.closest?.(".first-look > .first-look-frame, .first-look-words > button");
    const box = touched?.closest(".first-look");
    if (!box || box.dataset.awake) return;
    const button = box.querySelector(".first-look-words > button");
    box.dataset.awake = "true";
    const said = box.querySelector(":scope > [role=status]");
    button.disabled = true;
    said.textContent = "It fetches its weights and looks…";
    try {
      said.textContent = await wake(box);
    } catch {
      said.textContent = "Its files could not be loaded.";
      delete box.dataset.awake;
      button.disabled = false;
    }
  });
})();
