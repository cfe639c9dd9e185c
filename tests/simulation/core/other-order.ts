/**
 * The same facts heard in another order, by a ledger that knows nothing of the first one's decisions: totals must be the
 * same, and lines may differ only where the first ledger's rows name the exception.
 */
import type { InventoryItemId, OrderId, ShopDomain } from "../../../app/domain/ids.ts";
import { createMemory } from "../../../app/testing/in-memory/memory.ts";
import { createMemoryStores } from "../../../app/testing/in-memory/stores.ts";
import type { EntryRow } from "../../../app/testing/in-memory/tables.ts";
import { recordOrders } from "../../../app/use-cases/record-orders.ts";
import { settleItems } from "../../../app/use-cases/settle-items.ts";
import { Violation } from "./faults.ts";
import { hasException } from "./rest-watch.ts";
import { ITEMS, LOCATIONS, SHOPS } from "./world.ts";
import type { World } from "./world.ts";

export async function compareWithOtherOrder(world: World): Promise<void> {
  for (const shop of SHOPS) await compareShop(world, shop);
}

async function compareShop(world: World, shop: ShopDomain): Promise<void> {
  const other = createMemory({ now: () => world.now });
  const own = world.memory.tables.shops.get(null, shop);
  if (own === undefined) throw new Error(`${shop} was never installed.`);
  other.database.now((tx) => {
    other.tables.shops.put(tx, { ...own, ordersWatermark: world.now });
    for (const variant of world.memory.tables.variants.of(null, "shop", shop))
      other.tables.variants.put(tx, { ...variant, queueVersion: 0, settledVersion: 0 });
    for (const location of world.memory.tables.locations.of(null, "shop", shop)) other.tables.locations.put(tx, location);
  });
  const parts = { ...world.plainParts, ...createMemoryStores(other), orders: world.plainParts.orders, stock: world.plainParts.stock };
  const orderIds = [...world.shopify(shop).orders.values()].filter(({ isVisible }) => isVisible).map(({ id }) => id as OrderId); // Shopify's own ids
  // Each is heard twice, in any order, and nothing is settled in between.
  const heard = shuffled(world, [...orderIds, ...orderIds]);
  for (const orderId of heard) await recordOrders(parts, { shop, orderIds: [orderId] });
  await settleItems(parts, { shop, inventoryItemIds: ITEMS as readonly string[] as readonly InventoryItemId[] }); // the simulation's own ids
  for (const item of ITEMS) for (const locationId of LOCATIONS) comparePlace(world, other.tables, { shop, item, locationId });
}

function comparePlace(world: World, other: World["memory"]["tables"], { shop, item, locationId }: { shop: string; item: string; locationId: string }): void {
  const { tally } = world;
  const [mine, theirs] = [world.memory.tables, other].map((tables) => tables.entries.of(null, "open", shop, item, locationId)) as [EntryRow[], EntryRow[]];
  const shortage = world.memory.tables.totals.get(null, shop, item, locationId)?.shortageUnits ?? 0;
  const allocated = (entries: readonly EntryRow[]) => entries.reduce((sum, entry) => sum + entry.unitsAllocated, 0);
  const idle = [world.memory.tables, other].map((tables) => tables.totals.get(null, shop, item, locationId)?.idleUnits ?? 0) as [number, number];
  tally.placesCompared += 1;
  // Units that are being picked while the shelf is short are a task for the merchant, and named so.
  if (allocated(mine) + idle[0] - shortage !== allocated(theirs) + idle[1]) {
    tally.totalsDifferByOrder += 1;
    throw new Violation("I6c", `item ${item} at ${locationId} of ${shop}: ${allocated(mine)} units are allocated, heard in another order ${allocated(theirs)}`);
  }
  const byName = new Map(theirs.map((entry) => [`${entry.lineItemId}/${entry.cohort}`, entry.unitsAllocated]));
  for (const entry of mine) {
    tally.linesCompared += 1;
    if (entry.unitsAllocated === byName.get(`${entry.lineItemId}/${entry.cohort}`)) continue;
    if (shortage > 0 || isNamed(world, mine, entry)) tally.linesDifferWithException += 1;
    else {
      tally.linesDifferWithoutException += 1;
      throw new Violation(
        "I6d",
        `line ${entry.lineItemId} at ${locationId} of ${shop} has ${entry.unitsAllocated} units, heard in another order ${byName.get(`${entry.lineItemId}/${entry.cohort}`)}`,
      );
    }
  }
}

/** Somewhere in its queue somebody was served before an older line stood there, or was announced: the rows say so. */
function isNamed({ memory: { tables } }: World, entries: readonly EntryRow[], entry: EntryRow): boolean {
  // Who may not be served any more keeps what was given before.
  if (entries.some(({ ineligible, unitsAllocated }) => ineligible !== null && unitsAllocated > 0)) return true;
  const isFirm = entries.some(({ unitsFirm, unitsFulfilled }) => unitsFirm > unitsFulfilled);
  return isFirm || entries.some((other) => (other.rankAt >= entry.rankAt ? hasException(tables, entry, other) : hasException(tables, other, entry)));
}

function shuffled<Item>({ random }: World, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, at: random.fraction() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
