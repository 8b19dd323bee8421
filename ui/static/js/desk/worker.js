// The desk's service worker. It keeps static files and nothing else: no page, no answer, no word of anybody ever enters its cache.
// It shows notifications that a page hands to it, and brings the page to the front when one is pressed.
const CACHE = "desk-static";
const OFFLINE = "/static/offline.html";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([OFFLINE, "/static/css/offline.css"])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))));
});

// An address with its content's stamp never changes what it gives; of each file the newest stamp is kept.
async function stamped(request, url) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && (answer.headers.get("Cache-Control") || "").includes("immutable")) {
    for (const old of await cache.keys()) if (new URL(old.url).pathname === url.pathname) await cache.delete(old);
    await cache.put(request, answer.clone());
  }
  return answer;
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/") && url.searchParams.has("v")) event.respondWith(stamped(event.request, url));
  else if (url.pathname === "/static/css/offline.css") event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
  else if (event.request.mode === "navigate") event.respondWith(fetch(event.request).catch(() => caches.match(OFFLINE)));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const href = String(event.notification.data?.href || "");
  if (!/^\/desk\/c\/[0-9A-Z]{26}$/.test(href)) return;
  event.waitUntil((async () => {
    const pages = await self.clients.matchAll({ type: "window" });
    const page = pages.find((one) => new URL(one.url).pathname.startsWith("/desk"));
    if (!page) { await self.clients.openWindow(href); return; }
    await page.focus();
    page.postMessage({ open: href });
  })());
});
