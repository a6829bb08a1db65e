// Feature maps and weights as pixels: dark is zero, bright is positive, blue is negative.

const DARK = [20, 22, 30],
  WARM = [DARK, [122, 42, 58], [226, 116, 44], [255, 214, 110], [255, 250, 224]],
  COLD = [DARK, [34, 76, 140], [92, 166, 240], [214, 238, 255]];
const ramp = (stops) =>
  Uint32Array.from({ length: 256 }, (_, i) => {
    const at = (i / 255) * (stops.length - 1),
      k = Math.min(Math.floor(at), stops.length - 2);
    const [r, g, b] = stops[k].map((x, c) => Math.round(x + (stops[k + 1][c] - x) * (at - k)));
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
const PLUS = ramp(WARM),
  MINUS = ramp(COLD);

// Draws h x w values from `at` on as pixels of a box.
function tile(pen2d, data, at, rows, columns, most, [x, y, wide, high]) {
  const image = new ImageData(columns, rows),
    pixels = new Uint32Array(image.data.buffer);
  for (let p = 0; p < pixels.length; p++) {
    const v = data[at + p],
      i = Math.round(255 * Math.sqrt(Math.min(1, Math.abs(v) / most)));
    pixels[p] = v < 0 ? MINUS[i] : PLUS[i];
  }
  const { small } = pen2d;
  if (small.width !== columns || small.height !== rows)
    Object.assign(small, { width: columns, height: rows });
  small.getContext("2d").putImageData(image, 0, 0);
  pen2d.drawImage(small, x, y, wide, high);
}
const largest = (data, from = 0, to = data.length) => {
  let most = 1e-12;
  for (let p = from; p < to; p++) most = Math.max(most, Math.abs(data[p]));
  return most;
};

function strongest(tensor) {
  if (!tensor) return 0;
  let top = 0;
  const { data, shape } = tensor;
  for (let p = 1; p < data.length; p++) if (data[p] > data[top]) top = p;
  return Math.floor(top / (shape[1] * shape[2]));
}

// Columns and side of square cells so that n of them fill a box best.
function cells(n, wide, high) {
  let found = { columns: 1, side: 0 };
  for (let columns = 1; columns <= n; columns++) {
    const side = Math.min(wide / columns, high / Math.ceil(n / columns));
    if (side > found.side) found = { columns, side };
  }
  return found;
}

// A canvas in the pixels of the screen, ready to be drawn in CSS pixels.
function sheet(canvas) {
  const { clientWidth: wide, clientHeight: high } = canvas,
    dense = Math.min(3, Math.max(1, devicePixelRatio || 1));
  Object.assign(canvas, { width: Math.round(wide * dense), height: Math.round(high * dense) });
  const pen2d = canvas.getContext("2d");
  pen2d.scale(dense, dense);
  pen2d.imageSmoothingEnabled = false;
  pen2d.small = canvas.small ??= h("canvas");
  return { pen2d, wide, high };
}

function drawMaps(canvas, { data, shape: [n, rows, columns] }) {
  const { pen2d, wide, high } = sheet(canvas),
    grid = cells(n, wide, high),
    { side } = grid,
    gap = side > 6 ? 1 : 0,
    each = rows * columns,
    tops = Array.from({ length: n }, (_, i) => largest(data, i * each, (i + 1) * each)),
    most = Math.max(...tops);
  for (let i = 0; i < n; i++) {
    const box = [(i % grid.columns) * side, Math.floor(i / grid.columns) * side, side - gap, side - gap];
    tile(pen2d, data, i * each, rows, columns, Math.sqrt(most * tops[i]), box);
  }
}

// One map, and where it is brightest: { value, row, column }.
function drawMap(canvas, { data, shape: [, rows, columns] }, i) {
  const { pen2d, wide, high } = sheet(canvas),
    each = rows * columns,
    at = i * each;
  tile(pen2d, data, at, rows, columns, largest(data, at, at + each), [0, 0, wide, high]);
  let top = at;
  for (let p = at; p < at + each; p++) if (data[p] > data[top]) top = p;
  return { value: data[top], row: Math.floor((top - at) / columns), column: (top - at) % columns };
}

// The kernels of one output channel, one an input channel.
function drawWeights(canvas, weights, [rows, columns]) {
  const { pen2d, wide, high } = sheet(canvas),
    n = weights.length / (rows * columns),
    { columns: across, side } = cells(n, wide, high),
    most = largest(weights);
  for (let i = 0; i < n; i++) {
    const box = [(i % across) * side, Math.floor(i / across) * side, side - 1, side - 1];
    tile(pen2d, weights, i * rows * columns, rows, columns, most, box);
  }
}
