// What a first look does not need: a <details> under the widget, and the link to the present state.
//
//   kit.links({ anchor, start, read, put })  { address(), follow() }: address of what differs from the start; the page's own, applied
//   kit.more({ words, parts, tour, help, link })  { node, keys(): opens and closes the help }
//     parts: nodes, what has a node, texts, or lists of nodes that stand in a row
{
  const { h, button } = kit;
  const part = (one) => {
    if (Array.isArray(one)) return h("div", { className: "bw-controls" }, ...one.map(part));
    return typeof one === "string" ? h("p", { textContent: one }) : (one.node ?? one);
  };
  function links({ anchor, start, read, put }) {
    const address = () => {
      const now = read(),
        differs = Object.keys(now).filter((key) => JSON.stringify(now[key]) !== JSON.stringify(start[key]));
      const state = JSON.stringify(Object.fromEntries(differs.map((key) => [key, now[key]])));
      history.replaceState(
        history.state,
        "",
        `#${anchor}` + (differs.length ? `~${encodeURIComponent(state)}` : ""),
      );
      return location.href;
    };
    const follow = () => {
      const [id, state] = location.hash.slice(1).split("~");
      if (!anchor || id !== anchor || !state) return;
      try {
        const saved = JSON.parse(decodeURIComponent(state));
        const known = Object.keys(start).filter(
          (key) => key in saved && typeof saved[key] === typeof start[key],
        );
        put({ ...start, ...Object.fromEntries(known.map((key) => [key, saved[key]])) });
      } catch {
        /* a mangled link shows the first frame */
      }
    };
    return { address, follow };
  }

  // Where the clipboard is closed, the address stands selected in a field.
  async function copy(text, field) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      field.hidden = false;
      field.value = text;
      field.select();
      return document.execCommand("copy");
    }
  }

  function more({ words, parts, tour, help, link }) {
    const tool = (text, onclick) => button("bw-tool", { onclick }, text);
    const field = h("input", { className: "bw-link", readOnly: true, hidden: true, ariaLabel: words.byHand }),
      status = h("span", { className: "bw-copied", role: "status" }),
      keys = h("p", { className: "bw-keys", hidden: true, textContent: help });
    const flip = () => {
      keys.hidden = !keys.hidden;
    };
    const share = async () => {
      status.textContent = (await copy(link(), field)) ? words.copied : "";
    };
    const tools = h(
      "div",
      { className: "bw-tools" },
      ...(tour ? [tool(words.beat, tour)] : []),
      tool(words.help, flip),
      ...(link ? [tool(words.link, share), status, field] : []),
    );
    const summary = h("summary", { textContent: words.all });
    const node = h(
      "details",
      { className: "bw-more" },
      summary,
      h("div", {}, tools, keys, ...parts.map(part)),
    );
    let opened = false;
    const toggle = () => {
      const show = keys.hidden || !node.open;
      if (show) opened = !node.open;
      keys.hidden = !show;
      if (show) node.open = true;
      else if (opened) node.open = false;
    };
    return { node, keys: toggle };
  }
  Object.assign(kit, { links, more });
}
