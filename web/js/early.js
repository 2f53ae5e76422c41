// What must be there before anything else.
"use strict";

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

// Go's runtime decodes its strings with a TextDecoder, which by default drops a
// leading U+FEFF: a text that begins with a byte order mark would be shown one
// character short, and every offset in it shifted. Keep it.
globalThis.TextDecoder = class extends TextDecoder {
  constructor(label, options) {
    super(label, { ignoreBOM: true, ...options });
  }
};
