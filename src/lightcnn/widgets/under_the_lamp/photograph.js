// From a picture to what the network reads, by the rule that Python gives.

// The middle square of a picture, `side` pixels wide.
function square(picture, side) {
  const canvas = h("canvas", { width: side, height: side }),
    pen2d = canvas.getContext("2d", { willReadFrequently: true }),
    wide = picture.videoWidth || picture.naturalWidth || picture.width,
    high = picture.videoHeight || picture.naturalHeight || picture.height,
    short = Math.min(wide, high);
  pen2d.imageSmoothingQuality = "high";
  pen2d.fillStyle = "white"; // behind what is transparent
  pen2d.fillRect(0, 0, side, side);
  pen2d.drawImage(picture, (wide - short) / 2, (high - short) / 2, short, short, 0, 0, side, side);
  return pen2d.getImageData(0, 0, side, side);
}

// Channel by channel, in the network's order: (scale * v - mean) / std of v in 0 to 1.
function prepared({ data, width, height }, { order, scale, mean, std }) {
  const n = width * height,
    image = new Float32Array(3 * n);
  for (let c = 0; c < 3; c++) {
    const from = order === "RGB" ? c : 2 - c;
    for (let p = 0; p < n; p++) image[c * n + p] = ((scale * data[4 * p + from]) / 255 - mean[c]) / std[c];
  }
  return image;
}

// The photographs of the page, each loaded once.
function album(photographs, side) {
  const kept = [];
  const load = async ({ src }) => {
    const picture = new Image();
    picture.src = src;
    await picture.decode();
    return square(picture, side);
  };
  return (i) => (kept[i] ??= load(photographs[i]));
}
