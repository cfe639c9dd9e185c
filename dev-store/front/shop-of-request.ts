import type { IncomingMessage } from "node:http";

import { hostOf, urlOf } from "./http.ts";
import type { FrontStore } from "./store.ts";

/**
 * Which shop a request means. Under Shopify's own names its host says so; on localhost the demo shop answers, and another
 * one at a host of its own: `http://kumo-works.localhost:4000` is `kumo-works.myshopify.com`.
 */
const SHOP_SUFFIX = ".myshopify.com";
const LOCAL_SUFFIX = ".localhost";

/** `kumo-works` of `kumo-works.myshopify.com`. */
export function storeNameOf(shopDomain: string): string {
  return shopDomain.slice(0, -SHOP_SUFFIX.length);
}

/** Every shop's domain, the demo shop's first. */
export function shopDomainsOf(devStore: FrontStore): string[] {
  const { shop, store } = devStore.context();
  return [...new Set([shop.profile.domain, ...store.shops.keys()])];
}

export function shopOfRequest(devStore: FrontStore, request: IncomingMessage): string {
  const host = hostOf(request);
  return shopNamed(devStore, host.endsWith(LOCAL_SUFFIX) ? host.slice(0, -LOCAL_SUFFIX.length) : storeNameOf(host));
}

/** `admin.shopify.com/store/kumo-works/...`; what the shell's script asks for says by its referrer whose admin it is in. */
export function shopOfAdminRequest(devStore: FrontStore, request: IncomingMessage): string {
  const named = storeIn(urlOf(request).pathname) ?? storeIn(new URL(request.headers.referer ?? "/", "http://dev-store.internal").pathname);
  return shopNamed(devStore, named ?? "");
}

function storeIn(path: string): string | null {
  return /^\/store\/([^/]+)/.exec(path)?.[1] ?? null;
}

function shopNamed(devStore: FrontStore, name: string): string {
  const domains = shopDomainsOf(devStore);
  return domains.find((domain) => storeNameOf(domain) === name) ?? devStore.context().shop.profile.domain;
}
