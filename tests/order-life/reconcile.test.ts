/** Reconciling by lists, from a dev store whose webhooks were all lost. */
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Parts } from "../../app/jobs/parts.ts";
import { ShopifyUnavailable } from "../../app/use-cases/ports/shopify-unavailable.ts";
import { reconcile } from "../../app/use-cases/reconcile.ts";
import type { ReconcileOutcome } from "../../app/use-cases/reconcile.ts";
import { beginBulkOperation } from "../../dev-store/bulk/operations.ts";
import { cancelOrder } from "../../dev-store/commerce/cancel-order.ts";
import { deleteOrder } from "../../dev-store/commerce/delete-order.ts";
import { fulfil } from "../../dev-store/commerce/fulfil.ts";
import { holdFulfillmentOrder } from "../../dev-store/commerce/holds.ts";
import { moveFulfillmentOrder } from "../../dev-store/commerce/move.ts";
import type { Order } from "../../dev-store/state/types.ts";
import { DevShop, done } from "../dev-shop.ts";
import type { Good } from "../dev-shop.ts";
import { useScratchDatabase } from "../scratch-database.ts";

const database = useScratchDatabase();
const MOST_LOOKS = 200;
const ALWAYS_LISTS = { orders: 0, items: 0 };
let shop: DevShop;
let mug: Good;
beforeEach(async () => {
  shop = await DevShop.open(database.pool, { locations: ["Warehouse", "Store"] });
  mug = await shop.offer("MUG", 0);
});
afterEach(() => shop.close());

/** Goes on until it is finished, as the jobs do. */
async function run({ parts = shop.parts, listsFrom = ALWAYS_LISTS }: { parts?: Parts; listsFrom?: typeof ALWAYS_LISTS } = {}): Promise<ReconcileOutcome> {
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const outcome = await reconcile(parts, { shop: shop.shop, listsFrom });
    if (outcome.goOnAfterSeconds === null) {
      await shop.work();
      return outcome;
    }
    await pause(10);
  }
  throw new Error("the reconciliation does not end");
}
const open = (order: Order) => ({ order, fulfillmentOrder: order.fulfillmentOrders.find(({ status }) => status === "OPEN" || status === "ON_HOLD")! });
const phases = () =>
  shop.rows<{ phase: string; finished: boolean }>(`SELECT phase, finished_at IS NOT NULL AS finished FROM reconciliation WHERE shop = $1 ORDER BY started_at`);

/** A day without webhooks: whatever can happen to an order happens once. */
async function loseADay(): Promise<void> {
  const [kept, shipped, cancelled, deleted, moved, held] = Array.from({ length: 6 }, () => shop.buy([[mug, 2]]));
  await shop.hear(kept!, shipped!, cancelled!, deleted!, moved!, held!);
  shop.restock(mug, 4);
  await shop.hearStock(mug);
  await shop.hear(kept!, shipped!, cancelled!, deleted!, moved!, held!);
  shop.pass(3600);
  done(fulfil(shop.context, { contents: [{ found: open(shipped!), chosen: [] }] }));
  done(cancelOrder(shop.context, cancelled!, { reason: "CUSTOMER", restock: true, refund: true }));
  deleteOrder(shop.context, deleted!);
  // Moves and holds of fulfillment orders need not change an order's own version.
  const versions = [moved!.updatedAt, held!.updatedAt];
  done(moveFulfillmentOrder(shop.context, open(moved!), { newLocationId: shop.locationIds[1] ?? 0, chosen: [] }));
  const byHand = { reason: "OTHER" as const, reasonNotes: null, handle: "by-hand", externalId: null, appId: 99, chosen: [] };
  done(holdFulfillmentOrder(shop.context, open(held!), byHand));
  [moved!.updatedAt, held!.updatedAt] = versions as [string, string];
  shop.buy([[mug, 3]]);
  shop.restock(mug, 1);
}
const ledger = () =>
  shop.rows(
    `SELECT line_item_id, cohort, location_id, units_ordered, units_fulfilled, units_removed, units_allocated, units_waiting, status, ineligible FROM queue_entry WHERE shop = $1 ORDER BY 1, 2, 3`,
  );

describe("a shop that Shopify lists", () => {
  test("what webhooks did not tell is found and repaired by kind, and a second run changes nothing", async () => {
    await loseADay();
    const { drift, changes } = await run();
    // Missed, shipped and cancelled have newer versions; the deleted, the moved and the held one lie elsewhere than we think.
    expect(drift).toMatchObject({ orders: { found: 3, repaired: 3 }, places: { found: 3, repaired: 3 } });
    expect(changes).toBeGreaterThanOrEqual(6);
    const [before, again] = [await ledger(), await run()];
    expect(again).toMatchObject({ changes: 0 });
    expect(await ledger()).toEqual(before);
    expect(await shop.rows(`SELECT FROM listed_row WHERE shop = $1 UNION ALL SELECT FROM drift_finding WHERE shop = $1`)).toEqual([]);
  });

  test("lists and pages come to the same ledger", async () => {
    await loseADay();
    await run();
    const byLists = await ledger();
    shop.pass(3600);
    await run({ listsFrom: { orders: 1_000, items: 1_000 } });
    expect(await ledger()).toEqual(byLists);
    expect(await phases()).toEqual([
      { phase: "differing_items", finished: true },
      { phase: "levels", finished: true },
    ]);
  });

  test("orders from before the app came are read, with progress to show", async () => {
    await shop.rows(`UPDATE shop SET orders_watermark = NULL WHERE shop = $1`);
    for (let count = 0; count < 60; count++) shop.buy([[mug, 1]]);
    const { drift } = await run();
    expect(drift.orders).toEqual({ found: 60, repaired: 60 });
    expect(await shop.terms(mug)).toMatchObject({ waiting: 60, unseen: 0 });
    const [progress] = await shop.rows<{ looked: number; to_look: number }>(`SELECT looked, to_look FROM reconciliation WHERE shop = $1`);
    expect(progress).toEqual({ looked: 61, to_look: 61 });
  });

  test("a version that says nothing new is explained, not repaired", async () => {
    const order = shop.buy([[mug, 1]]);
    await shop.hear(order);
    shop.pass(3600);
    order.updatedAt = shop.now;
    expect((await run()).drift.orders).toEqual({ found: 1, repaired: 0 });
  });

  test("only what differs is read", async () => {
    const orders = Array.from({ length: 30 }, () => shop.buy([[mug, 1]]));
    await shop.hear(...orders);
    await run();
    const missed = shop.buy([[mug, 1]]);
    const read: string[] = [];
    const watching = {
      ...shop.parts.orders,
      read: (of: typeof shop.shop, ids: readonly string[]) => (read.push(...ids), shop.parts.orders.read(of, ids as never)),
    };
    await run({ parts: { ...shop.parts, orders: watching } });
    expect(read).toEqual([String(missed.id)]);
  });

  test("a run that is cut off goes on where it was, and comes to the same", async () => {
    await loseADay();
    let calls = 0;
    const failing =
      <Args extends unknown[], Value>(work: (...args: Args) => Promise<Value>) =>
      async (...args: Args): Promise<Value> => {
        if (++calls % 3 === 1) throw new ShopifyUnavailable("away");
        return work(...args);
      };
    const { listings, orders } = shop.parts;
    const parts: Parts = { ...shop.parts, listings: { ...listings!, look: failing(listings!.look) }, orders: { ...orders, read: failing(orders.read) } };
    for (let tries = 0; tries < 50; tries++) {
      const outcome = await reconcile(parts, { shop: shop.shop, listsFrom: ALWAYS_LISTS }).catch((error: unknown) => {
        if (error instanceof ShopifyUnavailable) return null;
        throw error;
      });
      await pause(10);
      if (outcome?.goOnAfterSeconds === null) break;
    }
    expect(await phases()).toEqual([{ phase: "differing_items", finished: true }]);
    expect((await run()).changes).toBe(0);
  });

  test("while Shopify lists, the job waits instead of holding a worker", async () => {
    const listings = { ...shop.parts.listings!, look: async () => ({ state: "running" as const }) };
    expect((await reconcile({ ...shop.parts, listings }, { shop: shop.shop, listsFrom: ALWAYS_LISTS })).goOnAfterSeconds).toBe(5);
  });

  test("when an app's five lists are all taken, ours wait their turn", async () => {
    const { apiKey } = shop.app;
    const taken = Array.from({ length: 5 }, () => beginBulkOperation(shop.context, { apiKey, type: "QUERY", query: "", uploadKey: null, groupObjects: false }));
    expect((await reconcile(shop.parts, { shop: shop.shop, listsFrom: ALWAYS_LISTS })).goOnAfterSeconds).toBe(5);
    for (const operation of taken) operation.status = "CANCELED";
    expect((await run()).changes).toBe(0);
    expect(await phases()).toEqual([{ phase: "differing_items", finished: true }]);
  });

  test("a shop that cannot be listed is read page by page", async () => {
    await loseADay();
    const listings = { ...shop.parts.listings!, look: async () => ({ state: "failed" as const, reason: "FAILED TIMEOUT" }) };
    await run({ parts: { ...shop.parts, listings } });
    expect(await phases()).toEqual([{ phase: "levels", finished: true }]);
    expect((await run()).changes).toBe(0);
  });
});

test("an item whose levels moved unheard is settled", async () => {
  const order = shop.buy([[mug, 2]]);
  await shop.hear(order);
  shop.restock(mug, 2);
  expect((await run()).drift.levels).toEqual({ found: 1, repaired: 1 });
  expect(await shop.units(order, mug)).toMatchObject({ allocated: 2 });
});
