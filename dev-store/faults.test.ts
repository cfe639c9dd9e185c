import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestStore } from "./admin-api/test-shop.ts";
import type { TestStore } from "./admin-api/test-shop.ts";
import { grantToken, SHOPIFY_TOKEN_LIFETIMES } from "./state/apps.ts";

let store: TestStore;
let token: string;
beforeEach(async () => {
  store = await startTestStore();
  const grant = { now: new Date(), userId: null, expiring: true, lifetimes: SHOPIFY_TOKEN_LIFETIMES };
  token = grantToken(store.app, grant).token;
});
afterEach(() => store.devStore.close());

function adjustByOne(key: string): Promise<Response> {
  const change = { inventoryItemId: store.inventoryItemGid, locationId: store.locationGid, delta: 1, changeFromQuantity: null };
  return fetch(`${store.devStore.url}/admin/api/2026-10/graphql.json`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-shopify-access-token": token,
      "x-dev-store-host": "promised-demo.myshopify.com",
    },
    body: JSON.stringify({
      query: `mutation($input: InventoryAdjustQuantitiesInput!, $key: String!) { inventoryAdjustQuantities(input: $input) @idempotent(key: $key) { userErrors { message } } }`,
      variables: { key, input: { name: "available", reason: "correction", changes: [change] } },
    }),
  });
}

async function setFaults(faults: object): Promise<Response> {
  return fetch(`${store.devStore.url}/__dev/faults`, { method: "POST", body: JSON.stringify(faults) });
}

function available(): number {
  return [...store.context.shop.inventoryLevels.values()][0]?.quantities.available ?? 0;
}

describe("what goes wrong on the way", () => {
  test("a connection lost before the work leaves stock as it was", async () => {
    await setFaults({ lostBeforePercent: 100 });
    await expect(adjustByOne("a")).rejects.toThrow();
    expect(available()).toBe(5);
  });

  test("a connection lost after the work has changed stock, and the same key changes it no more", async () => {
    await setFaults({ lostAfterPercent: 100 });
    await expect(adjustByOne("a")).rejects.toThrow();
    expect(available()).toBe(6);
    await setFaults({});
    expect((await adjustByOne("a")).status).toBe(200);
    expect(available()).toBe(6);
  });

  test.each([
    [{ tooManyRequestsPercent: 100 }, 429],
    [{ serverErrorPercent: 100 }, 502],
  ])("%j answers so and does nothing", async (faults, status) => {
    await setFaults(faults);
    expect((await adjustByOne("a")).status).toBe(status);
    expect(available()).toBe(5);
  });

  test("the same seed fails the same calls", async () => {
    const outcomes = async (): Promise<number[]> => {
      await setFaults({ seed: 3, serverErrorPercent: 40 });
      const statuses: number[] = [];
      for (let nth = 0; nth < 10; nth += 1) statuses.push((await adjustByOne(`k${nth}`)).status);
      return statuses;
    };
    const first = await outcomes();
    expect(new Set(first)).toEqual(new Set([200, 502]));
    expect(await outcomes()).toEqual(first);
  });

  test("a rate that is none is refused with its name", async () => {
    const answer = await setFaults({ serverErrorPercent: 120 });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("serverErrorPercent");
  });
});

test("what the app asked can be read by tests in other processes", async () => {
  await adjustByOne("key-7");
  const answer = await fetch(`${store.devStore.url}/__dev/requests`);
  expect(await answer.json()).toMatchObject({ entries: [{ idempotencyKeys: ["key-7"], outcome: "ok", committed: true }], next: 1 });
});
