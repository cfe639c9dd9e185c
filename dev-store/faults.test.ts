import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestStore } from "./admin-api/test-shop.ts";
import type { TestStore } from "./admin-api/test-shop.ts";
import { Faults, spreadFaults } from "./faults.ts";
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
    [{ tooManyRequestsPercent: 100 }, 429, "Exceeded 2 calls per second"],
    [{ serverErrorPercent: 100 }, 502, "Bad Gateway"],
    [{ throttledPercent: 100 }, 200, "THROTTLED"],
    [{ internalErrorPercent: 100 }, 200, "INTERNAL_SERVER_ERROR"],
  ])("%j answers so and does nothing", async (faults, status, words) => {
    await setFaults(faults);
    const answer = await adjustByOne("a");
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(words);
    expect(available()).toBe(5);
  });

  test("too many requests say when to come back", async () => {
    await setFaults({ tooManyRequestsPercent: 100 });
    expect((await adjustByOne("a")).headers.get("retry-after")).toBe("1.0");
  });

  test("garbage comes after the work, each time another kind", async () => {
    await setFaults({ garbagePercent: 100 });
    const texts = [await adjustByOne("a"), await adjustByOne("b"), await adjustByOne("c")].map((answer) => answer.text());
    const garbage = await Promise.all(texts);
    expect(new Set(garbage).size).toBe(3);
    for (const text of garbage) expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(available()).toBe(8);
  });

  test("an answer that breaks off in the middle comes after the work", async () => {
    await setFaults({ halfClosedPercent: 100 });
    const answer = await adjustByOne("a");
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(available()).toBe(6);
  });

  test.each([
    [{ timeoutBeforePercent: 100, timeoutMs: 50 }, 5],
    [{ timeoutAfterPercent: 100, timeoutMs: 50 }, 6],
  ])("%j is silent, then breaks the connection", async (faults, units) => {
    await setFaults(faults);
    const start = performance.now();
    await expect(adjustByOne("a")).rejects.toThrow();
    expect(performance.now() - start).toBeGreaterThanOrEqual(49);
    expect(available()).toBe(units);
  });

  test("a slow answer is whole", async () => {
    await setFaults({ slowPercent: 100, slowMs: 50 });
    const start = performance.now();
    expect((await adjustByOne("a")).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(49);
  });

  test("the same seed fails the same calls", async () => {
    const outcomes = async (): Promise<number[]> => {
      await setFaults({ seed: 3, serverErrorPercent: 40 });
      const statuses: number[] = [];
      for (let nth = 0; nth < 10; nth += 1) statuses.push((await adjustByOne(`k${nth}`)).status);
      return statuses;
    };
    const first = await outcomes();
    expect(new Set(first)).toEqual(new Set([200, 500, 502, 503]));
    expect(await outcomes()).toEqual(first);
  });

  test("a fault that there is none of is refused with its name", async () => {
    const answer = await setFaults({ rainPercent: 1 });
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining("rainPercent")]);
  });

  test("a rate that is none is refused with its name", async () => {
    const answer = await setFaults({ serverErrorPercent: 120 });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("serverErrorPercent");
  });
});

test("faults spread over all ways fail so many percent of the calls, and what is set later is set back to them", () => {
  const faults = new Faults(spreadFaults(10));
  const draws = Array.from({ length: 10_000 }, () => faults.draw());
  const failed = draws.filter(({ fault }) => fault !== null);
  expect(failed.length / draws.length).toBeCloseTo(0.1, 1);
  expect(new Set(failed.map(({ fault }) => fault)).size).toBe(10);
  faults.set({ serverErrorPercent: 100 });
  expect(faults.settings).toMatchObject({ serverErrorPercent: 100, throttledPercent: 1 });
  faults.set({});
  expect(faults.settings).toEqual(spreadFaults(10));
});

test("what the app asked can be read by tests in other processes", async () => {
  await adjustByOne("key-7");
  const answer = await fetch(`${store.devStore.url}/__dev/requests`);
  expect(await answer.json()).toMatchObject({ entries: [{ idempotencyKeys: ["key-7"], outcome: "ok", committed: true }], next: 1 });
});
