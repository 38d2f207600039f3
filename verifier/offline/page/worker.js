// Keeps the last offline page that was fetched, so that an installed page opens without a network.
// Asks for the page itself and for nothing else; with a network the newest page goes first.

const KEPT = "zhicheng-offline";
const PAGE = "/offline";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.add(PAGE)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  if (new URL(event.request.url).pathname === PAGE) event.respondWith(newest());
});

async function newest() {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(PAGE);
    if (answer.ok) await kept.put(PAGE, answer.clone());
    return answer.ok ? answer : ((await kept.match(PAGE)) ?? answer);
  } catch {
    return (await kept.match(PAGE)) ?? Response.error();
  }
}
