import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { useScratchDatabase } from "../../../tests/scratch-database.ts";
import type { ShopDomain } from "../../domain/ids.ts";
import { startLocalShopify } from "../../testing/local-shopify.ts";
import type { LocalShopify } from "../../testing/local-shopify.ts";
import { ShopifyUnavailable } from "../../use-cases/ports/shopify-unavailable.ts";
import { ShopifyRefused } from "./admin-client.server.ts";
import { createOfflineTokens } from "./offline-token.server.ts";

const SHOP = "a.myshopify.com" as ShopDomain;
const NOW_MS = Date.UTC(2026, 9, 2, 12);
const HOUR_MS = 3_600_000;
const database = useScratchDatabase();
let shopify: LocalShopify;

beforeAll(async () => {
  shopify = await startLocalShopify();
});
afterAll(() => shopify.close());
beforeEach(() => database.pool.query("DELETE FROM session"));

async function signedIn({ endsInMs }: { endsInMs: number | null }): Promise<void> {
  await database.pool.query(
    `INSERT INTO session (id, shop, state, "isOnline", "accessToken", expires, "refreshToken") VALUES ($1, $2, '', false, 'first', $3::timestamptz AT TIME ZONE 'UTC', 'refresh-1')`,
    [`offline_${SHOP}`, SHOP, endsInMs === null ? null : new Date(NOW_MS + endsInMs).toISOString()],
  );
}
const tokens = () => createOfflineTokens({ pool: database.pool, apiKey: "key", apiSecret: "secret", fetch: shopify.fetch, nowMs: () => NOW_MS });
const pair = (n: number) => ({
  access_token: `access-${n}`,
  expires_in: 3600,
  refresh_token: `refresh-${n}`,
  refresh_token_expires_in: 7_776_000,
  scope: "read_products",
});
const saved = async () => (await database.pool.query(`SELECT "accessToken", "refreshToken", to_char(expires, 'HH24:MI') AS ends FROM session`)).rows[0];

test("a token that lasts is used as it is", async () => {
  await signedIn({ endsInMs: HOUR_MS });
  shopify.reply(() => ({ status: 500, body: "" }));
  expect(await tokens().current(SHOP)).toBe("first");
  expect(shopify.requests).toEqual([]);
});

test("a token without an end is used as it is", async () => {
  await signedIn({ endsInMs: null });
  expect(await tokens().current(SHOP)).toBe("first");
});

test("a token about to end is replaced, and the new pair is kept whole", async () => {
  await signedIn({ endsInMs: 60_000 });
  shopify.reply(() => ({ body: pair(2) }));
  expect(await tokens().current(SHOP)).toBe("access-2");
  expect(await saved()).toEqual({ accessToken: "access-2", refreshToken: "refresh-2", ends: "13:00" });
  expect(shopify.requests).toMatchObject([
    { path: "/admin/oauth/access_token", body: { grant_type: "refresh_token", refresh_token: "refresh-1", client_id: "key" } },
  ]);
});

test("however many workers need it at once, a token is refreshed once", async () => {
  await signedIn({ endsInMs: -1 });
  // A refresh token works once, as Shopify's do.
  shopify.reply(async (nth, body) => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    return body.refresh_token === "refresh-1" && nth === 1 ? { body: pair(2) } : { status: 401, body: { error: "invalid_request" } };
  });
  const workers = Array.from({ length: 8 }, tokens);
  expect(await Promise.all(workers.map((worker) => worker.current(SHOP)))).toEqual(Array(8).fill("access-2"));
  expect(shopify.requests).toHaveLength(1);
});

test("a token that Shopify takes no more is replaced before its hour is over, once for all who held it", async () => {
  await signedIn({ endsInMs: HOUR_MS });
  shopify.reply((nth) => ({ body: pair(nth + 1) }));
  const held = tokens();
  expect(await held.current(SHOP)).toBe("first");
  held.forget(SHOP, "first");
  expect(await held.current(SHOP)).toBe("access-2");
  held.forget(SHOP, "first");
  expect(await held.current(SHOP)).toBe("access-2");
  expect(shopify.requests).toHaveLength(1);
});

test("while the shop is shut the token is to be refreshed later", async () => {
  await signedIn({ endsInMs: -1 });
  shopify.reply(() => ({ status: 402, body: { errors: "Unavailable Shop" } }));
  await expect(tokens().current(SHOP)).rejects.toThrow(ShopifyUnavailable);
});

test("an answer that would never be refreshed again is not kept", async () => {
  await signedIn({ endsInMs: -1 });
  shopify.reply(() => ({ body: { ...pair(2), expires_in: undefined } }));
  await expect(tokens().current(SHOP)).rejects.toThrow(ShopifyUnavailable);
  expect(await saved()).toMatchObject({ accessToken: "first", refreshToken: "refresh-1" });
});

test("a server error is to be tried again, a refusal is for the merchant", async () => {
  await signedIn({ endsInMs: -1 });
  shopify.reply(() => ({ status: 503, body: "" }));
  await expect(tokens().current(SHOP)).rejects.toThrow(ShopifyUnavailable);
  shopify.reply(() => ({ status: 401, body: {} }));
  await expect(tokens().current(SHOP)).rejects.toThrow(/Open the app once/);
});

test("a shop that never signed in has no token", async () => {
  await expect(tokens().current(SHOP)).rejects.toThrow(ShopifyRefused);
});
