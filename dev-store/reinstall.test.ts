import { createServer, request } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { seedDemoShop } from "./seed/demo-shop.ts";
import { openSecondShop, SECOND_SHOP } from "./seed/second-shop.ts";
import { startDevStore } from "./server.ts";
import type { DevStore } from "./server.ts";

/** The app in two shops side by side: coming, going, and coming back. */

const CREDENTIALS = { apiKey: "test-key", apiSecret: "test-secret" };
const DEMO_SHOP = "promised-demo.myshopify.com";
const SHOP_QUERY = "{ shop { name currencyCode ianaTimezone plan { shopifyPlus } } }";

let devStore: DevStore;
let app: Server;
let received: { topic: string; shop: string }[];

beforeEach(async () => {
  received = [];
  app = createServer((delivery, response) => {
    const { "x-shopify-topic": topic, "x-shopify-shop-domain": shop } = delivery.headers;
    received.push({ topic: String(topic), shop: String(shop) });
    delivery.resume();
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  // Listening on a port, so the address is not a pipe's name.
  devStore = await startDevStore({ credentials: CREDENTIALS, seed: seedDemoShop, appUrl: `http://127.0.0.1:${(app.address() as AddressInfo).port}` });
  openSecondShop(devStore);
});
afterEach(async () => {
  await devStore.close();
  await new Promise((resolve) => app.close(resolve));
});

type Tokens = { access_token: string; refresh_token: string };

async function requestToken(domain: string, fields: Record<string, string>): Promise<Response> {
  const body = JSON.stringify({ client_id: CREDENTIALS.apiKey, client_secret: CREDENTIALS.apiSecret, ...fields });
  const headers = { "content-type": "application/json", "x-dev-store-host": domain };
  return fetch(`${devStore.url}/admin/oauth/access_token`, { method: "POST", headers, body });
}

async function install(domain: string): Promise<Tokens> {
  const answer = await requestToken(domain, {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: devStore.sessionToken(domain),
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
    expiring: "1",
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Tokens; // the dev store's own
}

async function ask(domain: string, { access_token: token }: Tokens): Promise<{ status: number; body: unknown }> {
  const headers = { "content-type": "application/json", "x-shopify-access-token": token, "x-dev-store-host": domain };
  const answer = await fetch(`${devStore.url}/admin/api/2026-10/graphql.json`, { method: "POST", headers, body: JSON.stringify({ query: SHOP_QUERY }) });
  return { status: answer.status, body: await answer.json() };
}

/** A page of the shop at this host; fetch would send a host of its own. */
function pageOf(host: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(`${devStore.url}${path}`, { headers: { host }, agent: false }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      answer.on("end", () => resolve(body));
    });
    asked.on("error", reject).end();
  });
}

async function uninstall(shop: string): Promise<void> {
  const answer = await fetch(`${devStore.url}/__dev/uninstall`, { method: "POST", body: JSON.stringify({ shop }) });
  expect(answer.status).toBe(200);
  await devStore.webhooks.idle();
}

describe("two shops side by side", () => {
  test("each answers for itself, in its own currency, time zone and plan", async () => {
    expect(await ask(DEMO_SHOP, await install(DEMO_SHOP))).toMatchObject({ body: { data: { shop: { currencyCode: "EUR", plan: { shopifyPlus: false } } } } });
    const second = { name: "雲工房", currencyCode: "JPY", ianaTimezone: "Asia/Tokyo", plan: { shopifyPlus: true } };
    expect(await ask(SECOND_SHOP, await install(SECOND_SHOP))).toMatchObject({ body: { data: { shop: second } } });
  });

  test("a token of one opens nothing in the other", async () => {
    const tokens = await install(SECOND_SHOP);
    await install(DEMO_SHOP);
    expect((await ask(DEMO_SHOP, tokens)).status).toBe(401);
  });

  test("opening the second shop again leaves it as it has become", () => {
    const orders = devStore.context(SECOND_SHOP).shop.orders.size;
    expect(openSecondShop(devStore)).toBe(SECOND_SHOP);
    expect(devStore.context(SECOND_SHOP).shop.orders.size).toBe(orders);
  });
});

describe("the app is removed", () => {
  test("its tokens are dead at once, and the one webhook that still comes says so", async () => {
    const tokens = await install(SECOND_SHOP);
    const staying = await install(DEMO_SHOP);
    await uninstall(SECOND_SHOP);
    expect((await ask(SECOND_SHOP, tokens)).status).toBe(401);
    expect((await requestToken(SECOND_SHOP, { grant_type: "refresh_token", refresh_token: tokens.refresh_token })).status).toBe(401);
    expect(received).toEqual([{ topic: "app/uninstalled", shop: SECOND_SHOP }]);
    devStore.context(SECOND_SHOP).emit({ topic: "app/scopes_update", previousScopes: [] });
    await devStore.webhooks.idle();
    expect(received).toHaveLength(1);
    expect((await ask(DEMO_SHOP, staying)).status).toBe(200);
  });

  test("removing it twice tells it once", async () => {
    await install(DEMO_SHOP);
    await uninstall(DEMO_SHOP);
    await uninstall(DEMO_SHOP);
    expect(received).toHaveLength(1);
  });

  test("its metafields stay for its return, and its blocks leave the storefront", async () => {
    await install(SECOND_SHOP);
    const { shop } = devStore.context(SECOND_SHOP);
    const [variant] = shop.variants.values();
    const ownerGid = `gid://shopify/ProductVariant/${variant?.id}`;
    const value = JSON.stringify({ rev: "r1", validUntil: "2999-01-01T00:00:00Z", state: "in_stock", tranches: [[5, null]] });
    const metafield = { id: 1, ownerGid, namespace: "app--424242--backorder", key: "promise", type: "json", value, createdAt: "", updatedAt: "" };
    shop.metafields.set(`${ownerGid}|${metafield.namespace}|promise`, metafield);
    expect(await pageOf(SECOND_SHOP, "/products/tetsubin")).toContain("<promised-backorder");
    await uninstall(SECOND_SHOP);
    expect(await pageOf(SECOND_SHOP, "/products/tetsubin")).not.toContain("<promised-backorder");
    expect(shop.metafields.size).toBe(1);
    await install(SECOND_SHOP);
    expect(await pageOf(SECOND_SHOP, "/products/tetsubin")).toContain("<promised-backorder");
  });
});

describe("on localhost", () => {
  test("each shop has a host of its own, and the demo shop answers for the rest", async () => {
    const local = SECOND_SHOP.replace(".myshopify.com", ".localhost");
    expect(await pageOf(local, "/")).toMatch(/<html lang="ja">[\s\S]*雲工房[\s\S]*¥18,000/);
    expect(await pageOf(local, "/en")).toContain('<html lang="en">');
    expect(await pageOf("localhost", "/")).toContain('<html lang="en">');
    expect(await pageOf(local, "/admin/store/kumo-works/orders")).toContain("#1001");
  });
});

describe("the app comes back", () => {
  test("by a new exchange, as itself; what it held before stays dead", async () => {
    const before = await install(DEMO_SHOP);
    const { id } = devStore.install(DEMO_SHOP);
    await uninstall(DEMO_SHOP);
    const after = await install(DEMO_SHOP);
    expect(devStore.install(DEMO_SHOP)).toMatchObject({ id, uninstalledAt: null });
    expect((await ask(DEMO_SHOP, after)).status).toBe(200);
    expect((await ask(DEMO_SHOP, before)).status).toBe(401);
    expect((await requestToken(DEMO_SHOP, { grant_type: "refresh_token", refresh_token: before.refresh_token })).status).toBe(401);
  });
});
