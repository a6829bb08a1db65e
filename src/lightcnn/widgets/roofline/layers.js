// The best time of a layer, and the numbers between two layers that the picture passes through.

const { h, s, pen, clamp, whole } = kit;
const LIMITS = ["memory", "arithmetic"];
// Where the two handles hold the roof, and the ends of the axis, in multiply-adds per byte.
const ENDS = [0.03, 400],
  HOLDS = { memory: 0.036, arithmetic: 300 };

const roofOf = ({ peak, bandwidth }, memory, arithmetic) => ({
  peak: peak * arithmetic,
  bandwidth: bandwidth * memory,
});
const under = (roof, perByte) => Math.min(roof.peak, roof.bandwidth * perByte);
const best = (one, roof) => Math.max(one.operations / roof.peak, one.bytes / roof.bandwidth);
const limit = (one, roof) =>
  one.operations / one.bytes < roof.peak / roof.bandwidth ? "memory" : "arithmetic";

const figures = (x) => (x >= 99.95 ? x.toFixed(0) : x >= 9.995 ? x.toFixed(1) : x.toFixed(2));
// "4.77 ms", "72 µs"; as frame.py writes it.
const duration = (seconds) =>
  seconds >= 0.9995e-3 ? `${(seconds * 1e3).toPrecision(3)} ms` : `${(seconds * 1e6).toFixed(0)} µs`;
