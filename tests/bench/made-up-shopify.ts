/**
 * A Shopify that needs no memory: every order follows from its number, every level from how many orders were placed.
 * Two lines an order, over a thousand items, of which the shelf covers four in five.
 */
import type { FulfillmentOrderId, Instant, InventoryItemId, LineItemId, LocationId, OrderId, VariantId } from "../../app/domain/ids.ts";
import { ShopModel } from "../../app/testing/shop-model.ts";
import type { LevelFact, LineFact, OrderFact } from "../../app/use-cases/ports/facts.ts";
import type { FulfillmentOrders, Orders, Stock } from "../../app/use-cases/ports/shopify.ts";

export const LINES_PER_ORDER = 2;
export const ITEMS = 1_000;
const COVERED = 0.8;
/** Lines of one order are far apart among the items, and neighbours in time are of different items. */
const STRIDE = 389;
const FIRST_ORDER_AT = Date.parse("2026-10-01T00:00:00Z");

export const LOCATION = "L1" as LocationId; // a benchmark's own names, as all brands below
export const itemOf = (place: number) => `i${place}` as InventoryItemId;
export const orderOf = (number: number) => `${number}` as OrderId;

/** What orders on their way to the ledger, and the jobs that follow, ask Shopify for. */
export interface MadeUpShopify {
  /** So many orders have been placed by now. */
  place(upTo: number): void;
  readonly orders: Pick<Orders, "read" | "changedSince">;
  readonly stock: Pick<Stock, "readLevels">;
  readonly fulfillmentOrders: Pick<FulfillmentOrders, "read" | "hold" | "release">;
}

/** What the shelf holds follows from how many orders there will ever be, what is committed from those placed by now. */
export function createMadeUpShopify({ ordersEver, nextReadSeq }: { ordersEver: number; nextReadSeq: () => Promise<number> }): MadeUpShopify {
  const like = likeAnyOther();
  const committed = new Map<string, number>();
  const shelf = Math.floor((ordersEver * LINES_PER_ORDER * COVERED) / ITEMS);
  let placed = 0;
  const level = (inventoryItemId: InventoryItemId): LevelFact => {
    const units = committed.get(inventoryItemId) ?? 0;
    return { inventoryItemId, locationId: LOCATION, available: shelf - units, committed: units, onHand: shelf, incoming: 0 };
  };
  return {
    place(upTo) {
      for (; placed < upTo; placed++) for (const item of itemsOf(placed + 1)) committed.set(item, (committed.get(item) ?? 0) + 1);
    },
    orders: {
      async read(_, orderIds) {
        const readSeq = await nextReadSeq();
        return orderIds.map((orderId) => orderFact(like, Number(orderId), readSeq));
      },
      changedSince: async () => ({ items: [], cursor: null }),
    },
    stock: { readLevels: async (_, items) => ({ readSeq: await nextReadSeq(), levels: items.map(level) }) },
    fulfillmentOrders: {
      read: async (_, orderId) => [
        {
          fulfillmentOrderId: `fo-${orderId}` as FulfillmentOrderId,
          locationId: LOCATION,
          status: "OPEN",
          lines: itemsOf(Number(orderId)).map((_item, index) => ({
            fulfillmentOrderLineItemId: `fol-${orderId}-${index}`,
            lineItemId: lineOf(Number(orderId), index),
            unitsRemaining: 1,
          })),
          holds: [],
          canMove: true,
          isBoundToPlace: false,
        },
      ],
      hold: async (_, { handle }) => ({ ok: true, holdId: `hold-${handle}` }),
      release: async () => ({ ok: true }),
    },
  };
}

function itemsOf(number: number): InventoryItemId[] {
  return Array.from({ length: LINES_PER_ORDER }, (_, index) => itemOf((number + index * STRIDE) % ITEMS));
}

function lineOf(number: number, index: number): LineItemId {
  return `${number}-${index}` as LineItemId;
}

/** What all orders have in common is said once, by the model that tests use. */
function likeAnyOther(): { order: OrderFact; line: LineFact } {
  const model = new ShopModel(LOCATION);
  const order = model.fact(model.place("any", { thing: 1 }));
  const [line] = order.lines;
  if (line === undefined) throw new Error("an order has lines");
  return { order, line };
}

function orderFact({ order, line }: ReturnType<typeof likeAnyOther>, number: number, readSeq: number): OrderFact {
  const at = new Date(FIRST_ORDER_AT + number * 1000).toISOString() as Instant;
  return {
    ...order,
    orderId: orderOf(number),
    name: `#${number}`,
    createdAt: at,
    updatedAt: at,
    readSeq,
    customer: { ...order.customer, customerId: `c${number}` as never, name: `Customer ${number}`, email: `c${number}@example.com` },
    lines: itemsOf(number).map((inventoryItemId, index) => ({
      ...line,
      lineItemId: lineOf(number, index),
      variantId: `v-${inventoryItemId}` as VariantId,
      inventoryItemId,
      cohorts: [{ units: 1, rankAt: at }],
    })),
  };
}
