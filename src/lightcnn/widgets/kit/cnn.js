// A trained network inside the page: its answer, and every tensor on the way. See cnn_engine.js for how it computes.
//
//   const net = kit.cnn({ steps, kind, weights })     from lightcnn.export; nothing is decoded before the first run
//     weights: base64 text, or a function that gives it or a promise of it, asked at the first request
//   await net.run(image, { tap, held })  image: Float32Array, channel by channel
//     -> { data, shape, wasm }: the last step's tensor, and whether WebAssembly helped
//     tap(step, { data, shape })        called with every step and its tensor, in order, while the network still computes
//     held: { [step.out]: [[channel, value], ...] }     channels that are this number everywhere; 0 makes one silent
//   await net.tensor(step.out)          what the last run made: { data, shape }
//   await net.weights(step)             { data }: output channel by output channel, in each the inputs of its group, in each
//                                       the kernel row by row, as they were stored, batch norm folded in
//   net.stop()                          ends the worker once it is through with what it does
//
// It computes in a worker, one request after the other. Where a page may have none, it computes in the page, with a
// breath between steps.
{
  const { cnnEngine, cnnConvolution, cnnLayers } = kit;

  function inPage(receive) {
    const pause = () => new Promise((go) => setTimeout(go)),
      postMessage = cnnEngine(kit, (data) => receive({ data }), pause);
    return { postMessage };
  }
  // A worker that has said that it lives: where it may not, the page learns that at once, or by an error.
  function inWorker(receive) {
    return new Promise((resolve, reject) => {
      const parts = `{cnnConvolution: ${cnnConvolution}, cnnLayers: ${cnnLayers}}`,
        text = `const answer = (${cnnEngine})(${parts}, postMessage);onmessage = (e) => answer(e.data);postMessage(0)`,
        worker = new Worker(URL.createObjectURL(new Blob([text])));
      worker.onerror = reject;
      worker.onmessage = () => {
        worker.onmessage = receive;
        resolve(worker);
      };
    });
  }

  function cnn(plan) {
    let worker,
      asked,
      turn = Promise.resolve();
    function receive({ data: { step, value, error } }) {
      if (step) asked.tap(step, value);
      else if (error) asked.reject(error);
      else asked.resolve(value);
    }
    const send = (ask, given, tap) =>
      new Promise((resolve, reject) => {
        asked = { resolve, reject, tap };
        worker.postMessage({ ask, given });
      });
    function request(ask, given, tap) {
      const now = turn.then(async () => {
        if (!worker) {
          const { weights: from } = plan,
            weights = await (typeof from === "function" ? from() : from);
          worker = await inWorker(receive).catch(() => inPage(receive));
          await send("load", { ...plan, weights });
        }
        return send(ask, given, tap);
      });
      turn = now.catch(() => {});
      return now;
    }
    return {
      run: (image, { tap, held } = {}) => request("run", { image, held, watched: !!tap }, tap),
      tensor: (id) => request("tensor", id),
      weights: (step) => request("weights", step),
      // The last turn, behind a start that is under way, or its worker would live on; it never ends.
      stop: () => (turn = turn.then(() => new Promise(() => worker?.terminate?.()))),
    };
  }
  Object.assign(kit, { cnn });
}
