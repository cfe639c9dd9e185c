import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestStore } from "./admin-api/test-shop.ts";
import type { TestStore } from "./admin-api/test-shop.ts";
import { grantToken, SHOPIFY_TOKEN_LIFETIMES } from "./state/apps.ts";
import type { AccessToken } from "./state/types.ts";
import { Receiver } from "./webhooks/test-receiver.ts";

const SHOP = "promised-demo.myshopify.com";

let receiver: Receiver;
let store: TestStore;
let held: AccessToken;
beforeEach(async () => {
  receiver = new Receiver();
  store = await startTestStore({ appUrl: await receiver.listen() });
  held = grantToken(store.app, { now: new Date(), userId: null, expiring: true, lifetimes: SHOPIFY_TOKEN_LIFETIMES });
});
afterEach(async () => {
  await store.devStore.close();
  await receiver.close();
});

async function control(act: string, body: object): Promise<{ status: number; answer: unknown }> {
  const answer = await fetch(`${store.devStore.url}/__dev/${act}`, { method: "POST", body: JSON.stringify(body) });
  return { status: answer.status, answer: await answer.json() };
}

async function call(path: string, body: object): Promise<{ status: number; answer: unknown }> {
  const headers = { "content-type": "application/json", "x-shopify-access-token": held.token, "x-dev-store-host": SHOP };
  const answer = await fetch(`${store.devStore.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: answer.status, answer: await answer.json() };
}

const askShop = () => call("/admin/api/2026-10/graphql.json", { query: "{ shop { currencyCode } }" });
const refresh = () => {
  const { apiKey: client_id, apiSecret: client_secret } = store.devStore.credentials;
  return call("/admin/oauth/access_token", { client_id, client_secret, grant_type: "refresh_token", refresh_token: held.refreshToken });
};

describe("tokens", () => {
  test("a revoked token is refused, and a refresh gives a new one", async () => {
    expect((await askShop()).status).toBe(200);
    await control("tokens/revoke", {});
    expect((await askShop()).status).toBe(401);
    expect((await refresh()).status).toBe(200);
  });

  test("with its refresh token revoked as well only the merchant can help", async () => {
    await control("tokens/revoke", { refreshToo: true });
    expect((await askShop()).status).toBe(401);
    expect((await refresh()).status).toBe(401);
  });
});

test("fewer scopes deny what needs them, and the app is told", async () => {
  const previous = [...store.app.scopes];
  expect((await control("scopes", { scopes: ["read_products"] })).answer).toEqual({ previous, current: ["read_products"] });
  expect(await call("/admin/api/2026-10/graphql.json", { query: "{ orders(first: 1) { nodes { id } } }" })).toMatchObject({
    answer: { errors: [{ extensions: { code: "ACCESS_DENIED" } }] },
  });
  await store.devStore.webhooks.idle();
  const [webhook] = receiver.received;
  expect(webhook?.topic).toBe("app/scopes_update");
  expect(JSON.parse(webhook?.body ?? "")).toMatchObject({ previous, current: ["read_products"] });
});

test.each([
  ["frozen", 402, "Unavailable Shop"],
  ["forbidden", 403, "Unavailable Shop"],
  ["gone", 404, "Not Found"],
  ["locked", 423, "This shop is unavailable"],
])("a shop that is %s answers every call with %i", async (condition, status, errors) => {
  await control("condition", { condition });
  expect(await askShop()).toEqual({ status, answer: { errors } });
  expect(await refresh()).toEqual({ status, answer: { errors } });
  await control("condition", { condition: "open" });
  expect((await askShop()).status).toBe(200);
});

describe("privacy", () => {
  test.each(["customers/data_request", "customers/redact"])("%s names the customer and the orders", async (topic) => {
    const order = store.sell(1);
    await store.devStore.webhooks.idle();
    receiver.received = [];
    expect((await control("privacy", { topic, email: "Ada@example.com" })).answer).toEqual({ topic, orderIds: [order.id] });
    await store.devStore.webhooks.idle();
    const body = JSON.parse(receiver.received[0]?.body ?? "") as object; // what the dev store sent
    expect(receiver.topics()).toEqual([topic]);
    expect(body).toMatchObject({ shop_domain: SHOP, customer: { id: order.customerId, email: "ada@example.com" } });
    expect(Object.values(body)).toContainEqual([order.id]);
  });

  test("a shop that has removed the app is redacted all the same", async () => {
    store.devStore.uninstall();
    await control("privacy", { topic: "shop/redact" });
    await store.devStore.webhooks.idle();
    expect(receiver.topics()).toEqual(["app/uninstalled", "shop/redact"]);
  });

  test("a stranger is refused by the address", async () => {
    expect(await control("privacy", { topic: "customers/redact", email: "nobody@example.com" })).toEqual({
      status: 422,
      answer: { error: "No customer of this shop has the address nobody@example.com." },
    });
  });
});
