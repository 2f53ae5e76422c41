// Starts the program, keeps it whole, and brings new versions of it.
"use strict";
(() => {
  const script = document.currentScript;
  const status = document.getElementById("boot-status");
  const progress = document.getElementById("boot-progress");
  const retry = document.getElementById("boot-retry");
  const tell = (name) => window.dispatchEvent(new CustomEvent(name));

  globalThis.glossVersion = script.dataset.version;

  // What stands in the page itself, in the language of the user.
  const tr = globalThis.glossTr;
  globalThis.glossWords.then(() => {
    for (const e of document.querySelectorAll("[data-tr]")) e.ariaLabel ? (e.ariaLabel = tr(e.ariaLabel)) : (e.textContent = tr(e.textContent));
    document.documentElement.dataset.drop = tr("Drop to import");
  });

  // The start of the last document, to be read while the program starts: what
  // the program kept of it, set as text and marks. The program takes it away when it
  // shows the document itself.
  function early() {
    const kept = JSON.parse(localStorage.getItem("gloss.early"));
    if (!Array.isArray(kept?.lines) || ![`/d/${kept.id}`, "/"].includes(location.pathname)) return;
    const page = document.getElementById("early").content.cloneNode(true);
    const article = page.querySelector("article");
    const paint = new Map(kept.paint);
    for (const [i, line] of kept.lines.entries()) {
      const block = document.createElement("p");
      block.className = i === 0 && kept.lines.length > 1 && line.length <= 200 ? "block headline" : "block";
      block.dir = "auto";
      block.append(...globalThis.glossDraw.painted(line, paint.get(i)));
      article.append(block);
    }
    status.closest("#boot").hidden = true;
    document.getElementById("app").after(page);
  }
  try {
    early();
  } catch {
    // Nothing is kept, or it cannot be read: the page says "Opening…" instead.
  }

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

  // go-app takes every link for one of its own screens. These lead away from it.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("a[data-leave]")) event.stopPropagation();
    // Who opens a document with the mouse goes on in its text, and the keys with them.
    if (event.detail && event.target.closest?.(".doc-link")) document.querySelector("article")?.focus({ preventScroll: true });
  });

  // How much of the program has come, on the way from the server.
  window.addEventListener("gloss:progress", (event) => {
    progress.value = event.detail;
  });

  async function start() {
    retry.hidden = true;
    progress.hidden = false;
    status.textContent = tr("Opening…");
    try {
      // early.js has begun to fetch and compile it; a retry begins anew.
      const module = await (globalThis.glossModule ?? globalThis.glossCompile());
      globalThis.glossModule = null;
      const go = new Go();
      // A heap does not shrink: rather collect garbage more often while a long
      // document is opened than keep twice the memory for good.
      go.env = { GOGC: "50" };
      const instance = await WebAssembly.instantiate(module, go.importObject);
      performance.mark("gloss:wasm");
      go.run(instance).then(() => stopped("the program ended"), stopped);
    } catch (err) {
      console.error(err);
      document.querySelector(".early")?.remove();
      status.closest("#boot").hidden = false;
      status.textContent = tr("Gloss could not be loaded ({0}). Labels on this device are safe.", err.message);
      progress.hidden = true;
      retry.hidden = false;
      retry.focus();
    }
  }
  retry.addEventListener("click", start);

  // New versions. The worker of a new version waits until the user asks for it;
  // until then every tab goes on with the old program from the old cache. When
  // one tab takes it, all reload together, so that old code never meets data that
  // new code has written.
  const workers = navigator.serviceWorker;
  let registration;
  let controlled = Boolean(workers?.controller);
  let pause = 5000; // before the next try, in milliseconds
  globalThis.glossUpdateReady = false;
  workers?.addEventListener("controllerchange", () => {
    if (controlled) location.reload();
    controlled = true; // by the first worker that there is
    look();
  });
  function look() {
    if (!registration?.waiting || !workers.controller) return;
    globalThis.glossUpdateReady = true;
    tell("gloss:update-ready");
  }
  let watched; // registering tells of a worker, and so does updatefound
  function watch(worker) {
    if (!worker || worker === watched) return;
    watched = worker;
    worker.addEventListener("statechange", () => {
      if (worker.state === "installed") look();
      if (worker.state === "redundant" && !registration.active) again();
    });
  }
  // Without its worker the page does not open offline: it is tried again when the
  // line broke while the worker was filled.
  function again() {
    setTimeout(register, pause);
    pause = Math.min(2 * pause, 600000);
  }

  async function register() {
    try {
      const got = await workers.register("/sw.js");
      if (got !== registration) {
        registration = got;
        got.addEventListener("updatefound", () => watch(got.installing));
        watch(got.installing);
      }
      // A page that came while the worker took over has been passed over by it.
      if (!workers.controller) got.active?.postMessage("claim");
      look();
    } catch (err) {
      console.error("offline use is not possible:", err);
      if (err.name !== "SecurityError") again();
    }
  }
  globalThis.glossTakeUpdate = () => (registration?.waiting ? registration.waiting.postMessage("take") : location.reload());
  globalThis.glossCheckUpdate = () => registration?.update().catch(() => {});
  function serve() {
    if (!workers) return;
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") globalThis.glossCheckUpdate();
    });
    register();
  }

  // A worker, when the program asks for it: the one that learns, the one that
  // converts formats, or the one that renders guidelines. Under the name kept it finds
  // what it knew.
  const keep = "learnt";
  globalThis.glossWorker = (program, kept) => {
    const { worker, runtime } = script.dataset;
    const wasm = script.dataset[program];
    const w = new Worker(worker);
    w.postMessage({ wasm, runtime, keep, name: kept && `${wasm}/${encodeURIComponent(kept)}` });
    return w;
  };

  globalThis.glossForget = () => globalThis.caches?.delete(keep);

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
  if (document.readyState === "complete") serve();
  else window.addEventListener("load", serve);
})();
