// The service worker: one cache for each version, filled whole or not at all.
"use strict";
const cacheName = "gloss-{{version}}";
const assets = {{assets}};
// What no page needs at first is kept from when it is asked for, and then in each
// version that follows.
const later = {{later}};
const plain = (url) => url.replace(/\.[^./]+(?=\.[^.]+$)/, "");

async function wanted() {
  const kept = [];
  for (const key of await caches.keys()) {
    if (!key.startsWith("gloss-")) continue;
    for (const { url } of await (await caches.open(key)).keys()) kept.push(plain(new URL(url).pathname));
  }
  return later.filter((url) => kept.includes(plain(url)));
}

self.addEventListener("install", (event) => {
  // Where the browser can take files from the cache by itself, it does not wait for
  // this worker to wake up.
  const named = assets.filter((url) => url.startsWith("/a/")).map((url) => ({ urlPattern: url, requestMethod: "GET" }));
  event.addRoutes?.(named.map((condition) => ({ condition, source: { cacheName } }))).catch(() => {});
  event.waitUntil(
    (async () => {
      // "reload" steps over the HTTP cache, which may hold the version before.
      const requests = [...assets, ...(await wanted())].map((url) => new Request(url, { cache: "reload" }));
      await (await caches.open(cacheName)).addAll(requests);
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const key of await caches.keys()) {
        if (key.startsWith("gloss-") && key !== cacheName) await caches.delete(key);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take") event.waitUntil(self.skipWaiting());
  if (event.data === "claim") event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  // The program is at / and /d/; the other pages are the server's.
  const navigates = request.mode === "navigate";
  if (navigates && url.pathname !== "/" && !url.pathname.startsWith("/d/")) return;
  const key = navigates ? "/" : request;
  event.respondWith(
    (async () => {
      const cache = await caches.open(cacheName);
      const kept = await cache.match(key, { ignoreSearch: true, ignoreVary: true });
      if (kept) return kept;
      const response = await fetch(request);
      if (later.includes(url.pathname) && response.ok) await cache.put(key, response.clone());
      return response;
    })(),
  );
});
