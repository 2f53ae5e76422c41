// A worker, for suggestions or for formats. The page's first message says where its
// program is; the program says "ready" and takes over.
"use strict";
self.onmessage = async ({ data: { wasm, runtime } }) => {
  try {
    importScripts(runtime);
    const go = new Go();
    // It works aside, so that it rather collects garbage more often than have the
    // page take twice the memory.
    go.env = { GOGC: "20" };
    const response = await fetch(wasm);
    const { instance } = WebAssembly.instantiateStreaming
      ? await WebAssembly.instantiateStreaming(response, go.importObject)
      : await WebAssembly.instantiate(await response.arrayBuffer(), go.importObject);
    await go.run(instance); // it never returns, unless it panics
  } catch (err) {
    console.error("worker:", err);
  }
  postMessage("stopped");
};
