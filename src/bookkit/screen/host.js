// Brings the widgets of a page to life without a kernel: one model per saved state, one view per mount element.
// A classic script, so that it runs from disk too; a widget's module is imported through a blob: address. It runs
// while the page still arrives: a mount carries its own state, and need not wait for what stands below it.
(() => {
  "use strict";
  const root = new URL(".", document.currentScript.src).href;
  const texts = (window.bookWidgetTexts ??= {});
  const models = {};
  const modules = new Map(); // module key -> promise of { render, initialize }
  const cleanups = new Map(); // mount element -> function

  // A saved value equals another when its JSON does; buffers compare as themselves.
  const same = (a, b) => {
    if (Object.is(a, b)) return true;
    if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
    if (ArrayBuffer.isView(a) || ArrayBuffer.isView(b) || Array.isArray(a) !== Array.isArray(b)) return false;
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(a[key], b[key]));
  };

  // What a widget's module knows as `model`: traits and their change events. Nothing is behind it to save to.
  class Model {
    #state;
    #late; // trait -> key of the text that is its value, fetched when somebody asks
    #listeners = []; // { event, callback }
    constructor(state, late = {}) {
      this.#state = state;
      this.#late = late;
    }
    get(key) {
      if (key in this.#late) this.#state[key] ??= textOf(this.#late[key]);
      return this.#state[key];
    }
    set(key, value) {
      const changes = typeof key === "object" ? key : { [key]: value };
      const changed = Object.keys(changes).filter((name) => !same(this.#state[name], changes[name]));
      for (const name of changed) this.#state[name] = changes[name];
      for (const name of changed) this.#emit(`change:${name}`, this, this.#state[name]);
      if (changed.length) this.#emit("change", this);
    }
    save_changes() {}
    send() {}
    on(events, callback) {
      for (const event of events.split(/\s+/)) this.#listeners.push({ event, callback });
    }
    off(events, callback) {
      const names = events?.split(/\s+/);
      this.#listeners = this.#listeners.filter(
        (listener) =>
          (names && !names.includes(listener.event)) || (callback && callback !== listener.callback),
      );
    }
    #emit(event, ...values) {
      for (const listener of this.#listeners.filter((one) => one.event === event)) {
        try {
          listener.callback(...values);
        } catch (error) {
          reportError(error);
        }
      }
    }
  }

  function withBuffers({ state, buffers = [] }) {
    for (const { path, data } of buffers) {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const owner = path.slice(0, -1).reduce((value, key) => value[key], state);
      owner[path.at(-1)] = new DataView(bytes.buffer);
    }
    return state;
  }

  function load(url) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = url;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`cannot load ${url}`));
      document.head.append(script);
    });
  }

  async function textOf(key) {
    if (!(key in texts)) await load(`${root}${key}.js`);
    return texts[key];
  }

  async function importModule(key) {
    const { esm, css } = await textOf(key);
    if (css) {
      const style = document.createElement("style");
      style.dataset.widget = key;
      style.textContent = css;
      document.head.append(style);
    }
    const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
    try {
      const { default: widget } = await import(url);
      return typeof widget === "function" ? await widget() : widget;
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  function moduleOf(key) {
    if (!modules.has(key)) modules.set(key, importModule(key));
    return modules.get(key);
  }

  const initialized = new Map(); // model id -> promise
  function initialize(id, widget) {
    if (!initialized.has(id))
      initialized.set(id, Promise.resolve(widget.initialize?.({ model: models[id] })));
    return initialized.get(id);
  }

  // The fallback holds its place until the view is drawn, so that the text below does not jump.
  async function mount(element) {
    if (element.dataset.mounted) return;
    element.dataset.mounted = "pending";
    const fallback = element.querySelector(":scope > .widget-fallback");
    const view = document.createElement("div");
    try {
      const { model: id, module } = element.dataset;
      if (!models[id]) throw new Error(`no saved state for model ${id}`);
      const widget = await moduleOf(module);
      await initialize(id, widget);
      const { model: _, module: __, mounted: ___, widget: ____, ...data } = element.dataset;
      view.className = "widget-view";
      Object.assign(view.dataset, data);
      element.style.minHeight = `${element.offsetHeight}px`;
      element.append(view);
      if (fallback) fallback.hidden = true;
      const cleanup = await widget.render({ model: models[id], el: view });
      cleanups.set(element, () => cleanup?.());
      element.style.removeProperty("min-height");
      element.dataset.mounted = "true"; // who waits for this may measure
    } catch (error) {
      view.remove();
      element.style.removeProperty("min-height");
      if (fallback) fallback.hidden = false;
      fail(element, error);
    }
  }

  function fail(element, error) {
    const note = document.createElement("p");
    note.className = "widget-failure";
    note.setAttribute("role", "alert");
    note.textContent = `This figure could not become interactive (${error.message}). Its first frame is shown.`;
    element.prepend(note);
    element.dataset.mounted = "failed";
    console.error(error);
  }

  function unmount(element) {
    cleanups.get(element)?.();
    cleanups.delete(element);
    element.querySelector(":scope > .widget-view")?.remove();
    const fallback = element.querySelector(":scope > .widget-fallback");
    if (fallback) fallback.hidden = false;
    delete element.dataset.mounted;
  }

  const found = document.getElementsByClassName("widget-mount");
  const mountAll = () => Promise.all([...found].map(mount));
  window.bookWidgets = { models, mount, unmount };

  // A widget starts a screen before the reader reaches it.
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        mount(target);
      }
    },
    { rootMargin: "100% 0px" },
  );

  function take(element) {
    const { model, module } = element.dataset;
    const state = element.querySelector(":scope > .widget-state");
    if (state && !models[model]) {
      const saved = JSON.parse(state.textContent);
      models[model] = new Model(withBuffers(saved), saved.late);
    }
    moduleOf(module).catch(() => {}); // told where the widget is mounted
    near.observe(element);
  }

  // An element is complete when the parser has gone on to what follows it.
  function complete(element) {
    for (let node = element; node; node = node.parentNode) if (node.nextSibling) return true;
    return document.readyState !== "loading";
  }

  // The page's head names its modules: they come while the text above their widgets does.
  for (const { href } of document.head.querySelectorAll("link[rel=preload][as=script]")) {
    if (href.startsWith(root)) moduleOf(href.slice(root.length, -3)).catch(() => {});
  }

  let taken = 0;
  const takeAll = () => {
    while (taken < found.length && complete(found[taken])) take(found[taken++]);
  };

  // A link to a widget, with or without a state of it, leads to it: #widget-name-1~state.
  // A reader who comes back to a page is brought to the place of before (the page's place.js).
  let followed = history.state?.bookPlace ? location.hash.slice(1).split("~")[0] : "";
  async function follow() {
    const id = location.hash.slice(1).split("~")[0];
    if (!id || id === followed) return;
    const target = document.getElementById(id);
    if (!target?.matches(".widget-mount") || !models[target.dataset.model]) return;
    followed = id;
    await mount(target);
    target.scrollIntoView(); // what stands above may have got its height meanwhile
  }

  const arriving = new MutationObserver(() => {
    takeAll();
    follow();
  });
  const arrived = () => {
    arriving.disconnect();
    takeAll();
    follow();
    const printing = matchMedia("print");
    if (printing.matches || location.search.includes("print-pdf")) mountAll();
    printing.addEventListener("change", ({ matches }) => matches && mountAll());
    window.addEventListener("beforeprint", mountAll);
  };
  window.addEventListener("hashchange", () => {
    followed = "";
    follow();
  });
  if (document.readyState === "loading") {
    arriving.observe(document, { childList: true, subtree: true });
    document.addEventListener("DOMContentLoaded", arrived);
  } else arrived();
  takeAll();
})();
