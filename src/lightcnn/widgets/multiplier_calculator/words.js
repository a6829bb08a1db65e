// Every text that a reader sees.

const TEXT = {
  en: {
    picture: "The layers of MobileNet V1 to scale, and the plane of its widths and resolutions",
    work: "multiply-adds: area",
    weights: "parameters: depth",
    of: (share) => ` × ${share.toFixed(2)}`,
    kinds: [
      ["t0", "1×1"],
      ["t1", "3×3 depthwise"],
      ["t7", "first 3×3, classifier"],
    ],
    network: (width, side) => `${width === 1 ? "1.0" : width} MobileNet-${side}`,
    marker: "Width and resolution",
    markerRole: "slider in two directions",
    at: (width, side) => `width ${width}, ${side} pixels`,
    width: "width",
    side: "resolution",
    axis: "width α",
    pixels: "pixels",
    budget: "budget",
    budgets: (n) => (n ? `${n / 1e6} M` : "none"),
    pairs: (n) => `Pairs of ${n / 1e6} million multiply-adds`,
    unit: "multiply-adds",
    parameters: (n) => `${n} parameters`,
    top1: (text) => ` · ${text} % top-1`,
    bar: (n) => `${n} multiply-adds`,
    second: (n) => `${n} parameters`,
    hidden: "hidden until you answer",
    step: (step, last) =>
      step
        ? step === 1
          ? "first layer"
          : step < last
            ? `block ${step - 1}`
            : "whole network"
        : "nothing yet",
    said: (name, macs, weights, top1) =>
      `${name}: ${macs} multiply-adds, ${weights} parameters` + (top1 ? `, ${top1} percent top-1.` : "."),
    total: "Multiply-adds",
    all: "Parameters",
    share: "In 1×1 layers",
    held: "Largest layer's maps, float32",
    bytes: (n) => `${(n / 1e6).toFixed(2)} MB`,
    percent: (x) => `${(100 * x).toFixed(1)} %`,
    notes:
      "Each bar is as tall as its layer's weights and as wide as its output has places, both beside those of the whole network, in outline. Parameters are the weights: batch norms and the classifier's biases, 22,888 at width 1, are left out. Numbers in the plane: top-1 accuracy on ImageNet in percent, as the paper and its authors' code print it.",
    table: "All layers",
    caption: (name) => `${name}, layer by layer`,
    head: ["layer", "output side", "weights", "multiply-adds"],
    layer: (name, block, last) => (block > 0 && block < last ? `block ${block}: ${name}` : name),
    secret: "?",
    moreKeys: "Digits choose a budget: 1 none, 2 to 4 the curves.",
    question:
      "Half the channels or half the image's side: about a quarter of the multiply-adds is left. Which leaves all parameters?",
    answers: (half, all) => [
      {
        text: "channels",
        why: `A 1×1 layer with half the inputs and outputs has a quarter of the weights: ${half} are left. Half the side leaves ${all}.`,
      },
      {
        text: "side",
        right: true,
        why: `The same kernels work at a quarter of the places: all ${all} stay. Half the channels leave ${half}.`,
      },
      {
        text: "neither",
        why: `Places are no weights: the same kernels slide over a smaller image, all ${all} stay. Half the channels leave ${half}.`,
      },
    ],
  },
};
