// What must be there before anything else.
"use strict";

// The program is fetched and compiled while the page is still being read. The
// browser keeps what it has compiled only of a response that comes to it as it
// is; on the way from the server, where nothing is kept yet, how much has come is
// shown instead. The length is that of the program itself, as a compressed
// transfer has another.
{
  const { wasm, bytes } = document.currentScript.dataset;
  const counted = (response) => {
    let got = 0;
    const body = response.body.pipeThrough(
      new TransformStream({
        transform(chunk, out) {
          got += chunk.byteLength;
          dispatchEvent(new CustomEvent("gloss:progress", { detail: Math.min(100, (100 * got) / Number(bytes)) }));
          out.enqueue(chunk);
        },
      }),
    );
    return new Response(body, { status: response.status, headers: response.headers });
  };
  globalThis.glossCompile = async () => {
    let response = await fetch(wasm);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    if (!navigator.serviceWorker?.controller) response = counted(response);
    return WebAssembly.compileStreaming ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
  };
  globalThis.glossModule = globalThis.glossCompile();
  globalThis.glossModule.catch(() => {}); // boot.js tells
}

// Where storage is refused, reading localStorage throws, and an exception from a
// getter ends a Go program; go-app reads it at start. Something that keeps
// nothing stands in.
try {
  void localStorage;
} catch {
  const nothing = Object.create({ getItem: () => null, setItem() {}, removeItem() {}, clear() {}, key: () => null, length: 0 });
  Object.defineProperty(globalThis, "localStorage", { value: nothing });
}

// The theme, chosen or the system's, or a dark room is lit by a white page for a
// moment.
const dark = matchMedia("(prefers-color-scheme: dark)");
globalThis.glossTheme = () => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("gloss.theme");
  } catch {
    // Storage is refused: the system's theme will do.
  }
  document.documentElement.dataset.theme = chosen || (dark.matches ? "dark" : "light");
};
dark.addEventListener("change", globalThis.glossTheme);
globalThis.glossTheme();

// The language: the one chosen, else the first of the browser's that there are
// words for. The program and boot.js wait for the words; English has none.
{
  const catalogues = { en: "" };
  for (const [name, url] of Object.entries(document.currentScript.dataset)) {
    if (name.startsWith("words")) catalogues[name.slice("words".length).toLowerCase()] = url;
  }
  let chosen = null;
  try {
    chosen = localStorage.getItem("gloss.language");
  } catch {
    // Storage is refused: the browser's language will do.
  }
  const language = (name) => {
    document.documentElement.lang = name;
    document.documentElement.dir = name === "ar" ? "rtl" : "ltr";
  };
  const wanted = [chosen, ...navigator.languages].map((tag) => tag?.split("-")[0]).find((name) => name in catalogues) ?? "en";
  let words = {};
  globalThis.glossTr = (english, ...args) => (words[english] ?? english).replace(/\{(\d)\}/g, (_, i) => args[i]);
  language(wanted);
  const load = async () => {
    if (!catalogues[wanted]) return "";
    const response = await fetch(catalogues[wanted], { signal: AbortSignal.timeout(5000) });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const text = await response.text();
    words = JSON.parse(text).words;
    return text;
  };
  globalThis.glossWords = load().catch((err) => {
    console.error("the words of the page:", err);
    language("en");
    return "";
  });
}

// Go's runtime decodes its strings with a TextDecoder, which by default drops a
// leading U+FEFF: a text that begins with a byte order mark would be shown one
// character short, and every offset in it shifted. Keep it.
globalThis.TextDecoder = class extends TextDecoder {
  constructor(label, options) {
    super(label, { ignoreBOM: true, ...options });
  }
};
