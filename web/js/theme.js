// The chosen theme must be there before the first paint, or a dark room is lit
// by a white page for a moment.
try {
  const theme = localStorage.getItem("gloss.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is refused: the system's theme will do.
}
