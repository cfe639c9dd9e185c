import { beforeEach, describe, expect, test } from "vitest";
import { demoProfile, emptyShop, emptyStore } from "../state/shop-state.ts";
import type { Order } from "../state/types.ts";
import { createLocation, createProduct } from "./catalog.ts";
import { placeOrder } from "./checkout.ts";
import { levelOf } from "./context.ts";
import type { ShopContext, ShopEvent } from "./context.ts";
import { fulfil } from "./fulfil.ts";
import { markAsOpen, prepareForPickup, reportProgress, rescheduleFulfillmentOrder, unpreparableCode } from "./fulfillment-order-states.ts";
import type { FoundFulfillmentOrder, LineUnits } from "./fulfillment-orders.ts";
import { holdFulfillmentOrder, releaseHolds } from "./holds.ts";
import type { PlacedHold } from "./holds.ts";
import { stockItem } from "./inventory.ts";
import { mergeFulfillmentOrders, mergeRefusal } from "./merge.ts";
import { moveFulfillmentOrder } from "./move.ts";
import type { MovedFulfillmentOrder } from "./move.ts";
import type { Outcome } from "./outcome.ts";
import { splitFulfillmentOrder } from "./split.ts";

let context: ShopContext;
let topics: string[];
let variantIds: number[];
let annexId: number;

beforeEach(() => {
  const store = emptyStore();
  const shop = emptyShop(demoProfile("2026-11-01T08:00:00Z"));
  store.shops.set(shop.profile.domain, shop);
  topics = [];
  context = { store, shop, now: () => new Date("2026-11-20T09:30:00Z"), emit: ({ topic }: ShopEvent) => void topics.push(topic) };
  const warehouseId = createLocation(context, { name: "Warehouse" }).id;
  const made = ["Lantern", "Mug"].map((title) =>
    createProduct(context, { title, variants: [{ sku: title, priceCents: 1000, inventoryPolicy: "CONTINUE", stock: { [warehouseId]: 9 } }] }),
  );
  variantIds = made.flatMap(({ variantIds: ids }) => ids);
  annexId = createLocation(context, { name: "Annex" }).id;
});

/** An order of so many lanterns and mugs, in one fulfillment order. */
function sell(...quantities: number[]): FoundFulfillmentOrder {
  const lines = quantities.map((quantity, index) => ({ variantId: variantIds[index] ?? 0, quantity }));
  const sale = placeOrder(context, { email: "ada@example.com", lines });
  if (!sale.ok) throw new Error(sale.errors[0]?.message);
  const [fulfillmentOrder] = sale.value.fulfillmentOrders;
  if (fulfillmentOrder === undefined) throw new Error("no fulfillment order");
  topics = [];
  return { order: sale.value, fulfillmentOrder };
}

/** So many units of the line at this position. */
function units({ fulfillmentOrder }: FoundFulfillmentOrder, position: number, count: number): LineUnits {
  return { fulfillmentOrderLineId: fulfillmentOrder.lines[position]?.id ?? 0, units: count };
}

function hold(found: FoundFulfillmentOrder, chosen: LineUnits[] = [], handle = "h"): PlacedHold {
  const outcome = holdFulfillmentOrder(context, found, { reason: "OTHER", reasonNotes: null, handle, externalId: "bot", appId: 7, chosen });
  if (!outcome.ok) throw new Error(outcome.errors[0]?.message);
  return outcome.value;
}

function move(found: FoundFulfillmentOrder, chosen: LineUnits[] = []): Outcome<MovedFulfillmentOrder> {
  return moveFulfillmentOrder(context, found, { newLocationId: annexId, chosen });
}

function stockAnnex(): void {
  for (const inventoryItemId of context.shop.inventoryItems.keys()) stockItem(context, { inventoryItemId, locationId: annexId });
}

const left = ({ fulfillmentOrders }: Order): [string, number[]][] =>
  fulfillmentOrders.map(({ status, lines }) => [status, lines.map(({ remainingQuantity }) => remainingQuantity)]);

describe("the end of a partial hold", () => {
  test("puts the parts together again; the one that was split off closes at zero", () => {
    const found = sell(3, 2);
    hold(found, [units(found, 0, 1)]);
    expect(left(found.order)).toEqual([
      ["ON_HOLD", [1]],
      ["OPEN", [2, 2]],
    ]);
    releaseHolds(context, found, { holdIds: null, externalId: "bot" });
    expect(left(found.order)).toEqual([
      ["OPEN", [3, 2]],
      ["CLOSED", [0, 0]],
    ]);
    expect(topics).toEqual([
      "fulfillment_holds/added",
      "fulfillment_orders/placed_on_hold",
      "fulfillment_holds/released",
      "fulfillment_orders/hold_released",
      "fulfillment_orders/merged",
    ]);
  });

  test("leaves alone what was shipped, held or moved meanwhile", () => {
    for (const meanwhile of [
      (rest: FoundFulfillmentOrder) => fulfil(context, { contents: [{ found: rest, chosen: [] }] }),
      (rest: FoundFulfillmentOrder) => hold(rest),
      (rest: FoundFulfillmentOrder) => {
        stockAnnex();
        return move(rest);
      },
    ]) {
      const found = sell(3);
      const { remaining } = hold(found, [units(found, 0, 1)]);
      if (remaining === null) throw new Error("nothing was split off");
      meanwhile({ order: found.order, fulfillmentOrder: remaining });
      releaseHolds(context, found, { holdIds: null, externalId: null });
      expect(found.fulfillmentOrder).toMatchObject({ status: "OPEN", lines: [{ remainingQuantity: 1 }] });
    }
  });

  test("does not undo a split that was asked for", () => {
    const found = sell(3);
    splitFulfillmentOrder(context, found, [units(found, 0, 1)]);
    hold(found);
    releaseHolds(context, found, { holdIds: null, externalId: null });
    expect(left(found.order)).toEqual([
      ["OPEN", [2]],
      ["OPEN", [1]],
    ]);
  });

  test("comes with the last hold only", () => {
    const found = sell(3);
    const { hold: first } = hold(found, [units(found, 0, 1)]);
    hold(found, [], "second");
    releaseHolds(context, found, { holdIds: [first.id], externalId: null });
    expect(left(found.order)).toEqual([
      ["ON_HOLD", [1]],
      ["OPEN", [2]],
    ]);
  });
});

describe("merging", () => {
  test("takes the units chosen; what is left stays open", () => {
    const found = sell(4);
    const { remaining } = splitFulfillmentOrder(context, found, [units(found, 0, 3)]);
    const other = { order: found.order, fulfillmentOrder: remaining };
    mergeFulfillmentOrders(context, [
      { found, chosen: [] },
      { found: other, chosen: [units(other, 0, 2)] },
    ]);
    expect(left(found.order)).toEqual([
      ["OPEN", [3]],
      ["OPEN", [1]],
    ]);
  });

  test("needs fulfillment orders of one order, one place and one state", () => {
    const [one, other] = [sell(1), sell(1)];
    const intents = (...found: FoundFulfillmentOrder[]) => found.map((each) => ({ found: each, chosen: [] }));
    expect(mergeRefusal(intents(one, other))?.errors).toMatchObject([{ message: "The fulfillment orders are not mergeable." }]);
    expect(mergeRefusal(intents(one, one))).not.toBeNull();
    expect(mergeRefusal(intents(one))).not.toBeNull();
  });
});

describe("moving", () => {
  test("goes only where the items are stocked", () => {
    const found = sell(2);
    expect(move(found)).toMatchObject({ ok: false, errors: [{ field: ["newLocationId"] }] });
    stockAnnex();
    expect(move(found)).toMatchObject({ ok: true, value: { moved: { id: found.fulfillmentOrder.id, locationId: annexId }, remaining: null } });
  });

  test("leaves what was shipped where it was", () => {
    stockAnnex();
    const found = sell(3);
    fulfil(context, { contents: [{ found, chosen: [units(found, 0, 1)] }] });
    const outcome = move(found);
    expect(outcome).toMatchObject({ value: { moved: { status: "OPEN", locationId: annexId, lines: [{ remainingQuantity: 2 }] } } });
    expect(found.fulfillmentOrder).toMatchObject({ status: "CLOSED", lines: [{ totalQuantity: 1, remainingQuantity: 0 }] });
  });

  test("gathers with what the order has there already, in a new fulfillment order", () => {
    stockAnnex();
    const found = sell(3);
    move(found, [units(found, 0, 1)]);
    const second = move(found);
    expect(second).toMatchObject({ value: { moved: { locationId: annexId, lines: [{ remainingQuantity: 3 }] } } });
    expect(left(found.order)).toEqual([
      ["CLOSED", [0]],
      ["CLOSED", [0]],
      ["OPEN", [3]],
    ]);
    const inventoryItemId = found.order.lineItems[0]?.inventoryItemId ?? 0;
    expect(levelOf(context.shop, inventoryItemId, annexId)?.quantities).toMatchObject({ available: -3, committed: 3 });
  });

  test("waits until nobody packs any more", () => {
    stockAnnex();
    const found = sell(1);
    reportProgress(context, found, { reasonNotes: "packing", appId: 7 });
    expect(move(found)).toMatchObject({ errors: [{ code: "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS" }] });
    markAsOpen(context, found, 7);
    expect(move(found).ok).toBe(true);
    expect(topics.slice(0, 2)).toEqual(["fulfillment_orders/progress_reported", "fulfillment_orders/manually_reported_progress_stopped"]);
  });
});

test("only a scheduled fulfillment order is rescheduled, to a day to come", () => {
  const found = sell(1);
  expect(rescheduleFulfillmentOrder(context, found, "2026-12-01T00:00:00Z")).toMatchObject({ errors: [{ message: "Fulfillment order must be scheduled." }] });
  found.fulfillmentOrder.status = "SCHEDULED";
  expect(rescheduleFulfillmentOrder(context, found, "2026-11-01T00:00:00Z").ok).toBe(false);
  expect(rescheduleFulfillmentOrder(context, found, "2026-12-01T00:00:00Z")).toMatchObject({ value: { fulfillAt: "2026-12-01T00:00:00Z" } });
});

test("only what the customer fetches is laid ready, and once", () => {
  const found = sell(1);
  expect(unpreparableCode(found)).toBe("FULFILLMENT_ORDER_INVALID");
  found.fulfillmentOrder.deliveryMethod = "PICK_UP";
  expect(unpreparableCode(found)).toBeNull();
  prepareForPickup(context, found);
  expect(unpreparableCode(found)).toBe("NO_LINE_ITEMS_TO_PREPARE_FOR_FULFILLMENT_ORDER");
});
