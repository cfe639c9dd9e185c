import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestStore, TEST_CREDENTIALS } from "./admin-api/test-shop.ts";
import type { TestStore } from "./admin-api/test-shop.ts";

const SHOP = "promised-demo.myshopify.com";
const fetchOutside = globalThis.fetch;
let store: TestStore;

const OFFLINE_TOKEN = "urn:shopify:params:oauth:token-type:offline-access-token";

/** Shopify's own library. It keeps the `fetch` that it finds, so it comes after the preload, as in the app. */
async function loadLibrary() {
  await import("@shopify/shopify-api/adapters/node");
  const { ApiVersion, RequestedTokenType, shopifyApi } = await import("@shopify/shopify-api");
  const api = shopifyApi({
    apiKey: TEST_CREDENTIALS.apiKey,
    apiSecretKey: TEST_CREDENTIALS.apiSecret,
    hostName: "promised.example",
    apiVersion: ApiVersion.October26,
    isEmbeddedApp: true,
    logger: { level: 0 },
  });
  return { api, requestedTokenType: RequestedTokenType.OfflineAccessToken };
}
let library: Awaited<ReturnType<typeof loadLibrary>>;

beforeAll(async () => {
  store = await startTestStore({ tokenLifetimes: { accessSeconds: 60, refreshSeconds: 3600 } });
  process.env["DEV_STORE_URL"] = store.devStore.url;
  await import("./preload.mjs");
  library = await loadLibrary();
});
afterAll(async () => {
  globalThis.fetch = fetchOutside;
  await store.devStore.close();
});

async function exchange() {
  const { api, requestedTokenType } = library;
  return api.auth.tokenExchange({ shop: SHOP, sessionToken: store.devStore.sessionToken(), requestedTokenType, expiring: true });
}

test("Shopify's library exchanges a session token, asks the API with what it got, and refreshes it", async () => {
  const { session } = await exchange();
  expect(session).toMatchObject({ shop: SHOP, isOnline: false, refreshToken: expect.any(String) });
  const client = new library.api.clients.Graphql({ session });
  expect((await client.request(`{ shop { myshopifyDomain ianaTimezone } }`)).data).toEqual({
    shop: { myshopifyDomain: SHOP, ianaTimezone: "Europe/Berlin" },
  });
  const refreshed = await library.api.auth.refreshToken({ shop: SHOP, refreshToken: session.refreshToken ?? "" });
  expect(refreshed.session.accessToken).not.toBe(session.accessToken);
});

test("a refresh token works until the token that it gave is used", async () => {
  const { session } = await exchange();
  const lost = await library.api.auth.refreshToken({ shop: SHOP, refreshToken: session.refreshToken ?? "" });
  const again = await library.api.auth.refreshToken({ shop: SHOP, refreshToken: session.refreshToken ?? "" });
  await new library.api.clients.Graphql({ session: again.session }).request(`{ shop { name } }`);
  await expect(library.api.auth.refreshToken({ shop: SHOP, refreshToken: lost.session.refreshToken ?? "" })).rejects.toThrow();
});

test("a session token of another shop or secret is refused", async () => {
  const ask = async (subject: string): Promise<number> => {
    const answer = await fetch(`https://${SHOP}/admin/oauth/access_token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        client_id: TEST_CREDENTIALS.apiKey,
        client_secret: TEST_CREDENTIALS.apiSecret,
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token: subject,
        requested_token_type: OFFLINE_TOKEN,
      }),
    });
    return answer.status;
  };
  const good = store.devStore.sessionToken();
  expect(await ask(good)).toBe(200);
  expect(await ask(`${good.slice(0, -2)}xx`)).toBe(400);
});

test("an unknown access token is refused with 401", async () => {
  const answer = await fetch(`https://${SHOP}/admin/api/2026-10/graphql.json`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-shopify-access-token": "shpat_nobody" },
    body: JSON.stringify({ query: "{ shop { name } }" }),
  });
  expect(answer.status).toBe(401);
});

test("the preload says what it needs", () => {
  const env = { ...process.env, DEV_STORE_URL: "" };
  const run = spawnSync(process.execPath, ["--import", "./dev-store/preload.mjs", "-e", "0"], { env, encoding: "utf8" });
  expect(run.status).not.toBe(0);
  expect(run.stderr).toContain("needs DEV_STORE_URL");
});
