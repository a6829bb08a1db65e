// Weights and places of the layers, from Python's tables. Multiply-adds are their product.

const { h, s, pen, whole } = kit;
const TONE = { pointwise: "t0", depthwise: "t1", full: "t7", classifier: "t7" };

function tablesOf(model) {
  const [widths, sides, layers, weights, places, held] = [
    "widths",
    "resolutions",
    "layers",
    "weights",
    "places",
    "held",
  ].map((name) => model.get(name));
  const network = ({ width, side }) => {
    const [i, j] = [widths.indexOf(width), sides.indexOf(side)];
    return layers.map((layer, k) => ({
      ...layer,
      weights: weights[i][k],
      side: places[j][k],
      places: places[j][k] ** 2,
    }));
  };
  return {
    widths,
    sides,
    network,
    base: network({ width: widths.at(-1), side: sides.at(-1) }),
    blocks: layers.at(-1).block + 1,
    held: ({ width, side }) => held[widths.indexOf(width)][sides.indexOf(side)],
  };
}

const sum = (layers, of) => layers.reduce((all, one) => all + of(one), 0),
  weightsOf = (one) => one.weights,
  macsOf = (one) => one.weights * one.places;
const byBlock = (layers, of, blocks) =>
  Array.from({ length: blocks }, (_, b) =>
    sum(
      layers.filter((one) => one.block === b),
      of,
    ),
  );

// Numbers that move: weights and places of all layers, and where the marker stands. `moved` reads them back.
const numbersOf = (layers, { width, side }) => ({
  width,
  side,
  ...Object.fromEntries(layers.map((one, k) => [`w${k}`, one.weights])),
  ...Object.fromEntries(layers.map((one, k) => [`p${k}`, one.places])),
});
const moved = (now, layers) =>
  layers.map((one, k) => ({ ...one, weights: now[`w${k}`], places: now[`p${k}`] }));

const million = (n) =>
  n >= 1e8 ? `${(n / 1e6).toFixed(1)} M` : n ? `${(n / 1e6).toFixed(n < 1e7 ? 2 : 1)} M` : "0";
