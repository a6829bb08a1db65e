// A pattern for fill: url(#id).
//
//   kit.tile(id, size, attributes, ...children)  repeats its children
{
  const { s } = kit;
  const tile = (id, size, attributes, ...children) =>
    s(
      "pattern",
      { id, width: size, height: size, patternUnits: "userSpaceOnUse", ...attributes },
      ...children,
    );
  Object.assign(kit, { tile });
}
