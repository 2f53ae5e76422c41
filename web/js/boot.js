// Starts the program, keeps it whole, and brings new versions of it.
"use strict";
(() => {
  const script = document.currentScript;
  const status = document.getElementById("boot-status");
  const progress = document.getElementById("boot-progress");
  const retry = document.getElementById("boot-retry");
  const tell = (name) => window.dispatchEvent(new CustomEvent(name));

  globalThis.glossVersion = script.dataset.version;

  // What go-app's runtime calls in the page.
  globalThis.goappGetenv = () => "";
  globalThis.goappNav = () => {};
  globalThis.goappOnUpdate = () => {};
  globalThis.goappOnAppInstallChange = () => {};
  globalThis.goappKeepBodyClean = () => () => {};

  // stopped is called when the Go program has ended, which it never does by
  // itself: a panic would else leave a page that looks alive and saves nothing.
  function stopped(why) {
    console.error("Gloss has stopped:", why);
    document.getElementById("stopped").hidden = false;
  }
  globalThis.glossStopped = stopped;
  document.getElementById("stopped-reload").addEventListener("click", () => location.reload());

  // counted passes a response through and shows how much of it has come. The
  // length is that of the program itself, as a compressed transfer has another.
  function counted(response) {
    const total = Number(script.dataset.bytes);
    let got = 0;
    const body = response.body.pipeThrough(
      new TransformStream({
        transform(chunk, out) {
          got += chunk.byteLength;
          progress.value = Math.min(100, (100 * got) / total);
          out.enqueue(chunk);
        },
      }),
    );
    return new Response(body, { status: response.status, headers: response.headers });
  }

  async function start() {
    retry.hidden = true;
    progress.hidden = false;
    status.textContent = "Opening…";
    try {
      const response = await fetch(script.dataset.wasm);
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      const go = new Go();
      const source = WebAssembly.instantiateStreaming
        ? WebAssembly.instantiateStreaming(counted(response), go.importObject)
        : WebAssembly.instantiate(await response.arrayBuffer(), go.importObject);
      const { instance } = await source;
      performance.mark("gloss:wasm");
      go.run(instance).then(() => stopped("the program ended"), stopped);
    } catch (err) {
      console.error(err);
      status.textContent = `Gloss could not be loaded (${err.message}). Labels on this device are safe.`;
      progress.hidden = true;
      retry.hidden = false;
      retry.focus();
    }
  }
  retry.addEventListener("click", start);

  // New versions. The worker of a new version waits until the user asks for it;
  // until then every tab goes on with the old program from the old cache. When
  // one tab takes it, all are told and reload together, so that old code never
  // meets data that new code has written.
  let registration;
  function ready() {
    globalThis.glossUpdateReady = true;
    tell("gloss:update-ready");
  }
  function watch(worker) {
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) ready();
    });
  }
  globalThis.glossUpdateReady = false;
  globalThis.glossTakeUpdate = () => registration?.waiting?.postMessage("take");
  globalThis.glossCheckUpdate = () => registration?.update().catch(() => {});

  async function register() {
    if (!("serviceWorker" in navigator)) return;
    const wasControlled = Boolean(navigator.serviceWorker.controller);
    let reloading = false;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (!wasControlled || reloading) return;
      reloading = true;
      location.reload();
    });
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (event.data === "taking") tell("gloss:update-taken");
    });
    try {
      registration = await navigator.serviceWorker.register("/sw.js");
      if (registration.waiting && navigator.serviceWorker.controller) ready();
      watch(registration.installing);
      registration.addEventListener("updatefound", () => watch(registration.installing));
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible") globalThis.glossCheckUpdate();
      });
    } catch (err) {
      console.error("offline use is not possible:", err);
    }
  }

  // Installing as an app.
  let prompt = null;
  globalThis.glossInstallable = () => prompt !== null;
  globalThis.glossInstall = () => prompt?.prompt();
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    prompt = event;
    tell("gloss:installable");
  });
  window.addEventListener("appinstalled", () => {
    prompt = null;
    tell("gloss:installable");
  });

  start();
  // Not before the first screen: the worker fetches everything once more.
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register);
})();
