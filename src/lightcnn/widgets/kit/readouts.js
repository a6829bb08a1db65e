// Number strip, code, table, spoken line: what stays the same keeps its nodes.
//
//   kit.strip()              show([[key, term, value], ...])
//   kit.code()               show([[text, kind], ...]), kind: "now", "soft" or ""
//   kit.table(words, label)  show(caption, head, rows), folded under the text `asTable`
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
      if (now !== shown) {
        shown = now;
        node.replaceChildren(
          ...pieces.map(([text, kind]) =>
            h("span", { className: kind ? `bw-${kind}` : "", textContent: text }),
          ),
        );
      }
    };
    return { node, show };
  }
  function table(words, label) {
    const body = h("div", { className: "bw-table", tabIndex: 0, role: "group", ariaLabel: label });
    const node = h("details", { className: "bw-data" }, h("summary", { textContent: words.asTable }), body);
    let size = "";
    const show = (caption, head, rows) => {
      const now = `${head.length} ${rows.length}`;
      if (now !== size) {
        size = now;
        const row = () => h("tr", {}, ...head.map((_, i) => (i ? h("td") : h("th", { scope: "row" }))));
        body.replaceChildren(
          h(
            "table",
            {},
            h("caption"),
            h("thead", {}, h("tr", {}, ...head.map(() => h("th", { scope: "col" })))),
            h("tbody", {}, ...rows.map(row)),
          ),
        );
      }
      const { caption: top, rows: cells } = body.firstChild;
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
    const say = (text) => {
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          last = Date.now();
          write(node, text);
        },
        Math.max(0, 1000 - (Date.now() - last)),
      );
    };
    return { node, say, stop: () => clearTimeout(timer) };
  }
  Object.assign(kit, { strip, code, table, herald });
}
