import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestStore, TEST_CREDENTIALS } from "../admin-api/test-shop.ts";
import type { TestStore } from "../admin-api/test-shop.ts";
import { chaosSettings } from "./chaos.ts";

type Received = { topic: string; id: string; headers: IncomingHttpHeaders; body: string };

/** A tiny app: keeps what it gets and answers what `answerWith` says; null breaks the connection. */
class Receiver {
  received: Received[] = [];
  answerWith: (nth: number) => number | null = () => 200;
  readonly #server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { headers } = request;
      const body = Buffer.concat(chunks).toString("utf8");
      this.received.push({ topic: String(headers["x-shopify-topic"]), id: String(headers["x-shopify-webhook-id"]), headers, body });
      const status = this.answerWith(this.received.length);
      if (status === null) request.socket.destroy();
      else response.writeHead(status).end();
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${address.port}`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  topics(): string[] {
    return this.received.map(({ topic }) => topic);
  }
}

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
    store.context.emit({ topic: "customers/update", customerId: 1 });
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
});
