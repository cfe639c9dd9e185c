import { beforeEach, describe, expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { createShelves, createShops } from "../adapters/prisma/shop-store.server.ts";
import { createWebhookInbox } from "../adapters/prisma/webhook-inbox.server.ts";
import type { WebhookInbox } from "../adapters/prisma/webhook-inbox.server.ts";
import type { OrderId, ShopDomain } from "../domain/ids.ts";
import { openLedger } from "../testing/ledger-bench.ts";
import type { LedgerBench } from "../testing/ledger-bench.ts";
import { ShopifyUnavailable } from "../use-cases/ports/shopify-unavailable.ts";
import { applyDeliveries } from "./apply-deliveries.ts";
import type { Parts } from "./parts.ts";

const database = useScratchDatabase();
let ledger: LedgerBench;
let inbox: WebhookInbox;
let isStopping: boolean;
/** Ids of each reading of orders, and what to do instead of reading. */
let reads: string[][];
let beforeRead: (ids: readonly string[]) => void;
let waitBeforeRead: (shop: ShopDomain) => Promise<void> | undefined;

beforeEach(async () => {
  await database.pool.query("DELETE FROM webhook_delivery");
  ledger = await openLedger(database.pool);
  inbox = createWebhookInbox(database.pool);
  [isStopping, reads, beforeRead, waitBeforeRead] = [false, [], () => {}, () => undefined];
});

/** The parts that deliveries reach; a delivery that reached for another would fail its test. */
function parts(): Parts {
  const orders: Partial<Parts["orders"]> = {
    ...ledger.deps.orders,
    read: async (shop, ids) => {
      reads.push([...ids]);
      beforeRead(ids);
      await waitBeforeRead(shop);
      return ledger.deps.orders.read(shop, ids);
    },
    ordersOf: async (_shop, ids) => ids.map((id) => id.replace("fo-", "") as OrderId),
  };
  return { ...ledger.deps, orders, shops: createShops(database.pool), shelves: createShelves(database.pool) } as unknown as Parts;
}

let deliveries = 0;
async function deliver(key: string, { shop = ledger.shop, triggeredAt = null }: { shop?: ShopDomain; triggeredAt?: string | null } = {}): Promise<void> {
  await inbox.save({ shop, topic: "orders/create", webhookId: `w${++deliveries}`, key, body: Buffer.from("{}"), triggeredAt, deadReason: null });
}
async function work(): Promise<number> {
  const claim = await inbox.claim({ limit: 100, leaseSeconds: 60 });
  const log = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
  return applyDeliveries({ parts: parts(), inbox, log, retryBaseSeconds: 2, isStopping: () => isStopping }, claim);
}
const stands = async () =>
  (
    await database.pool.query(
      `SELECT key, CASE WHEN applied_at IS NOT NULL THEN 'applied' WHEN dead_at IS NOT NULL THEN dead_reason ELSE 'open' END AS state FROM webhook_delivery ORDER BY received_at`,
    )
  ).rows as { key: string; state: string }[];
const queue = async () => (await database.pool.query(`SELECT line_item_id, units_waiting FROM queue_entry WHERE shop = $1 ORDER BY 1`, [ledger.shop])).rows;

describe("orders", () => {
  test("an order that is named is read, queued and settled before its delivery is let go of", async () => {
    ledger.model.place("A", { mug: 2 });
    await deliver("order:A");
    expect(await work()).toBe(1);
    expect(await stands()).toEqual([{ key: "order:A", state: "applied" }]);
    expect(await queue()).toEqual([{ line_item_id: "A-mug", units_waiting: 2 }]);
  });

  test("ten deliveries about one order are one reading", async () => {
    ledger.model.place("A", { mug: 1 });
    for (let n = 0; n < 10; n++) await deliver("order:A");
    expect(await work()).toBe(10);
    expect(reads).toEqual([["A"]]);
  });

  test("a fulfillment order's delivery leads to its order", async () => {
    ledger.model.place("A", { mug: 1 });
    await deliver("fulfillment-order:fo-A");
    await work();
    expect(await queue()).toEqual([{ line_item_id: "A-mug", units_waiting: 1 }]);
  });

  test("an order and its fulfillment orders are one reading", async () => {
    ledger.model.place("A", { mug: 1 });
    await deliver("order:A");
    await deliver("fulfillment-order:fo-A");
    await work();
    expect(reads).toEqual([["A"]]);
  });

  test("an outage of Shopify gives the deliveries back and changes nothing", async () => {
    ledger.model.place("A", { mug: 1 });
    await deliver("order:A");
    beforeRead = () => {
      throw new ShopifyUnavailable("away");
    };
    expect(await work()).toBe(0);
    expect(await stands()).toEqual([{ key: "order:A", state: "open" }]);
    expect(await queue()).toEqual([]);
  });

  test("once Shopify is out of reach the rest of the shop's deliveries wait too, instead of asking in vain", async () => {
    for (let n = 0; n < 60; n++) await deliver(`order:${n}`);
    beforeRead = () => {
      throw new ShopifyUnavailable("away");
    };
    expect(await work()).toBe(0);
    expect(reads).toHaveLength(1);
    expect((await stands()).every(({ state }) => state === "open")).toBe(true);
  });

  test("one order that cannot be read keeps back no other", async () => {
    for (const name of ["A", "B", "C"]) {
      ledger.model.place(name, { mug: 1 });
      await deliver(`order:${name}`);
    }
    beforeRead = (ids) => {
      if (ids.includes("B")) throw new Error("a bug about this order");
    };
    expect(await work()).toBe(2);
    expect(await stands()).toEqual([
      { key: "order:A", state: "applied" },
      { key: "order:B", state: "open" },
      { key: "order:C", state: "applied" },
    ]);
  });

  test("a worker that stops starts nothing more", async () => {
    ledger.model.place("A", { mug: 1 });
    await deliver("order:A");
    isStopping = true;
    expect(await work()).toBe(0);
    expect(reads).toEqual([]);
  });
});

describe("shops", () => {
  test("a shop that Shopify answers slowly keeps no other shop waiting", async () => {
    const quick = await openLedger(database.pool);
    ledger.model.place("A", { mug: 1 });
    let letGo = (): void => {};
    const slow = new Promise<void>((resolve) => (letGo = resolve));
    waitBeforeRead = (shop) => (shop === ledger.shop ? slow : undefined);
    await deliver("order:A");
    await deliver("order:B", { shop: quick.shop });
    const working = work();
    await expect.poll(stands).toContainEqual({ key: "order:B", state: "applied" });
    expect(await stands()).toContainEqual({ key: "order:A", state: "open" });
    letGo();
    expect(await working).toBe(2);
  });

  const STRANGER = "stranger.myshopify.com" as ShopDomain;

  test("a shop that never installed the app: dead, with the reason", async () => {
    await deliver("order:A", { shop: STRANGER });
    await work();
    expect(await stands()).toEqual([{ key: "order:A", state: "this shop has never installed the app" }]);
  });

  test("after the app was removed nothing is read any more", async () => {
    await deliver("uninstalled:", { triggeredAt: new Date().toISOString() });
    await deliver("order:A");
    await work();
    expect(await stands()).toEqual([
      { key: "uninstalled:", state: "applied" },
      { key: "order:A", state: "the app was removed from this shop" },
    ]);
    expect(reads).toEqual([]);
  });

  test("late news of a removal do not end an installation that came after it", async () => {
    await deliver("uninstalled:", { triggeredAt: "2026-08-01T00:00:00Z" });
    await work();
    expect((await createShops(database.pool).find(ledger.shop))?.isInstalled).toBe(true);
  });

  test("privacy requests are taken even from shops that have left or are unknown", async () => {
    await deliver("redact-customer:191", { shop: STRANGER });
    await deliver("redact-shop:", { shop: STRANGER });
    await work();
    expect((await stands()).map(({ state }) => state)).toEqual(["applied", "applied"]);
    expect(ledger.jobs.named("redact").map(({ shop, customerId }) => [shop, customerId])).toEqual([
      [STRANGER, null],
      [STRANGER, "191"],
    ]);
  });
});
