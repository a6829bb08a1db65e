// The keys of a widget: what it understands does not reach the page.
//
//   kit.listen(root, { keys, modes, present, leave })  keys: { key: function }, a small letter for the large one too; modes(i): the
//     digits; leave(target): Escape was pressed, true where it stays inside
{
  const TYPING = "select, input:not([type=range], [type=checkbox])",
    STEERED = "[role=slider], input, select",
    SCROLLS = ".bw-code, .bw-table, .bw-scroll";
  const own = (key) => key === " " || key === "Home" || key === "End" || key.startsWith("Arrow");
  // What the browser does with the key where the focus is: press a button, move a range, scroll a text.
  const native = (target, key) => {
    if (target.matches(TYPING)) return true;
    if (!own(key)) return false;
    if (target.matches("button, summary, input")) return true;
    return key !== " " && target.matches(SCROLLS) && target.scrollHeight > target.clientHeight + 1;
  };
  // On a slide Space and the arrows turn it, unless what has the focus is steered with them.
  const turns = (target, key) =>
    (key === " " || key.startsWith("Arrow")) &&
    !target.matches(STEERED) &&
    !(key === " " && target.matches("button"));

  function listen(root, { keys, modes, present, leave }) {
    root.addEventListener("keydown", (event) => {
      const { key, target } = event;
      if (key === "Escape") {
        if (leave(target)) event.stopPropagation();
        return;
      }
      if (key === "PageUp" || key === "PageDown" || (present && turns(target, key))) return;
      event.stopPropagation();
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || native(target, key))
        return;
      const act = /^[1-9]$/.test(key) ? () => modes(Number(key) - 1) : (keys[key] ?? keys[key.toLowerCase()]);
      if (!act) return;
      act();
      event.preventDefault();
    });
    // A click leaves the focus in the widget, not on a button that would take the next Space from the deck. The button may have
    // replaced the icon that was clicked.
    if (present)
      root.addEventListener("click", (event) => {
        if (event.detail && event.composedPath().some((node) => node.localName === "button"))
          root.focus({ preventScroll: true });
      });
  }
  Object.assign(kit, { listen });
}
