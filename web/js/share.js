// What a schema needs to travel in a link, and the guidelines to be looked up in.
"use strict";
globalThis.glossShare = (() => {
  const through = async (stream, bytes) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

  async function deflate(text) {
    const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(text));
    let binary = "";
    for (const b of bytes) binary += String.fromCharCode(b);
    return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  }

  async function inflate(packed) {
    const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes));
  }

  const copy = (text) => navigator.clipboard.writeText(text).then(() => "");

  function heading(selector, text) {
    const box = document.querySelector(selector);
    const found = [...(box?.querySelectorAll("h1, h2, h3, h4") ?? [])].find((h) => h.textContent.trim().toLowerCase() === text.toLowerCase());
    if (found) box.scrollTop += found.getBoundingClientRect().top - box.getBoundingClientRect().top; // the text stays where it is
  }

  return { deflate, inflate, copy, heading };
})();
