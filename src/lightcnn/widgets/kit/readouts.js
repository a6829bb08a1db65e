// Number strip, code, table, spoken line: what stays the same keeps its nodes.
//
//   kit.write(node, text)    sets a text that has changed
//   kit.strip()              show([[key, term, value], ...])
//   kit.code()               show([[text, kind], ...]), kind: "now", "soft" or ""
//   kit.table(label)         show(caption, head, rows)
//   kit.herald()             say(text): a live region, at most one message a second; stop()
{
  const { h } = kit;
  const write = (node, text) => {
    if (node.textContent !== text) node.textContent = text;
  };

  function strip() {
    const node = h("dl", { className: "bw-numbers" });
    let keys = "";
    const show = (rows) => {
      const now = rows.map(([key]) => key).join(" ");
      if (now !== keys) {
        keys = now;
        node.replaceChildren(...rows.map(([key]) => h("div", { "data-number": key }, h("dt"), h("dd"))));
      }
      rows.forEach(([, term, value], i) => {
        const [dt, dd] = node.children[i].children;
        write(dt, term);
        write(dd, value);
      });
    };
    return { node, show };
  }
  function code() {
    const node = h("pre", { className: "bw-code", tabIndex: 0, role: "region", ariaLabel: "PyTorch" });
    let shown = "";
    const show = (pieces) => {
      const now = JSON.stringify(pieces);
      if (now === shown) return;
      shown = now;
      const spans = pieces.map(([text, kind]) =>
        h("span", { className: kind ? `bw-${kind}` : "", textContent: text }),
      );
      node.replaceChildren(...spans);
    };
    return { node, show };
  }
  const blank = (head, rows) => {
    const row = () => h("tr", {}, ...head.map((_, i) => (i ? h("td") : h("th", { scope: "row" }))));
    const top = h("thead", {}, h("tr", {}, ...head.map(() => h("th", { scope: "col" }))));
    return h("table", {}, h("caption"), top, h("tbody", {}, ...rows.map(row)));
  };
  function table(label) {
    const node = h("div", { className: "bw-table", tabIndex: 0, role: "group", ariaLabel: label });
    let size = "";
    const show = (caption, head, rows) => {
      const now = `${head.length} ${rows.length}`;
      if (now !== size) node.replaceChildren(blank(head, rows));
      size = now;
      const { caption: top, rows: cells } = node.firstChild;
      write(top, caption);
      [head, ...rows].forEach((texts, r) =>
        texts.forEach((text, c) => write(cells[r].cells[c], String(text))),
      );
    };
    return { node, show };
  }
  function herald() {
    const node = h("p", { className: "bw-say", "aria-live": "polite" });
    let last = -1e9,
      timer = 0;
    const speak = (text) => {
      last = Date.now();
      write(node, text);
    };
    const say = (text) => {
      clearTimeout(timer);
      timer = setTimeout(() => speak(text), Math.max(0, 1000 - (Date.now() - last)));
    };
    return { node, say, stop: () => clearTimeout(timer) };
  }
  Object.assign(kit, { write, strip, code, table, herald });
}
