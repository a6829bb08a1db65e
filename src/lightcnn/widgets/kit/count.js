// The one number that moves, and its bar.
//
//   kit.count(words)  { node, show({ value, unit, note, bars }) }
//     value: text, or null while it is the answer to an open question; note: some words beside it, one line on a phone
//     bars: one or two { parts: [[share, tone], ...], ghost, said }: shares of one scale, drawn one after the other in the tones
//       "t0" to "t7" ("" is the accent); ghost: share of what it is compared with, in outline; said: the bar in words
{
  const { h, write } = kit;
  const percent = (share) => `${Math.round(1e5 * Math.min(1, share)) / 1e3}%`;

  function meter() {
    const ghost = h("i", { className: "bw-ghost" }),
      node = h("div", { className: "bw-meter", role: "img" }, ghost);
    const show = ({ parts = [], ghost: other, said = "" }) => {
      while (node.childElementCount < parts.length + 1) node.append(h("i"));
      node.ariaLabel = said;
      ghost.hidden = !other;
      ghost.style.width = percent(other ?? 0);
      [...node.children].slice(1).forEach((part, i) => {
        const [share, tone = ""] = parts[i] ?? [0];
        part.style.width = percent(share);
        part.className = `bw-part ${tone}`;
      });
    };
    return { node, show };
  }

  function count(words) {
    const value = h("strong", { className: "bw-value" }),
      unit = h("span", { className: "bw-unit" }),
      note = h("span", { className: "bw-note" }),
      bars = h("div", { className: "bw-meters" }),
      meters = [];
    const node = h(
      "div",
      { className: "bw-count" },
      h("p", { className: "bw-number" }, value, " ", unit, " ", note),
      bars,
    );
    const show = (now) => {
      write(value, now.value ?? words.secret);
      write(unit, now.unit ?? "");
      write(note, now.note ?? "");
      const list = now.bars ?? [];
      while (meters.length < list.length) {
        meters.push(meter());
        bars.append(meters.at(-1).node);
      }
      meters.forEach((one, i) => {
        one.node.hidden = !list[i];
        if (list[i]) one.show(list[i]);
      });
    };
    return { node, show };
  }
  Object.assign(kit, { count });
}
