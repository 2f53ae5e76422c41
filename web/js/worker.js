// A worker, for suggestions or for formats. The page's first message says where its
// program is; the program says "ready" and takes over.
"use strict";
self.onmessage = async ({ data: { wasm, runtime, keep, name } }) => {
  try {
    const before = name && globalThis.caches ? keeping(keep, wasm, name) : null;
    importScripts(runtime);
    const go = new Go();
    // It works aside, so that it rather collects garbage more often than have the
    // page take twice the memory.
    go.env = { GOGC: "20" };
    const response = await fetch(wasm);
    const { instance } = WebAssembly.instantiateStreaming
      ? await WebAssembly.instantiateStreaming(response, go.importObject)
      : await WebAssembly.instantiate(await response.arrayBuffer(), go.importObject);
    await before;
    await go.run(instance); // it never returns, unless it panics
  } catch (err) {
    console.error("worker:", err);
  }
  postMessage("stopped");
};

// keeping gives the program what one of the same version has kept under a name, and a way
// to keep it: said is sent when that is done. What other versions have kept goes.
async function keeping(keep, wasm, name) {
  const open = () => caches.open(keep);
  try {
    const found = await (await open()).match(name);
    if (found) self.glossKept = new Uint8Array(await found.arrayBuffer());
    self.glossKeep = async (said, bytes) => {
      try {
        if (bytes) {
          const cache = await open();
          for (const old of await cache.keys()) if (!new URL(old.url).pathname.startsWith(wasm)) await cache.delete(old);
          await cache.put(name, new Response(bytes));
        }
        postMessage(said);
      } catch (err) {
        self.glossKeep = null; // there is no room: it stays
      }
    };
  } catch (err) {
    // Storage is refused.
  }
}
