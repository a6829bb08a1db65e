// Words that change in a place that does not: its height is that of the longest of the texts it may have to hold.
//
//   kit.line(texts)  { node, show(text, lead) }: lead is said in bold before the text
{
  const { h } = kit;
  const words = (lead, text) => [...(lead ? [h("strong", { textContent: `${lead}. ` })] : []), text];
  function line(texts, lead = "") {
    const live = h("p", { className: "bw-live", "aria-live": "polite" });
    const room = texts.map((text) => h("p", { ariaHidden: "true" }, ...words(lead, text)));
    const node = h("div", { className: "bw-line" }, ...room, live);
    const show = (text, lead_ = "") => {
      const next = `${lead_}|${text}`;
      if (live.dataset.said === next) return;
      live.dataset.said = next;
      live.replaceChildren(...words(lead_, text));
    };
    return { node, show };
  }
  Object.assign(kit, { line });
}
