// The service worker: one cache for each version, filled whole or not at all.
"use strict";
const cacheName = "gloss-{{version}}";
const assets = {{assets}};

self.addEventListener("install", (event) => {
  // "reload" steps over the HTTP cache, which may hold the version before.
  const requests = assets.map((url) => new Request(url, { cache: "reload" }));
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(requests)));
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
  if (event.data !== "take") return;
  event.waitUntil(
    (async () => {
      for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage("taking");
      await self.skipWaiting();
    })(),
  );
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
      return (await cache.match(key, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
    })(),
  );
});
