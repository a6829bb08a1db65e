// A block with its numbers, and what it holds moment by moment. Structure from Python, arithmetic tested against it.

const { h, s, pen, whole } = kit;
const BYTES = 4;

function layersOf(shapes, { shape, thin, expansion, stride, side }) {
  const channels = { thin, thick: thin * expansion };
  let from = side;
  return shapes[shape]
    .filter(
      ({ into, out }) => !(shape === "inverted" && expansion === 1 && into === "thin" && out === "thick"),
    )
    .map(({ kernel, into, out, depthwise, after }) => {
      const [cIn, cOut, sideIn] = [channels[into], channels[out], from],
        weights = (kernel ** 2 * cIn * cOut) / (depthwise ? cIn : 1);
      from = kernel > 1 ? Math.ceil(sideIn / stride) : sideIn;
      return {
        kernel,
        depthwise,
        after,
        cIn,
        cOut,
        sideIn,
        sideOut: from,
        weights,
        macs: weights * from ** 2,
      };
    });
}

const inParts = ({ shape, parts }) => parts > 1 && shape === "inverted";
const values = (channels, side) => channels * side ** 2;

// The moments of a run: { waits, reads, part, writes } in values, its multiply-adds, and which layer or part it is.
function momentsOf(layers, st) {
  const last = layers.at(-1),
    given = values(layers[0].cIn, st.side),
    made = values(last.cOut, last.sideOut),
    none = { waits: 0, reads: 0, part: 0, writes: 0, macs: 0 };
  const macs = sum(layers, (one) => one.macs);
  const run = inParts(st)
    ? Array.from({ length: st.parts }, (_, i) => ({
        ...none,
        slice: i,
        reads: given,
        writes: made,
        part: sum(layers.slice(0, -1), (one) => values(one.cOut, one.sideOut) / st.parts),
        macs: macs / st.parts,
      }))
    : layers.map((one, i) => ({
        ...none,
        layer: i,
        waits: i && st.stride === 1 ? given : 0,
        reads: values(one.cIn, one.sideIn),
        writes: values(one.cOut, one.sideOut),
        macs: one.macs,
      }));
  return st.stride === 1 ? [...run, { ...none, add: true, waits: given, reads: made }] : run;
}

const sum = (list, of) => list.reduce((all, one) => all + of(one), 0),
  heldAt = ({ waits, reads, part, writes }) => waits + reads + part + writes;
const peakOf = (moments) => Math.max(0, ...moments.map(heldAt));
const other = (shape) => (shape === "inverted" ? "classic" : "inverted");
