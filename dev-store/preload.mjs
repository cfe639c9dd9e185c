// Loaded with `node --import` into the app when it runs against the dev store: calls to any shop's address go to
// DEV_STORE_URL instead, with the shop's host in a header. The app itself knows nothing of it.

const target = process.env.DEV_STORE_URL;
if (!target) throw new Error("dev-store/preload.mjs needs DEV_STORE_URL, such as http://127.0.0.1:4000");

const SHOP_HOST = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;
const fetchOutside = globalThis.fetch;

globalThis.fetch = function fetchShopAtDevStore(input, init) {
  const url = new URL(input instanceof Request ? input.url : String(input));
  if (!SHOP_HOST.test(url.hostname)) return fetchOutside(input, init);
  const there = new URL(url.pathname + url.search, target);
  const original = input instanceof Request ? new Request(input, init) : new Request(url, init);
  const headers = new Headers(original.headers);
  headers.set("x-dev-store-host", url.hostname);
  const isBodiless = original.method === "GET" || original.method === "HEAD";
  return fetchOutside(there, {
    method: original.method,
    headers,
    body: isBodiless ? undefined : original.body,
    redirect: original.redirect,
    signal: original.signal,
    ...(isBodiless ? {} : { duplex: "half" }),
  });
};
