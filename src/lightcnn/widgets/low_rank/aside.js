// What stands under More: nine integers to type, the pictures on the way, the numbers.

function typing(words, model, set) {
  const note = h("p", { className: "lr-note", role: "status" });
  const enter = (i) => (v) => {
    const kernel = [...model.get("kernel")];
    kernel[i] = v;
    if (kernel.some(Boolean)) {
      set({ kernel });
      return;
    }
    kit.write(note, words.zeros);
    inputs[i].show(model.get("kernel")[i]);
  };
  const inputs = Array.from({ length: 9 }, (_, i) =>
    kit.integer(words.cell(Math.floor(i / 3) + 1, (i % 3) + 1), `k${i}`, -9, 9, enter(i)),
  );
  // Before the cell takes what was typed: it says what it makes of it.
  const told = (event) => {
    const typed = event.target.valueAsNumber,
      rounded = Math.round(typed),
      kept = clamp(rounded, -9, 9);
    const change = kept !== rounded ? words.cut : words.rounded;
    kit.write(note, Number.isFinite(typed) && kept !== typed ? change(number(kept)) : "");
  };
  const grid = h("div", { className: "lr-grid" }, ...inputs.map((one) => one.node));
  grid.addEventListener("change", told, true);
  const node = h("div", { className: "lr-own" }, h("span", { textContent: words.given }), grid, note);
  return { node, show: (kernel) => inputs.forEach((one, i) => one.show(kernel[i])) };
}

function ways(words, photo) {
  const views = Object.keys(words.passes).map((id) => frame(id, photo));
  const node = h("div", { className: "lr-ways" }, ...views.map((one) => one.node));
  const show = ({ list, full, bright }, rank, result, secret) => {
    const k = Math.max(rank, 1),
      [column, both] = passes(photo, list[k - 1]),
      wrong = { data: result.data.map((v, i) => v - full.data[i]) };
    const drawn = [
      [full, bright, k],
      [column, brightest(column), k],
      [both, bright, k],
      [wrong, bright, rank],
    ];
    Object.values(words.passes).forEach((said, i) => {
      const [picture, most, n] = secret && i ? [{ data: photo.data.map(() => 0) }, 1, drawn[i][2]] : drawn[i];
      views[i].show(picture, most, said(n), i ? secret : "");
    });
  };
  return { node, show };
}

// Rank r as two layers: r columns side by side, then their rows, added up.
function codeOf(words, rank) {
  if (!rank) return [[words.noLayer, "soft"]];
  const line = (from, to, shape, pad) => `nn.Conv2d(${from}, ${to}, ${shape}, padding=${pad}, bias=False)`;
  return [
    [line(1, rank, "(3, 1)", "(1, 0)"), ""],
    [`  # ${words.columns(rank)}\n`, "soft"],
    [line(rank, 1, "(1, 3)", "(0, 1)"), ""],
    [`  # ${words.rows(rank)}`, "soft"],
  ];
}

function rowsOf(list) {
  const vector = (x) => `(${x.map((v) => number(v, 3)).join(", ")})`;
  return list.map(({ sigma, u, v }, i) => [
    i + 1,
    number(sigma, 4),
    vector(u),
    vector(v),
    number(relative(list, i + 1), 4),
  ]);
}
