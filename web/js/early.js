// What must be there before anything else.
"use strict";

// The chosen theme, or a dark room is lit by a white page for a moment.
try {
  const theme = localStorage.getItem("gloss.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is refused: the system's theme will do.
}

// Go's runtime decodes its strings with a TextDecoder, which by default drops a
// leading U+FEFF: a text that begins with a byte order mark would be shown one
// character short, and every offset in it shifted. Keep it.
globalThis.TextDecoder = class extends TextDecoder {
  constructor(label, options) {
    super(label, { ignoreBOM: true, ...options });
  }
};
