/** What one more order costs behind a short queue and behind a long one: read, recorded, settled and estimated. */
import { createDatabase } from "../../app/adapters/prisma/database.server.ts";
import { createOrderLedger } from "../../app/adapters/prisma/order-ledger.server.ts";
import { createQueueStore } from "../../app/adapters/prisma/queue-store.server.ts";
import type { InventoryItemId, VariantId } from "../../app/domain/ids.ts";
import { aLine, anOrder, ShopModel } from "../../app/testing/shop-model.ts";
import { estimateItems } from "../../app/use-cases/estimate-items.ts";
import type { Orders, Stock } from "../../app/use-cases/ports/shopify.ts";
import { recordOrders } from "../../app/use-cases/record-orders.ts";
import { settleItems } from "../../app/use-cases/settle-items.ts";
import type { SettleItemsDeps } from "../../app/use-cases/settle-items.ts";
import { median } from "./bench-database.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { DATED_LOCATION, DATED_SHOP, datedItem, estimateDeps, makeDatedQueue, NOW } from "./core-shop.ts";
import type { TransactionTimes } from "./timed-database.ts";

const SHORT = 10_000;
const LONG = 1_000_000;
const ORDERS = 60;
const WARM_UPS = 10;

export interface OrderCostFigures {
  readonly short: { readonly lines: number; readonly ms: number };
  readonly long: { readonly lines: number; readonly ms: number };
  readonly ratio: number;
}

export async function measureOrderCost(database: BenchDatabase, times: TransactionTimes, { isSmall }: { isSmall: boolean }): Promise<OrderCostFigures> {
  const long = isSmall ? LONG / 10 : LONG;
  for (const lines of [SHORT, long]) await makeDatedQueue(database, lines, times);
  await database.pool.query("VACUUM ANALYZE");
  const measured = new Map<number, number[]>([SHORT, long].map((lines) => [lines, []]));
  const shopify = createGrowingShop(database, times);
  for (let order = 0; order < ORDERS + WARM_UPS; order++) {
    for (const lines of order % 2 === 0 ? [SHORT, long] : [long, SHORT]) {
      const ms = await shopify.order(datedItem(lines), lines);
      if (order >= WARM_UPS) measured.get(lines)?.push(ms);
    }
  }
  const [short, longest] = [SHORT, long].map((lines) => ({ lines, ms: median(measured.get(lines) ?? []) }));
  if (short === undefined || longest === undefined) throw new Error("two queues were measured");
  return { short, long: longest, ratio: longest.ms / short.ms };
}

/** Orders of one unit, each seen by Shopify's count as soon as it is placed. */
function createGrowingShop(database: BenchDatabase, times: TransactionTimes) {
  const like = new ShopModel(DATED_LOCATION);
  const order = like.fact(like.place("any", { thing: 1 }));
  const placed = new Map<InventoryItemId, number>();
  let made = 0;
  let readSeq = 2_000_000_000;
  let current: InventoryItemId;
  const factOf = (number: number, item: InventoryItemId) => ({
    ...order,
    orderId: anOrder(`new-${number}`),
    createdAt: NOW,
    updatedAt: NOW,
    readSeq: ++readSeq,
    lines: order.lines.map((line) => ({
      ...line,
      lineItemId: aLine(`new-${number}`),
      inventoryItemId: item,
      variantId: `v-${item}` as VariantId, // a benchmark's own name
      cohorts: [{ units: 1, rankAt: NOW }],
    })),
  });
  const never = (): never => {
    throw new Error("the benchmark asks Shopify for nothing else");
  };
  const { pool, jobs } = database;
  const orders: Orders = { read: async () => [factOf(made, current)], changedSince: never, open: never };
  const levels = async (_: unknown, items: readonly InventoryItemId[]) => ({
    readSeq: ++readSeq,
    levels: items.map((inventoryItemId) => {
      const committed = placed.get(inventoryItemId) ?? 0;
      return { inventoryItemId, locationId: DATED_LOCATION, available: -committed, committed, onHand: 0, incoming: 0 };
    }),
  });
  const stock: Stock = { readLevels: levels, addAvailable: never };
  const deps: SettleItemsDeps = {
    jobs,
    orders,
    stock,
    database: times.named("one order", createDatabase(pool)),
    ledger: createOrderLedger(pool),
    queue: createQueueStore(pool),
    clock: { now: () => NOW },
  };
  return {
    async order(item: InventoryItemId, lines: number): Promise<number> {
      made += 1;
      current = item;
      placed.set(item, (placed.get(item) ?? lines) + 1);
      const started = performance.now();
      const { inventoryItemIds } = await recordOrders(deps, { shop: DATED_SHOP, orderIds: [anOrder(`new-${made}`)] });
      await settleItems(deps, { shop: DATED_SHOP, inventoryItemIds });
      await estimateItems(estimateDeps(database, times, "one order's estimate"), { shop: DATED_SHOP, inventoryItemIds });
      return performance.now() - started;
    },
  };
}
