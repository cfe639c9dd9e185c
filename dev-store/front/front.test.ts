import "@shopify/shopify-api/adapters/node";
import { createServer, request as httpRequest } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, Server } from "node:http";
import { request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { ApiVersion, LogSeverity, shopifyApi } from "@shopify/shopify-api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { ShopContext } from "../commerce/context.ts";
import { holdFulfillmentOrder } from "../commerce/holds.ts";
import { seedDemoShop } from "../seed/demo-shop.ts";
import { demoProfile, emptyShop, emptyStore } from "../state/shop-state.ts";
import type { FulfillmentOrder, Order } from "../state/types.ts";
import { defaultWebhookSettings, WebhookDispatcher } from "../webhooks/dispatcher.ts";
import { handleFront, startFront } from "./index.ts";
import type { RunningFront } from "./index.ts";

const CREDENTIALS = { apiKey: "test-key", apiSecret: "test-secret" };
const APP_URL = "https://promised.example";
const SHOP = "promised-demo.myshopify.com";
const STORE = "/admin/store/promised-demo";
const BRIDGE = "https://cdn.shopify.com/shopifycloud/app-bridge.js";

/** Shopify's own library, as the judge of what we sign. */
const shopify = shopifyApi({
  apiKey: CREDENTIALS.apiKey,
  apiSecretKey: CREDENTIALS.apiSecret,
  hostName: "promised.example",
  apiVersion: ApiVersion.October26,
  isEmbeddedApp: true,
  logger: { level: LogSeverity.Error },
});

let context: ShopContext;
let webhooks: WebhookDispatcher;
let front: RunningFront;
let devStoreServer: Server;
let appServer: Server;
let asked: { url: string; headers: IncomingHttpHeaders }[];

beforeEach(async () => {
  context = { store: emptyStore(), shop: emptyShop(demoProfile("2026-01-01T00:00:00Z")), now: () => new Date(), emit: () => undefined };
  seedDemoShop(context);
  asked = [];
  webhooks = new WebhookDispatcher(defaultWebhookSettings(CREDENTIALS.apiSecret, "2026-10"));
  const devStore = { context: () => context, credentials: CREDENTIALS, webhooks };
  appServer = await serve((request, response) => {
    asked.push({ url: request.url ?? "", headers: request.headers });
    if (request.url === "/moved") return void response.writeHead(302, { location: `${APP_URL}/elsewhere?x=1` }).end();
    response
      .writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        link: `<${BRIDGE}>; rel="preload"; as="script";`,
        "content-security-policy": `frame-ancestors https://${SHOP} https://admin.shopify.com;`,
      })
      .end(`<script src="${BRIDGE}"></script>`);
  });
  devStoreServer = await serve((request, response) => void handleFront(request, response, devStore));
  const appOrigin = `http://127.0.0.1:${portOf(appServer)}`;
  front = await startFront({ devStore, port: portOf(devStoreServer), tlsPort: 0, appProxyPort: 0, appOrigin, appUrl: APP_URL });
});
afterEach(async () => {
  await front.close();
  await Promise.all([devStoreServer, appServer].map((server) => new Promise((resolve) => server.close(resolve))));
});

async function serve(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** All listen on a port, so the address is not a pipe's name. */
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const local = (path: string) => `http://localhost:${portOf(devStoreServer)}${path}`;

type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

/** A request without `fetch`, which hides redirects' headers and sets some of its own. */
function ask(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onAnswer = (response: IncomingMessage) => {
      let body = "";
      response.on("data", (chunk) => (body += String(chunk)));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    };
    const options = { headers, agent: false as const };
    const request = url.startsWith("https:") ? httpsRequest(url, { ...options, rejectUnauthorized: false }, onAnswer) : httpRequest(url, options, onAnswer);
    request.on("error", reject).end();
  });
}

const overTls = (host: string, path: string) => ask(`https://127.0.0.1:${front.tlsPort}${path}`, { host });

async function post(path: string, form: Record<string, string>): Promise<Response> {
  return fetch(local(path), { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
}

function orderOf(sku: string): Order {
  const order = [...context.shop.orders.values()].findLast(({ lineItems }) => lineItems.some((line) => line.sku === sku));
  if (order === undefined) throw new Error(`no order for ${sku}`);
  return order;
}

function firstOf(order: Order): FulfillmentOrder {
  const [first] = order.fulfillmentOrders;
  if (first === undefined) throw new Error("no fulfillment order");
  return first;
}

describe("the app in the admin's frame", () => {
  test("is opened with launch parameters that Shopify's library accepts", async () => {
    const page = await (await fetch(local(`${STORE}/apps/promised/backorders`))).text();
    const source = /<iframe[^>]*src="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const url = new URL(source);
    expect(`${url.origin}${url.pathname}`).toBe(`http://localhost:${front.appProxyPort}/backorders`);
    expect(await shopify.utils.validateHmac(Object.fromEntries(url.searchParams))).toBe(true);
    expect(shopify.utils.sanitizeHost(url.searchParams.get("host") ?? "")).not.toBeNull();
    const claims = await shopify.session.decodeSessionToken(url.searchParams.get("id_token") ?? "");
    expect(claims.dest).toBe(`https://${SHOP}`);
  });

  test("gets session tokens from the admin, which mints them only when posted to", async () => {
    const token = await (await post("/admin/__admin/session-token", {})).text();
    expect((await shopify.session.decodeSessionToken(token)).aud).toBe(CREDENTIALS.apiKey);
    expect((await fetch(local("/admin/__admin/session-token"))).status).toBe(404);
  });
});

describe("on localhost", () => {
  const app = (path: string, headers = {}) => ask(`http://localhost:${front.appProxyPort}${path}`, headers);

  test("only the App Bridge address, the framing policy and redirects are rewritten", async () => {
    const { headers, body } = await app("/");
    expect(body).toBe(`<script src="/__app-bridge.js"></script>`);
    expect(headers["content-security-policy"]).toBe(`frame-ancestors http://localhost:${portOf(devStoreServer)};`);
    expect(headers.link).not.toContain("cdn.shopify.com");
    expect((await app("/moved")).headers.location).toBe(`http://localhost:${front.appProxyPort}/elsewhere?x=1`);
  });

  test("the app sees its own host, its own origin and the browser as it is", async () => {
    await app("/save", { "user-agent": "A Browser 1.0", origin: `http://localhost:${front.appProxyPort}` });
    expect(asked.at(-1)?.headers).toMatchObject({ host: "promised.example", origin: APP_URL, "user-agent": "A Browser 1.0" });
  });

  test("the App Bridge stand-in speaks to this admin alone", async () => {
    const { body } = await app("/__app-bridge.js");
    expect(body).toContain(`"http://localhost:${portOf(devStoreServer)}"`);
    expect(body).not.toContain("__ADMIN_ORIGIN__");
    // It is a classic script: with an import left in it, no browser would run it.
    expect(() => new Function(body)).not.toThrow();
  });

  test("an app that is not running is named, not waited for", async () => {
    await new Promise((resolve) => appServer.close(resolve));
    expect(await app("/")).toMatchObject({ status: 502, body: expect.stringContaining("Nobody answers") });
    appServer = await serve(() => undefined);
  });
});

describe("under Shopify's own host names", () => {
  test("the app comes through untouched, with its real policy", async () => {
    const { headers, body } = await overTls("promised.example", "/");
    expect(body).toContain(BRIDGE);
    expect(headers["content-security-policy"]).toContain("https://admin.shopify.com");
  });

  test("admin, storefront and App Bridge answer under their names, and nothing else does", async () => {
    expect((await overTls("admin.shopify.com", "/store/promised-demo/apps/promised")).body).toContain(`src="${APP_URL}/?`);
    expect((await overTls(SHOP, "/products/camp-lantern")).body).toContain("Camp Lantern");
    expect((await overTls("cdn.shopify.com", "/shopifycloud/app-bridge.js")).body).toContain('"https://admin.shopify.com"');
    expect((await overTls("example.com", "/")).status).toBe(421);
  });
});

test("the app proxy signs what it forwards, and a signature of the visitor's own is dropped", async () => {
  const answer = await fetch(local("/apps/promised/orders/7?token=a%2Bb&tag=x&tag=y&signature=forged"));
  expect(answer.status).toBe(200);
  const url = new URL(asked.at(-1)?.url ?? "", APP_URL);
  expect(url.pathname).toBe("/proxy/orders/7");
  expect(url.searchParams.getAll("signature")).toHaveLength(1);
  expect(await shopify.utils.validateHmac(url.searchParams, { signator: "appProxy" })).toBe(true);
});

describe("the merchant's pages", () => {
  test("fulfilling an order ships it", async () => {
    const order = orderOf("SPICEJARS");
    await post(`${STORE}/orders/${order.id}`, { do: "fulfil", fulfillment_order: String(firstOf(order).id) });
    expect(order.fulfillments).toHaveLength(1);
    expect(await (await fetch(local(`${STORE}/orders/${order.id}`))).text()).toContain("Fulfilled (2)");
  });

  test("an order on hold says why and offers no shipping", async () => {
    const order = orderOf("STOVE");
    const hold = { reason: "INVENTORY_OUT_OF_STOCK", reasonNotes: "Waits for 1 unit", handle: "h", externalId: null, appId: 1, chosen: [] } as const;
    holdFulfillmentOrder(context, { order, fulfillmentOrder: firstOf(order) }, hold);
    const page = await (await fetch(local(`${STORE}/orders/${order.id}`))).text();
    expect(page).toContain("On hold: inventory out of stock. Waits for 1 unit");
    expect(page).not.toContain('value="fulfil"');
    const refused = await post(`${STORE}/orders/${order.id}`, { do: "fulfil", fulfillment_order: String(firstOf(order).id) });
    expect(refused.status).toBe(422);
    expect(order.fulfillments).toHaveLength(0);
  });

  test("cancelling an order gives its stock back", async () => {
    const order = orderOf("SPICEJARS");
    await post(`${STORE}/orders/${order.id}`, { do: "cancel", restock: "1" });
    expect(order.cancelledAt).not.toBeNull();
    expect(availableOf("SPICEJARS")).toBe(28);
  });

  test("the stock field sets what is available", async () => {
    await post(`${STORE}/products`, { variant: String(variantIdOf("LANTERN-OLIVE")), available: "7" });
    expect(availableOf("LANTERN-OLIVE")).toBe(7);
  });

  test.each(["", "2.5", "many", "1000000"])("a stock of %j is refused with the reason", async (available) => {
    const answer = await post(`${STORE}/products`, { variant: String(variantIdOf("LANTERN-OLIVE")), available });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("Available: enter a whole number");
    expect(availableOf("LANTERN-OLIVE")).toBe(-5);
  });

  test("delivery of webhooks can be made unkind, within reason", async () => {
    await post(`${STORE}/webhooks`, { dropPercent: "5", duplicatePercent: "20" });
    expect(webhooks.chaos).toMatchObject({ dropPercent: 5, duplicatePercent: 20, reorderPercent: 0 });
    const refused = await post(`${STORE}/webhooks`, { dropPercent: "120" });
    expect(refused.status).toBe(422);
    expect(webhooks.chaos.dropPercent).toBe(5);
  });

  function variantIdOf(sku: string): number {
    return [...context.shop.variants.values()].find((variant) => variant.sku === sku)?.id ?? 0;
  }

  function availableOf(sku: string): number | undefined {
    const variant = context.shop.variants.get(variantIdOf(sku));
    return [...context.shop.inventoryLevels.values()].find(({ inventoryItemId }) => inventoryItemId === variant?.inventoryItemId)?.quantities.available;
  }
});
