// What must be there before anything else.
"use strict";

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
