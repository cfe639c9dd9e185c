import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { parse } from "smol-toml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useScratchDatabase } from "../../../tests/scratch-database.ts";
import { signedWebhook } from "../../testing/signed-webhook.ts";
import { createWebhookInbox } from "../prisma/webhook-inbox.server.ts";
import { BODY_LIMIT_BYTES, createIngest } from "./webhook-ingest.server.ts";
import { TOPICS } from "./webhook-payloads.ts";

const SECRET = "the-app-secret";
const SHOP = "shop-a.myshopify.com";
/** One payload a topic, cut to the fields that Shopify always sends, and the key it must give. */
const EXAMPLES: Record<string, [payload: object, key: string]> = {
  "orders/create": [{ id: 5001, line_items: [] }, "order:5001"],
  "orders/updated": [{ id: 5001 }, "order:5001"],
  "orders/edited": [{ order_edit: { id: 9, order_id: 5001 } }, "order:5001"],
  "orders/cancelled": [{ id: 5001 }, "order:5001"],
  "orders/delete": [{ id: 5001 }, "order:5001"],
  "refunds/create": [{ id: 9, order_id: 5001 }, "order:5001"],
  "fulfillments/create": [{ id: 9, order_id: 5001 }, "order:5001"],
  "fulfillments/update": [{ id: 9, order_id: 5001 }, "order:5001"],
  "fulfillment_orders/order_routing_complete": [{ fulfillment_order: { id: "gid://shopify/FulfillmentOrder/71", status: "open" } }, "fulfillment-order:71"],
  "fulfillment_orders/placed_on_hold": [{ fulfillment_order: { id: "gid://shopify/FulfillmentOrder/71" } }, "fulfillment-order:71"],
  "fulfillment_orders/hold_released": [{ fulfillment_order: { id: "gid://shopify/FulfillmentOrder/71" } }, "fulfillment-order:71"],
  "fulfillment_orders/moved": [{ original_fulfillment_order: { id: "gid://shopify/FulfillmentOrder/71" } }, "fulfillment-order:71"],
  "fulfillment_orders/split": [{ fulfillment_order: { id: "gid://shopify/FulfillmentOrder/71" } }, "fulfillment-order:71"],
  "fulfillment_orders/cancelled": [{ fulfillment_order: { id: "gid://shopify/FulfillmentOrder/71" } }, "fulfillment-order:71"],
  "inventory_levels/update": [{ inventory_item_id: 808, location_id: 1, available: 3 }, "item:808"],
  "inventory_levels/connect": [{ inventory_item_id: 808, location_id: 1 }, "item:808"],
  "inventory_levels/disconnect": [{ inventory_item_id: 808, location_id: 1 }, "item:808"],
  "inventory_items/update": [{ id: 808, tracked: false }, "item-settings:808"],
  "products/create": [{ id: 33 }, "product:33"],
  "products/update": [{ id: 33 }, "product:33"],
  "products/delete": [{ id: 33 }, "product:33"],
  "locations/create": [{ id: 1 }, "locations:"],
  "locations/update": [{ id: 1 }, "locations:"],
  "locations/deactivate": [{ id: 1 }, "locations:"],
  "app/uninstalled": [{ id: 548380009 }, "uninstalled:"],
  "app/scopes_update": [{ id: 1, previous: [], current: [] }, "scopes:"],
  "customers/data_request": [{ customer: { id: 191, email: "ann@example.com" } }, "customer-data:191"],
  "customers/redact": [{ customer: { id: 191, email: "ann@example.com" } }, "redact-customer:191"],
  "shop/redact": [{ shop_id: 954889 }, "redact-shop:"],
};

const database = useScratchDatabase();
let server: http.Server;
let address: string;
let isDatabaseAway = false;

beforeAll(async () => {
  const inbox = createWebhookInbox(database.pool);
  const save: typeof inbox.save = (delivery) => (isDatabaseAway ? Promise.reject(new Error("connection refused")) : inbox.save(delivery));
  const ingest = createIngest({ secret: SECRET, save, log: { warn: () => {}, error: () => {} } });
  server = http.createServer((request, response) => void ingest(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
});
afterAll(() => server.close());

const send = (webhook: { headers: Record<string, string>; body: string }) => fetch(address, { method: "POST", ...webhook }).then((response) => response.status);
const stored = async (webhookId: string) =>
  (
    await database.pool.query("SELECT shop, topic, key, dead_reason, convert_from(body, 'UTF8') AS body FROM webhook_delivery WHERE webhook_id = $1", [
      webhookId,
    ])
  ).rows;

test("every topic the app subscribes to has a handler, and no other", () => {
  type Subscriptions = { webhooks: { subscriptions: { topics?: string[]; compliance_topics?: string[] }[] } };
  const { webhooks } = parse(readFileSync("shopify.app.toml", "utf8")) as unknown as Subscriptions;
  const subscribed = webhooks.subscriptions.flatMap((one) => [...(one.topics ?? []), ...(one.compliance_topics ?? [])]);
  expect([...TOPICS].sort()).toEqual(subscribed.sort());
  expect(Object.keys(EXAMPLES).sort()).toEqual(subscribed.sort());
});

describe.each(Object.entries(EXAMPLES))("%s", (topic, [payload, key]) => {
  const webhook = (more: object = {}) => signedWebhook({ topic, shop: SHOP, payload, secret: SECRET, webhookId: `${topic}-1`, ...more });

  test("signed: stored once under the key to read again, however often it is sent", async () => {
    expect([await send(webhook()), await send(webhook())]).toEqual([200, 200]);
    expect(await stored(`${topic}-1`)).toEqual([{ shop: SHOP, topic, key, dead_reason: null, body: JSON.stringify(payload) }]);
  });

  test("forged: refused and not stored", async () => {
    expect(await send(webhook({ webhookId: `${topic}-forged`, secret: "another-secret" }))).toBe(401);
    expect(await stored(`${topic}-forged`)).toEqual([]);
  });

  test("malformed: stored as dead, with a reason that quotes nothing of the body", async () => {
    expect(await send(webhook({ webhookId: `${topic}-malformed`, payload: '{"customer": "Ann' }))).toBe(200);
    expect(await stored(`${topic}-malformed`)).toMatchObject([{ key: "none:", dead_reason: "the body is not JSON" }]);
    expect(await send(webhook({ webhookId: `${topic}-empty`, payload: "[]" }))).toBe(200);
    expect((await stored(`${topic}-empty`))[0].dead_reason).toMatch(/^the body has no usable/);
  });

  test("an unknown shop: stored, for the worker to say so", async () => {
    expect(await send(webhook({ webhookId: `${topic}-unknown`, shop: "nobody.myshopify.com" }))).toBe(200);
    expect(await stored(`${topic}-unknown`)).toMatchObject([{ shop: "nobody.myshopify.com" }]);
  });

  test("too large: refused before it is read", async () => {
    const status = await new Promise((resolve, reject) => {
      const { headers } = webhook({ webhookId: `${topic}-large` });
      const request = http.request(address, { method: "POST", headers: { ...headers, "Content-Length": BODY_LIMIT_BYTES + 1 } }, (response) =>
        resolve(response.statusCode),
      );
      request.on("error", reject);
      request.flushHeaders();
    });
    expect(status).toBe(413);
  });
});

test("a body without a stated length is cut off at the limit", async () => {
  const { headers } = signedWebhook({ topic: "orders/create", shop: SHOP, payload: "", secret: SECRET });
  const status = await new Promise((resolve, reject) => {
    const request = http.request(address, { method: "POST", headers }, (response) => resolve(response.statusCode));
    request.on("error", (error: NodeJS.ErrnoException) => (error.code === "EPIPE" || error.code === "ECONNRESET" ? undefined : reject(error)));
    for (let sent = 0; sent <= BODY_LIMIT_BYTES; sent += 1024 * 1024) request.write(Buffer.alloc(1024 * 1024, 32));
  });
  expect(status).toBe(413);
});

test("a signature that decodes to the same bytes but is another text is refused", async () => {
  const webhook = signedWebhook({ topic: "orders/create", shop: SHOP, payload: { id: 1 }, secret: SECRET });
  const signature = webhook.headers["X-Shopify-Hmac-Sha256"] ?? "";
  expect(await send({ ...webhook, headers: { ...webhook.headers, "X-Shopify-Hmac-Sha256": `${signature}=` } })).toBe(401);
});

test.each(["X-Shopify-Topic", "X-Shopify-Shop-Domain", "X-Shopify-Webhook-Id"])("without %s nothing is stored", async (header) => {
  const { headers, body } = signedWebhook({ topic: "orders/create", shop: SHOP, payload: { id: 1 }, secret: SECRET });
  expect(await send({ body, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== header)) })).toBe(400);
});

test("a shop that is not on myshopify.com is refused", async () => {
  expect(await send(signedWebhook({ topic: "orders/create", shop: "evil.example", payload: { id: 1 }, secret: SECRET }))).toBe(400);
});

test.each(["2026", "soon", "+275760-09-13"])("a moment that PostgreSQL cannot read (%s) keeps no delivery out", async (triggeredAt) => {
  const topic = "orders/updated";
  const webhookId = `at ${triggeredAt}`;
  expect(await send(signedWebhook({ topic, shop: SHOP, payload: { id: 1 }, secret: SECRET, webhookId, triggeredAt }))).toBe(200);
  expect(await stored(webhookId)).toHaveLength(1);
});

test("the newer header names mean the same", async () => {
  const { headers, body } = signedWebhook({ topic: "orders/create", shop: SHOP, payload: { id: 77 }, secret: SECRET, webhookId: "newer" });
  const renamed = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.replace("X-Shopify-", "Shopify-"), value]));
  expect(await send({ body, headers: renamed })).toBe(200);
  expect(await stored("newer")).toMatchObject([{ key: "order:77" }]);
});

test("while the database is away Shopify is told to come again", async () => {
  isDatabaseAway = true;
  expect(await send(signedWebhook({ topic: "orders/create", shop: SHOP, payload: { id: 1 }, secret: SECRET }))).toBe(503);
  isDatabaseAway = false;
});

test("a request that is not a POST is refused", async () => {
  expect((await fetch(address)).status).toBe(405);
});
