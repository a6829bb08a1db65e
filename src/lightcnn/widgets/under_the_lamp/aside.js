// What stands under More: the reader's own photograph, drawing or camera, and the weights behind a map.

// Own photographs: chosen, dropped on `target`, or taken; take(picture) gets each, fail(why) a reason.
function ownPhoto(words, target, take, fail) {
  const read = async (file) => {
    try {
      take(await createImageBitmap(file));
    } catch {
      fail(words.noPicture);
    }
  };
  const input = h("input", {
    type: "file",
    name: "own",
    accept: "image/*",
    ariaLabel: words.open,
    onchange: () => {
      if (input.files[0]) read(input.files[0]);
      input.value = "";
    },
  });
  const stay = (event) => {
    event.preventDefault();
    target.toggleAttribute("data-over", event.type === "dragover");
  };
  for (const type of ["dragover", "dragleave"]) target.addEventListener(type, stay);
  target.addEventListener("drop", (event) => {
    stay(event);
    const [file] = event.dataTransfer.files;
    if (file) read(file);
  });
  return input;
}

// A live view first, then the picture; the camera is let go with it.
function camera(words, take, fail) {
  const video = h("video", { muted: true, playsInline: true, hidden: true, className: "ul-video" });
  let stream = null,
    gone = false;
  const stop = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
    video.hidden = true;
    write(shot, words.camera);
  };
  const begin = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      if (gone) {
        stop();
        return;
      }
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      write(shot, words.shoot);
    } catch {
      stop();
      fail(words.noCamera);
    }
  };
  const press = () => {
    if (!stream) {
      begin();
      return;
    }
    take(video);
    stop();
  };
  const shot = button("bw-choice ul-camera", { onclick: press }, words.camera);
  const here = Boolean(globalThis.navigator?.mediaDevices?.getUserMedia);
  return {
    nodes: here ? [shot, video] : [],
    stop: () => {
      gone = true;
      stop();
    },
  };
}

// A sheet to draw on; the network looks when the pen is lifted.
function sketch(words, take) {
  const canvas = canvasIn("ul-sketch", words.sketch),
    pen2d = canvas.getContext("2d"),
    clear = () => Object.assign(canvas, { width: 120, height: 120 }); // which empties it
  const line = ({ x, y }) => {
    pen2d.lineTo(x, y);
    pen2d.stroke();
  };
  clear();
  kit.drag(canvas, {
    start: (at) => {
      Object.assign(pen2d, { lineWidth: 5, lineCap: "round" }).beginPath();
      line(at);
      return true;
    },
    move: line,
    end: () => take(canvas),
  });
  return [canvas, button("bw-choice", { onclick: clear }, words.clear)];
}

function weightsView(words) {
  const canvas = canvasIn("ul-weights", words.none),
    title = h("p", {}),
    node = h("div", {}, title, canvas);
  const show = (weights, { step, channel }) => {
    const said = words.weights(step.name, channel + 1, whole(step.taps));
    write(title, said);
    canvas.ariaLabel = said;
    if (!node.closest("details")?.open) return;
    const at = channel * step.taps;
    drawWeights(canvas, weights.subarray(at, at + step.taps), step.kernel);
  };
  return { node, show };
}
