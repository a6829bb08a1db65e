// What can be followed, and how a change becomes a state that can be computed.

const roomy = (st, dilation) => st.image[0].length + 2 * st.padding >= dilation * (st.kernel - 1) + 1;
const sideOf = (st) =>
  layers(st, st.mode).reduce(
    (side, l) => kit.fit(side, l.kernel, l.stride, l.padding, l.dilation).out,
    st.image[0].length,
  );

// The kinds that are followed, and the input channels that the reader can choose from: those of the kind that reads most.
const kindsOf = (st) => (st.other && st.other !== st.mode ? [st.mode, st.other] : [st.mode]);
const lasts = (st) => kindsOf(st).map((mode) => layers(st, mode).at(-1));
const tapsOf = (st) =>
  lasts(st)
    .map((layer) => inputsOf(layer, Math.min(st.channel, layer.c_out - 1)))
    .reduce((most, reads) => (reads.length > most.length ? reads : most));

// Every change leaves a state that can be computed: kernels fit, the cursor is on the map, the input channel shown is read.
function tidied(changes, state) {
  const now = { ...state, ...changes };
  now.c_in = clamp(now.c_in, 1, now.image.length);
  while (now.dilation > 1 && !roomy(now, now.dilation)) now.dilation--;
  while (!roomy(now, now.dilation)) now.padding++;
  const side = sideOf(now);
  now.row = clamp(now.row, 0, side - 1);
  now.column = clamp(now.column, 0, side - 1);
  now.channel = clamp(now.channel, 0, Math.max(...lasts(now).map((layer) => layer.c_out)) - 1);
  const taps = tapsOf(now);
  if (!taps.includes(now.tap)) now.tap = taps[0];
  return Object.fromEntries(STATE.map((key) => [key, now[key]]));
}
