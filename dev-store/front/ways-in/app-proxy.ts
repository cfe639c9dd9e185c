import { createHmac } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import { urlOf } from "../http.ts";
import { forward } from "./forward.ts";

/** Where storefront requests for the app begin, and where Shopify sends them (`[app_proxy]` in shopify.app.toml). */
const STOREFRONT_PREFIX = "/apps/promised";
const APP_PREFIX = "/proxy";

/** Forwards `/apps/promised/...` of the storefront to the app, signed as Shopify signs it. False: not such a request. */
export function forwardAppProxy(
  request: IncomingMessage,
  response: ServerResponse,
  { appOrigin, appUrl, shopDomain, apiSecret, now }: { appOrigin: string; appUrl: string; shopDomain: string; apiSecret: string; now: Date },
): boolean {
  const url = urlOf(request);
  if (url.pathname !== STOREFRONT_PREFIX && !url.pathname.startsWith(`${STOREFRONT_PREFIX}/`)) return false;
  const query = signedQuery(url.searchParams, { shopDomain, apiSecret, now });
  forward(request, response, {
    origin: appOrigin,
    path: `${APP_PREFIX}${url.pathname.slice(STOREFRONT_PREFIX.length)}?${query}`,
    // Shopify passes no cookies on, and the app sees its own host.
    headers: { host: new URL(appUrl).host, cookie: "", "x-forwarded-proto": "https", "x-forwarded-host": new URL(appUrl).host },
  });
  return true;
}

/** The visitor's parameters with Shopify's: hex HMAC-SHA256 over the sorted `name=value`, joined by nothing. */
export function signedQuery(visitors: URLSearchParams, { shopDomain, apiSecret, now }: { shopDomain: string; apiSecret: string; now: Date }): string {
  const query = new URLSearchParams(visitors);
  query.delete("signature");
  query.set("shop", shopDomain);
  query.set("logged_in_customer_id", "");
  query.set("path_prefix", STOREFRONT_PREFIX);
  query.set("timestamp", String(Math.floor(now.getTime() / 1000)));
  const message = [...new Set(query.keys())]
    .sort()
    .map((name) => `${name}=${query.getAll(name).join(",")}`)
    .join("");
  query.set("signature", createHmac("sha256", apiSecret).update(message).digest("hex"));
  return query.toString();
}
