/** What the stores in memory share: the database, its tables, the clock that dates rows. */
import type { InventoryItemId, ShopDomain } from "../../domain/ids.ts";
import type { Clock } from "../../use-cases/ports/clock.ts";
import { keyed, MemoryDatabase } from "./database.ts";
import type { MemoryTransaction } from "./database.ts";
import { createTables } from "./tables.ts";
import type { EntryRow, Tables } from "./tables.ts";

export interface Memory {
  readonly database: MemoryDatabase;
  readonly tables: Tables;
  readonly clock: Clock;
}

export function createMemory(clock: Clock): Memory {
  return { database: new MemoryDatabase(), tables: createTables(), clock };
}

/** Everybody who changes an item's queue holds the item's lock. */
export async function lockItems({ database }: Memory, tx: MemoryTransaction, shop: ShopDomain, inventoryItemIds: Iterable<InventoryItemId>): Promise<void> {
  await database.lockRows(
    tx,
    "variant",
    [...inventoryItemIds].map((itemId) => keyed(shop, itemId)),
  );
}

/** The order in which the queue is served. */
export function byRank(one: EntryRow, other: EntryRow): number {
  return other.priority - one.priority || compare(one.rankAt, other.rankAt) || compare(one.lineItemId, other.lineItemId) || one.cohort - other.cohort;
}

export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export function sum<Item>(items: Iterable<Item>, unitsOf: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += unitsOf(item);
  return total;
}
