import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { useScratchDatabase } from "../../../tests/scratch-database.ts";
import type { ShopDomain } from "../../domain/ids.ts";
import { startLocalShopify } from "../../testing/local-shopify.ts";
import type { LocalShopify } from "../../testing/local-shopify.ts";
import { ShopifyUnavailable } from "../../use-cases/ports/shopify-unavailable.ts";
import { createOutgoingMutations } from "../prisma/outgoing-mutations.server.ts";
import { createAdminClient, QueryTooCostly, ShopifyRefused } from "./admin-client.server.ts";
import type { AdminClient } from "./admin-client.server.ts";
import { shopQuery } from "./catalog.graphql.ts";
import { holdFulfillmentOrder } from "./fulfillment-orders.graphql.ts";
import { addAvailable } from "./stock.graphql.ts";

const SHOP = "a.myshopify.com" as ShopDomain;
const database = useScratchDatabase();
let shopify: LocalShopify;
let client: AdminClient;
let waits: number[];
let forgotten: number;

beforeAll(async () => {
  shopify = await startLocalShopify();
});
afterAll(() => shopify.close());
beforeEach(async () => {
  await database.pool.query("DELETE FROM outgoing_mutation");
  waits = [];
  forgotten = 0;
  client = createAdminClient({
    tokens: { current: async () => `token-${forgotten}`, forget: () => void forgotten++ },
    mutations: createOutgoingMutations(database.pool),
    log: { warn: () => {} },
    fetch: shopify.fetch,
    sleep: async (ms) => void waits.push(ms),
    attemptTimeoutMs: 300,
  });
});

const cost = (requestedQueryCost: number, currentlyAvailable: number) => ({
  cost: { requestedQueryCost, actualQueryCost: requestedQueryCost, throttleStatus: { maximumAvailable: 2000, currentlyAvailable, restoreRate: 100 } },
});
const shopAnswer = { data: { shop: { name: "A", email: "a@example.com", currencyCode: "EUR", ianaTimezone: "Europe/Berlin" } } };
const error = (code: string, extensions: object = {}) => ({ errors: [{ message: code, extensions: { code } }], extensions });
const outcome = async (key: string) => (await database.pool.query("SELECT outcome, attempts FROM outgoing_mutation WHERE idempotency_key = $1", [key])).rows[0];

describe("reading", () => {
  test.each([
    ["a server error", { status: 502, body: "Bad gateway" }],
    ["status 429", { status: 429, headers: { "Retry-After": "2" }, body: {} }],
    ["a page instead of an answer", { body: "<html>" }],
    ["an answer that is no GraphQL answer", { body: [] }],
    ["THROTTLED with status 200", { body: error("THROTTLED", cost(300, 100)) }],
    ["an internal error of Shopify", { body: error("INTERNAL_SERVER_ERROR") }],
    ["a connection that breaks", { instead: "drop" as const }],
    ["no answer in time", { instead: "silence" as const }],
  ])("%s is asked again", async (_what, reply) => {
    shopify.reply((nth) => (nth === 1 ? reply : { body: shopAnswer }));
    expect(await client.query(SHOP, shopQuery, {})).toEqual(shopAnswer.data);
    expect(shopify.requests).toHaveLength(2);
  });

  test("after THROTTLED it waits until the bucket holds the cost", async () => {
    shopify.reply((nth) => ({ body: nth === 1 ? error("THROTTLED", cost(300, 100)) : shopAnswer }));
    await client.query(SHOP, shopQuery, {});
    expect(waits.some((ms) => ms >= 1900)).toBe(true);
  });

  test("a query that would be throttled is not sent before the bucket has refilled", async () => {
    shopify.reply(() => ({ body: { ...shopAnswer, extensions: cost(240, 40) } }));
    await client.query(SHOP, shopQuery, {});
    waits = [];
    await client.query(SHOP, shopQuery, {});
    expect(waits[0]).toBeGreaterThan(1500);
    expect(waits[0]).toBeLessThanOrEqual(2000);
  });

  test("shops do not share a budget", async () => {
    shopify.reply(() => ({ body: { ...shopAnswer, extensions: cost(240, 0) } }));
    await client.query(SHOP, shopQuery, {});
    waits = [];
    await client.query("b.myshopify.com" as ShopDomain, shopQuery, {});
    expect(waits).toEqual([]);
  });

  test("a Shopify that stays away is reported as unavailable", async () => {
    const impatient = createAdminClient({
      tokens: { current: async () => "token", forget: () => {} },
      mutations: createOutgoingMutations(database.pool),
      log: { warn: () => {} },
      fetch: shopify.fetch,
      deadlineMs: 400,
    });
    shopify.reply(() => ({ status: 503, body: "" }));
    await expect(impatient.query(SHOP, shopQuery, {})).rejects.toThrow(ShopifyUnavailable);
  });

  test.each([402, 423])("a shop that is shut for a while (status %i) is unavailable, not a refusal, and is not asked again at once", async (status) => {
    shopify.reply(() => ({ status, body: { errors: "Unavailable Shop" } }));
    await expect(client.query(SHOP, shopQuery, {})).rejects.toThrow(ShopifyUnavailable);
    expect(shopify.requests).toHaveLength(1);
  });

  test("fields that we may not read come back as null, with the rest", async () => {
    shopify.reply(() => ({
      body: { data: { shop: { name: "A", email: null } }, errors: [{ message: "Access denied", extensions: { code: "ACCESS_DENIED" } }] },
    }));
    expect(await client.query(SHOP, shopQuery, {})).toEqual({ shop: { name: "A", email: null } });
  });

  test("a query that is too large says so, for its caller to ask for less", async () => {
    shopify.reply(() => ({ body: error("MAX_COST_EXCEEDED") }));
    await expect(client.query(SHOP, shopQuery, {})).rejects.toThrow(QueryTooCostly);
  });

  test("a token that Shopify does not take is looked up once more, then given up", async () => {
    shopify.reply((nth) => (nth === 1 ? { status: 401, body: {} } : { body: shopAnswer }));
    await client.query(SHOP, shopQuery, {});
    expect(shopify.requests.map((request) => request.token)).toEqual(["token-0", "token-1"]);
    shopify.reply(() => ({ status: 401, body: {} }));
    await expect(client.query(SHOP, shopQuery, {})).rejects.toThrow(ShopifyRefused);
  });

  test("a redirect is not followed", async () => {
    const impatient = createAdminClient({
      tokens: { current: async () => "token", forget: () => {} },
      mutations: createOutgoingMutations(database.pool),
      log: { warn: () => {} },
      fetch: shopify.fetch,
      deadlineMs: 100,
    });
    shopify.reply(() => ({ status: 302, headers: { Location: "http://127.0.0.1:1/" }, body: "" }));
    await expect(impatient.query(SHOP, shopQuery, {})).rejects.toThrow(ShopifyUnavailable);
  });
});

describe("changing", () => {
  const addition = { input: { name: "available", reason: "received", changes: [] }, key: "receipt-1" };
  const hold = { id: "gid://shopify/FulfillmentOrder/1", hold: { handle: "h", reason: "INVENTORY_OUT_OF_STOCK" as const } };

  test("its key is saved before it is sent", async () => {
    let savedBefore: unknown;
    shopify.reply(async () => {
      savedBefore = await outcome("receipt-1");
      return { body: { data: { inventoryAdjustQuantities: { inventoryAdjustmentGroup: { id: "g" }, userErrors: [] } } } };
    });
    await client.mutate(SHOP, addAvailable, addition, "receipt-1");
    expect(savedBefore).toEqual({ outcome: "pending", attempts: 1 });
    expect(await outcome("receipt-1")).toEqual({ outcome: "accepted", attempts: 1 });
  });

  test("where its answer got lost after Shopify had done it, a change with a key is repeated with the same key and counts once", async () => {
    const done = new Set<string>();
    shopify.reply((nth, body) => {
      done.add((body.variables as { key: string }).key);
      return nth === 1 ? { instead: "drop" } : { body: { data: { inventoryAdjustQuantities: { inventoryAdjustmentGroup: { id: "g" }, userErrors: [] } } } };
    });
    await client.mutate(SHOP, addAvailable, addition, "receipt-1");
    expect([...done]).toEqual(["receipt-1"]);
    expect(shopify.requests).toHaveLength(2);
    expect(await outcome("receipt-1")).toMatchObject({ outcome: "accepted" });
  });

  test("a change without a key is never repeated blindly: it is uncertain, and its caller reads how things stand", async () => {
    shopify.reply(() => ({ instead: "drop" }));
    await expect(client.mutate(SHOP, holdFulfillmentOrder, hold, "hold:h")).rejects.toThrow(ShopifyUnavailable);
    expect(shopify.requests).toHaveLength(1);
    expect(await outcome("hold:h")).toEqual({ outcome: "uncertain", attempts: 1 });
  });

  test("throttled means not executed, so any change is sent again", async () => {
    shopify.reply((nth) => ({
      body: nth === 1 ? error("THROTTLED", cost(10, 0)) : { data: { fulfillmentOrderHold: { fulfillmentHold: { id: "1" }, userErrors: [] } } },
    }));
    await client.mutate(SHOP, holdFulfillmentOrder, hold, "hold:h");
    expect(await outcome("hold:h")).toMatchObject({ outcome: "accepted" });
  });

  test("what Shopify refuses is saved as rejected", async () => {
    shopify.reply(() => ({ body: { data: { fulfillmentOrderHold: { fulfillmentHold: null, userErrors: [{ code: "TAKEN", field: [], message: "no" }] } } } }));
    await client.mutate(SHOP, holdFulfillmentOrder, hold, "hold:h");
    expect(await outcome("hold:h")).toMatchObject({ outcome: "rejected" });
  });

  test("a key is refused for another change than the one it was saved for", async () => {
    shopify.reply(() => ({ body: { data: { fulfillmentOrderHold: { fulfillmentHold: { id: "1" }, userErrors: [] } } } }));
    await client.mutate(SHOP, holdFulfillmentOrder, hold, "hold:h");
    await expect(client.mutate(SHOP, holdFulfillmentOrder, { ...hold, id: "gid://shopify/FulfillmentOrder/2" }, "hold:h")).rejects.toThrow(
      /saved for another change/,
    );
    expect(shopify.requests).toHaveLength(1);
  });
});
