// Starts the viewer on the graph that the address names (?graph=NAME), or that the page holds already, from texts
// alone: nothing is fetched.
(() => {
  "use strict";
  window.exports = {};
  // The viewer asks for consent unless this cookie is set; pages on disk have no cookies.
  Object.defineProperty(document, "cookie", { get: () => "consent=1", set: () => {} });

  // The page around the viewer has a theme of its own, which wins over the system's.
  const dress = (theme) => {
    for (const sheet of document.styleSheets) {
      for (const rule of sheet.cssRules) {
        if (!rule.media?.mediaText.includes("prefers-color-scheme")) continue;
        rule.media.mediaText = theme === "dark" ? "all" : "not all";
      }
    }
  };

  const say = (words) => {
    document.body.className = "welcome message";
    document.getElementById("message-button").style.display = "none";
    document.getElementById("message-text").innerText = words;
  };

  const script = (attributes) =>
    new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement("script"), attributes);
      element.onload = resolve;
      element.onerror = () => reject(new Error(`${attributes.src} was not found.`));
      document.head.append(element);
    });

  const mapModules = () => {
    const imports = {};
    for (const [name, text] of Object.entries(window.netronModules)) {
      imports[`netron/${name}.js`] = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    }
    const map = Object.assign(document.createElement("script"), { type: "importmap" });
    map.textContent = JSON.stringify({ imports });
    document.head.append(map);
  };

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  const start = async () => {
    const query = new URLSearchParams(location.search);
    if (query.has("theme")) dress(query.get("theme"));
    const name = query.get("graph") ?? "";
    if (!window.netronGraph) {
      if (!/^[\w.-]+$/.test(name)) throw new Error("The address names no graph.");
      await script({ src: `graphs/${name}.js` });
    }
    mapModules();
    const [browser, view, base] = await Promise.all(
      ["browser", "view", "base"].map((id) => import(`netron/${id}.js`)),
    );
    const graph = window.netronGraph;

    class Host extends browser.Host {
      constructor() {
        super();
        this._environment.serial = true; // no worker: layout of such graphs is quick
      }
      async require(id) {
        return import(`netron/${id.replace("./", "")}.js`);
      }
      async asset(file) {
        if (file === "onnx-metadata.json") return JSON.stringify(graph.operators);
        throw new Error(`There is no ${file} here.`);
      }
      async _fetch() {
        return new base.BinaryStream(bytes(graph.model));
      }
      async start() {
        await this._openModel(`${graph.name}.onnx`, null, null);
      }
      openURL(url) {
        window.open(url, "_blank", "noopener");
      }
    }
    window.__view__ = new view.View(new Host());
    await window.__view__.start();
  };

  window.addEventListener("load", () => start().catch((error) => say(error.message)));
})();
