import { createHmac } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestStore, TEST_CREDENTIALS } from "../admin-api/test-shop.ts";
import type { TestStore } from "../admin-api/test-shop.ts";
import { chaosSettings } from "./chaos.ts";
import { Receiver } from "./test-receiver.ts";

let receiver: Receiver;
let store: TestStore;
beforeEach(async () => {
  receiver = new Receiver();
  store = await startTestStore({ appUrl: await receiver.listen(), retryWaitsMs: [5, 10], webhookConcurrency: 1 });
});
afterEach(async () => {
  await store.devStore.close();
  await receiver.close();
});

describe("delivery", () => {
  test("an order tells its creation, each level that moved and its routing, signed over the bytes sent", async () => {
    store.sell(2);
    await store.devStore.webhooks.idle();
    expect(receiver.topics()).toEqual(["orders/create", "inventory_levels/update", "fulfillment_orders/order_routing_complete"]);
    for (const { headers, body } of receiver.received) {
      const signature = createHmac("sha256", TEST_CREDENTIALS.apiSecret).update(body).digest("base64");
      expect(headers["x-shopify-hmac-sha256"]).toBe(signature);
      expect(headers).toMatchObject({
        "x-shopify-shop-domain": "promised-demo.myshopify.com",
        "x-shopify-api-version": "2026-10",
        "content-type": "application/json",
      });
    }
  });

  test("a failed delivery is tried again with the same id and the same bytes", async () => {
    receiver.answerWith = (nth) => (nth === 1 ? 500 : 200);
    store.context.emit({ topic: "inventory_items/update", inventoryItemId: [...store.context.shop.inventoryItems.keys()][0] ?? 0 });
    await store.devStore.webhooks.idle();
    const [first, second] = receiver.received;
    expect(receiver.received).toHaveLength(2);
    expect(second).toMatchObject({ id: first?.id, body: first?.body });
  });

  test("a redirect is no success", async () => {
    receiver.answerWith = () => 302;
    store.context.emit({ topic: "shop/redact" });
    await store.devStore.webhooks.idle();
    expect(store.devStore.webhooks.counters()).toMatchObject({ delivered: 0, givenUp: 1, attempts: 3 });
  });

  test("an answer that never came is counted, for the app may have taken the webhook in", async () => {
    receiver.answerWith = (nth) => (nth === 1 ? null : 200);
    store.context.emit({ topic: "shop/redact" });
    await store.devStore.webhooks.idle();
    expect(store.devStore.webhooks.counters()).toMatchObject({ unanswered: 1, delivered: 1 });
    expect(store.devStore.webhooks.unanswered()).toMatchObject([{ webhookId: receiver.received[0]?.id }]);
  });

  test("nothing is told of topics that the app did not subscribe to, or after it was removed", async () => {
    store.context.emit({ topic: "inventory_items/create", inventoryItemId: [...store.context.shop.inventoryItems.keys()][0] ?? 0 });
    store.devStore.uninstall();
    store.sell(1);
    await store.devStore.webhooks.idle();
    expect(receiver.topics()).toEqual(["app/uninstalled"]);
  });
});

describe("chaos", () => {
  const sellTwenty = async (): Promise<void> => {
    for (let nth = 0; nth < 20; nth += 1) store.sell(1);
    await store.devStore.webhooks.idle();
  };

  test("a repeated webhook carries the id of the first", async () => {
    store.devStore.webhooks.setChaos(chaosSettings.parse({ duplicatePercent: 100, reorderWindowMs: 20 }));
    await sellTwenty();
    const ids = receiver.received.map(({ id }) => id);
    expect(ids).toHaveLength(120);
    expect(new Set(ids).size).toBe(60);
  });

  test("reordering changes the order and loses nothing", async () => {
    store.devStore.webhooks.setChaos(chaosSettings.parse({ reorderPercent: 50, reorderWindowMs: 40 }));
    await sellTwenty();
    const numbers = receiver.received.filter(({ topic }) => topic === "orders/create").map(({ body }) => Number(/"order_number":(\d+)/.exec(body)?.[1]));
    const sorted = [...numbers].sort((one, other) => one - other);
    expect(numbers).not.toEqual(sorted);
    expect(sorted).toEqual(Array.from({ length: 20 }, (_unused, index) => 1001 + index));
  });

  test("the same seed drops the same webhooks", async () => {
    store.devStore.webhooks.setChaos(chaosSettings.parse({ seed: 7, dropPercent: 30 }));
    await sellTwenty();
    const first = receiver.topics();
    receiver.received = [];
    store.devStore.webhooks.setChaos(chaosSettings.parse({ seed: 7, dropPercent: 30 }));
    await sellTwenty();
    expect(receiver.topics()).toEqual(first);
    expect(store.devStore.webhooks.counters().dropped).toBeGreaterThan(0);
  });

  test("webhooks of a burst gather and leave together", async () => {
    store.devStore.webhooks.setChaos(chaosSettings.parse({ burstMs: 100 }));
    const start = performance.now();
    store.sell(1);
    await wait(40);
    store.sell(1);
    expect(receiver.received).toHaveLength(0);
    await store.devStore.webhooks.idle();
    expect(performance.now() - start).toBeGreaterThanOrEqual(99);
    expect(receiver.received).toHaveLength(6);
  });

  test("in an outage nothing is sent, then everything", async () => {
    store.sell(1);
    await store.devStore.webhooks.idle();
    store.devStore.webhooks.setChaos(chaosSettings.parse({ outageMs: 80 }));
    store.sell(1);
    await wait(40);
    expect(receiver.received).toHaveLength(3);
    await store.devStore.webhooks.idle();
    expect(receiver.received).toHaveLength(6);
    expect(store.devStore.webhooks.counters()).toMatchObject({ failedAttempts: 0, delivered: 6 });
  });

  test("an app out of reach gets its webhooks by the retries", async () => {
    store.devStore.webhooks.settings.retryWaitsMs = [30, 60, 60];
    store.devStore.webhooks.setChaos(chaosSettings.parse({ unreachableMs: 50 }));
    store.sell(1);
    await store.devStore.webhooks.idle();
    expect(receiver.received).toHaveLength(3);
    expect(store.devStore.webhooks.counters()).toMatchObject({ delivered: 3, unanswered: 0 });
    expect(store.devStore.webhooks.counters().failedAttempts).toBeGreaterThanOrEqual(3);
  });

  test("a webhook signed with another secret is signed anew when it is tried again", async () => {
    const isOurs = ({ headers, body }: Receiver["received"][number]): boolean =>
      headers["x-shopify-hmac-sha256"] === createHmac("sha256", TEST_CREDENTIALS.apiSecret).update(body).digest("base64");
    receiver.answerWith = (nth) => (isOurs(receiver.received[nth - 1] ?? expect.fail()) ? 200 : 401);
    store.devStore.webhooks.setChaos(chaosSettings.parse({ seed: 2, wrongSecretPercent: 50 }));
    await sellTwenty();
    const { missigned, givenUp, delivered } = store.devStore.webhooks.counters();
    expect(missigned).toBeGreaterThan(20);
    expect(receiver.received.filter((one) => !isOurs(one))).toHaveLength(missigned);
    expect(delivered + givenUp).toBe(60);
  });
});
