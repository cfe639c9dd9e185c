import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestStore } from "../admin-api/test-shop.ts";
import type { TestStore } from "../admin-api/test-shop.ts";
import { subscribe } from "./subscriptions.ts";
import type { WantedSubscription } from "./subscriptions.ts";
import { Receiver } from "./test-receiver.ts";

let receiver: Receiver;
let store: TestStore;
beforeEach(async () => {
  receiver = new Receiver();
  store = await startTestStore({ appUrl: await receiver.listen(), retryWaitsMs: [5, 10], webhookConcurrency: 1, validatesWebhooks: true });
});
afterEach(async () => {
  await store.devStore.close();
  await receiver.close();
});

function subscribeTo(topic: string, wanted: WantedSubscription = {}): void {
  const made = subscribe(store.context, { apiKey: store.app.apiKey, topic }, { uri: "https://promised.example/hooks", ...wanted });
  if (!made.ok) throw new Error(made.errors[0]?.message);
}

const told = (topic: string) => receiver.received.filter((one) => one.topic === topic);

describe("a subscription made by API", () => {
  test("is delivered beside that of the configuration, each with an id of its own and both with that of the event", async () => {
    subscribeTo("ORDERS_CREATE");
    store.sell(1);
    await store.devStore.webhooks.idle();
    const [first, second] = told("orders/create");
    expect(told("orders/create")).toHaveLength(2);
    expect(first?.body).toBe(second?.body);
    expect(first?.id).not.toBe(second?.id);
    expect(new Set(receiver.received.map(({ headers }) => headers["x-shopify-event-id"])).size).toBe(1);
  });

  test("another act has another event id", async () => {
    store.sell(1);
    await store.devStore.webhooks.idle();
    store.sell(1);
    await store.devStore.webhooks.idle();
    expect(new Set(told("orders/create").map(({ headers }) => headers["x-shopify-event-id"])).size).toBe(2);
  });

  test("gets what its filter lets through, cut to its fields, under its name", async () => {
    subscribeTo("CUSTOMERS_CREATE", { filter: "email:nobody@example.com" });
    subscribeTo("ORDERS_PAID", { filter: "line_items.quantity:>=2", includeFields: ["id", "line_items.sku"], name: "large-orders" });
    store.sell(1);
    const order = store.sell(2);
    await store.devStore.webhooks.idle();
    expect(told("customers/create")).toEqual([]);
    const [paid] = told("orders/paid");
    expect(told("orders/paid")).toHaveLength(1);
    expect(JSON.parse(paid?.body ?? "")).toEqual({ id: order.id, line_items: [{ sku: "LANTERN" }] });
    expect(paid?.headers["x-shopify-name"]).toBe("large-orders");
  });

  test("is removed when every retry of a webhook failed; one of the configuration stays", async () => {
    subscribeTo("ORDERS_CREATE");
    receiver.answerWith = () => 500;
    store.sell(1);
    await store.devStore.webhooks.idle();
    expect(store.context.shop.webhookSubscriptions.size).toBe(0);
    receiver.answerWith = () => 200;
    receiver.received = [];
    store.sell(1);
    await store.devStore.webhooks.idle();
    expect(told("orders/create")).toHaveLength(1);
  });

  test("stays when something else of it was delivered meanwhile", async () => {
    subscribeTo("ORDERS_PAID");
    const failing = store.sell(1);
    receiver.answerWith = (nth) => (receiver.received[nth - 1]?.body.includes(`"id":${failing.id},`) === true ? 500 : 200);
    store.sell(1);
    await store.devStore.webhooks.idle();
    expect(store.devStore.webhooks.counters().givenUp).toBeGreaterThan(0);
    expect(store.context.shop.webhookSubscriptions.size).toBe(1);
  });

  test("goes with the app", async () => {
    subscribeTo("ORDERS_CREATE");
    store.devStore.uninstall();
    expect(store.context.shop.webhookSubscriptions.size).toBe(0);
    await store.devStore.webhooks.idle();
  });
});

test("with the check on, what nobody subscribed to is checked too", async () => {
  store.sell(1);
  await store.devStore.webhooks.idle();
  const report = store.devStore.webhookCheck?.report();
  expect(report?.checked).toMatchObject({ "orders/create": 1, "customers/create": 1, "orders/paid": 1 });
  expect(report?.violations).toEqual([]);
  const answer = await fetch(`${store.devStore.url}/__dev/webhooks/violations`);
  expect(await answer.json()).toEqual(report);
});
