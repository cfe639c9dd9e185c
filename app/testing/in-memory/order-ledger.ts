/** Orders and their places in the queue, in memory. */
import type { Instant, InventoryItemId, OrderId, ShopDomain } from "../../domain/ids.ts";
import type { EntryChange, QueueEntry } from "../../domain/queue-entry.ts";
import type { OrderFact } from "../../use-cases/ports/facts.ts";
import type { OrderLedger, OrderToSave } from "../../use-cases/ports/queue.ts";
import { keyed, memory } from "./database.ts";
import type { MemoryTransaction } from "./database.ts";
import { compare, lockItems } from "./memory.ts";
import type { Memory } from "./memory.ts";
import { saveNotices, withholdSuperseded } from "./notice-rows.ts";
import { readOffersOf } from "./offer-rows.ts";
import type { OrderRow } from "./tables.ts";

const EPOCH = "1970-01-01T00:00:00.000Z" as Instant; // ISO 8601 with Z, as the brand asks

export function createOrderLedger(memoryParts: Memory): OrderLedger {
  const { database, tables } = memoryParts;
  return {
    async lock(transaction, shop, facts) {
      const tx = memory(transaction);
      const items = new Set(facts.flatMap(({ lines }) => lines.map(({ inventoryItemId }) => inventoryItemId)));
      for (const { orderId } of facts) for (const line of tables.lines.of(tx, "order", shop, orderId)) items.add(line.inventoryItemId);
      await lockItems(memoryParts, tx, shop, items);
      await database.lockRows(
        tx,
        "order",
        facts.map(({ orderId }) => keyed(shop, orderId)),
      );
      nameUnknownItems(memoryParts, tx, shop, facts);
      const known = facts.flatMap((fact) => {
        const row = tables.orders.get(tx, shop, fact.orderId);
        return row === undefined
          ? []
          : [[fact.orderId, { updatedAt: row.updatedAt, readSeq: row.readSeq, isSame: row.factDigest === digestOf(fact) }] as const];
      });
      const managed = [...items].filter((item) => tables.variants.of(tx, "item", shop, item).some(({ mode }) => mode !== "off"));
      const own = tables.shops.get(tx, shop);
      return {
        stage: own?.stage ?? "observe",
        priorityRules: own?.policy === "class_first_come" ? own.priorityRules : [],
        orders: new Map(known),
        entries: new Map(facts.map(({ orderId }) => [orderId, tables.entries.of(tx, "order", shop, orderId)])),
        managedItems: new Set(managed),
      };
    },

    async confirm(transaction, shop, facts) {
      const tx = memory(transaction);
      for (const { orderId, updatedAt, readSeq } of facts) tables.orders.change(tx, tables.orders.get(tx, shop, orderId), { updatedAt, readSeq });
    },

    async save(transaction, shop, orders) {
      const tx = memory(transaction);
      for (const { fact } of [...orders].sort((a, b) => compare(a.fact.orderId, b.fact.orderId))) saveFact(memoryParts, tx, shop, fact);
      for (const order of orders) saveEntries(memoryParts, tx, shop, order);
      const touched = new Set(
        orders.flatMap(({ folded }) => [...folded.changed.map(({ after }) => after), ...folded.gone].map((entry) => entry.inventoryItemId)),
      );
      for (const item of touched) moveVersion(memoryParts, tx, shop, item);
      const cancelled = orders.filter(({ fact }) => fact.cancelledAt !== null).map(({ fact }) => fact.orderId);
      await withholdSuperseded(memoryParts, tx, { shop, orderIds: cancelled });
      return saveNotices(memoryParts, tx, { shop, notices: orders.flatMap(({ notices }) => notices) });
    },

    async recordedAt(shop, orders) {
      const isRecorded = (orderId: OrderId, updatedAt: Instant) => (tables.orders.get(null, shop, orderId)?.updatedAt ?? "") >= updatedAt;
      return new Set(orders.filter(({ orderId, updatedAt }) => isRecorded(orderId, updatedAt)).map(({ orderId }) => orderId));
    },

    async unsettledItemsOf(shop, orderIds) {
      const items = new Set(orderIds.flatMap((orderId) => tables.lines.of(null, "order", shop, orderId).map(({ inventoryItemId }) => inventoryItemId)));
      const isBehind = (item: InventoryItemId) => tables.variants.of(null, "item", shop, item).some((row) => row.queueVersion > row.settledVersion);
      return [...items].filter(isBehind).sort();
    },

    async openFacts(shop, orderIds) {
      return orderIds.flatMap((orderId) => {
        const row = tables.orders.get(null, shop, orderId);
        const isOpen = tables.entries.of(null, "order", shop, orderId).some((entry) => entry.unitsWaiting + entry.unitsAllocated > 0);
        return row === undefined || !isOpen ? [] : [factOf(memoryParts, row)];
      });
    },

    offers: readOffersOf(memoryParts),
    async nextReadSeq() {
      return database.next("read_seq");
    },

    async watermark(shop) {
      return tables.shops.get(null, shop)?.ordersWatermark ?? null;
    },

    async advanceWatermark(shop, to) {
      database.now((tx) => {
        const row = tables.shops.get(tx, shop);
        if (row !== undefined && (row.ordersWatermark ?? "") < to) tables.shops.change(tx, row, { ordersWatermark: to });
      });
    },
  };
}

/** An order may name an item before the catalogue does. */
function nameUnknownItems({ tables }: Memory, tx: MemoryTransaction, shop: ShopDomain, facts: readonly OrderFact[]): void {
  for (const { inventoryItemId, variantId, title, sku } of facts.flatMap(({ lines }) => lines)) {
    if (tables.variants.of(tx, "item", shop, inventoryItemId).length > 0) continue;
    const unnamed = {
      productId: "",
      imageUrl: null,
      title: "",
      isTracked: true,
      inventoryPolicy: "DENY",
      inheritedPolicy: null,
      switchOwner: "theirs",
      ownedPolicy: null,
      mode: "off",
      limit: null,
      leastShippable: null,
    } as const;
    const counters = { queueVersion: 0, settledVersion: 0, publicationRev: 0, sourceUpdatedAt: EPOCH, deletedAt: null };
    const own = { shop, variantId: variantId ?? `item-${inventoryItemId}`, inventoryItemId, productTitle: title, sku };
    tables.variants.put(tx, { ...unnamed, ...counters, ...own } as Parameters<typeof tables.variants.put>[1]); // the ids are Shopify's own or stand in for them
  }
}

function saveFact({ database, tables }: Memory, tx: MemoryTransaction, shop: ShopDomain, fact: OrderFact): void {
  const { lines, fulfillments: _, customer, shipPreference: said, ...own } = fact;
  const before = tables.orders.get(tx, shop, fact.orderId);
  // The merchant's word stays, and so does the default that was in force when the order came in.
  const keepsChoice = before !== undefined && (before.shipPreferenceBy === "merchant" || said === null);
  const shipPreference = keepsChoice ? before.shipPreference : (said ?? tables.shops.get(tx, shop)?.shipPreference ?? "as_ready");
  const shipPreferenceBy = keepsChoice ? before.shipPreferenceBy : said === null ? "shop" : "order";
  const person = { customerId: customer?.customerId ?? null, customerName: customer?.name ?? null, email: customer?.email ?? null };
  tables.orders.put(tx, {
    shop,
    ...own,
    ...person,
    shipPreference,
    shipPreferenceBy,
    createdAt: before?.createdAt ?? own.createdAt,
    factDigest: digestOf(fact),
  });
  for (const line of lines) tables.lines.put(tx, { shop, ...line, orderId: fact.orderId });
  const shipsTogether = shipPreference === "together";
  for (const entry of tables.entries.of(tx, "order", shop, fact.orderId)) {
    if (said !== null && entry.shipsTogether !== shipsTogether) tables.entries.change(tx, entry, { shipsTogether });
  }
  tables.facts.put(tx, { shop, factId: database.next("fact"), kind: "order", key: fact.orderId, version: fact.updatedAt, readSeq: fact.readSeq });
}

function saveEntries(memoryParts: Memory, tx: MemoryTransaction, shop: ShopDomain, { folded }: OrderToSave): void {
  for (const change of folded.changed) saveEntry(memoryParts, tx, shop, change);
  for (const entry of folded.gone) {
    const { tables } = memoryParts;
    const counts = { unitsOrdered: 0, unitsFulfilled: 0, unitsRemoved: 0, unitsGranted: 0 };
    writeHistory(memoryParts, tx, shop, { ...entry, ...counts, cause: "moved", statusFrom: entry.status, statusTo: "moved", settlementId: null });
    for (const mark of tables.marks.of(tx, "entry", shop, entry.lineItemId, entry.cohort, entry.locationId)) tables.marks.delete(tx, mark);
    tables.entries.delete(tx, tables.entries.get(tx, shop, entry.lineItemId, entry.cohort, entry.locationId));
    addToTotal(memoryParts, tx, shop, { ...entry, unitsWaiting: -entry.unitsWaiting, unitsAllocated: -entry.unitsAllocated });
  }
}

function saveEntry(memoryParts: Memory, tx: MemoryTransaction, shop: ShopDomain, { before, after }: EntryChange): void {
  const { tables } = memoryParts;
  const known = tables.entries.get(tx, shop, after.lineItemId, after.cohort, after.locationId);
  const shipsTogether = known?.shipsTogether ?? tables.orders.get(tx, shop, after.orderId)?.shipPreference === "together";
  const unitsLent = Math.min(known?.unitsLent ?? 0, after.unitsWaiting);
  const [newest] = tables.promises.of(tx, "line", shop, after.lineItemId).sort((a, b) => b.seq - a.seq);
  tables.entries.put(tx, {
    shop,
    unitsFirm: known?.unitsFirm ?? 0,
    estimatedOn: known?.estimatedOn ?? null,
    promisedOn: newest !== undefined && after.cohort <= newest.lastCohort ? newest.shipBy : null,
    shipsTogether,
    unitsLent,
    ...after,
  });
  const cause = before === null ? "ordered" : "changed";
  writeHistory(memoryParts, tx, shop, { ...after, cause, statusFrom: before?.status ?? null, statusTo: after.status, settlementId: null });
  const unitsWaiting = after.unitsWaiting - (before?.unitsWaiting ?? 0);
  addToTotal(memoryParts, tx, shop, { ...after, unitsWaiting, unitsAllocated: after.unitsAllocated - (before?.unitsAllocated ?? 0) });
}

export function writeHistory(
  { database, tables }: Memory,
  tx: MemoryTransaction,
  shop: ShopDomain,
  step: Omit<QueueEntry, "status"> & { cause: string; statusFrom: string | null; statusTo: string; settlementId: number | null },
): void {
  const { lineItemId, cohort, locationId, cause, statusFrom, statusTo, unitsOrdered, unitsFulfilled, unitsRemoved, unitsGranted, settlementId } = step;
  const counts = { unitsOrdered, unitsFulfilled, unitsRemoved, unitsGranted };
  tables.history.put(tx, { shop, historyId: database.next("history"), lineItemId, cohort, locationId, cause, statusFrom, statusTo, ...counts, settlementId });
}

/** `by`: how much more or less waits and is allocated. */
function addToTotal(
  { tables }: Memory,
  tx: MemoryTransaction,
  shop: ShopDomain,
  by: Pick<QueueEntry, "inventoryItemId" | "locationId" | "unitsWaiting" | "unitsAllocated">,
): void {
  if (by.unitsWaiting === 0 && by.unitsAllocated === 0) return;
  const { inventoryItemId, locationId } = by;
  const known = tables.totals.get(tx, shop, inventoryItemId, locationId) ?? emptyTotal({ shop, inventoryItemId, locationId });
  const unitsWaiting = known.unitsWaiting + by.unitsWaiting;
  const unitsAllocated = known.unitsAllocated + by.unitsAllocated;
  if (unitsWaiting < 0 || unitsAllocated < 0) throw new Error(`The total of item ${inventoryItemId} at ${locationId} would be negative.`);
  tables.totals.put(tx, { ...known, unitsWaiting, unitsAllocated });
}

export function emptyTotal<Place extends object>(place: Place) {
  const terms = { unseenUnits: 0, uncommittedUnits: 0, idleUnits: 0, idleReason: null, shortageUnits: 0, shortageSince: null };
  return { ...place, ...terms, unitsWaiting: 0, unitsAllocated: 0 };
}

function moveVersion({ tables }: Memory, tx: MemoryTransaction, shop: ShopDomain, item: InventoryItemId): void {
  for (const row of tables.variants.of(tx, "item", shop, item)) tables.variants.change(tx, row, { queueVersion: row.queueVersion + 1 });
}

/** Everything that was read but when it was read. */
function digestOf({ readSeq: _, updatedAt: __, ...said }: OrderFact): string {
  return JSON.stringify(said);
}

/** The order as it was last read. */
function factOf({ tables }: Memory, { shop, customerId, customerName, email, factDigest: _, shipPreferenceBy, ...order }: OrderRow): OrderFact {
  const lines = tables.lines
    .of(null, "order", shop, order.orderId)
    .sort((a, b) => compare(a.lineItemId, b.lineItemId))
    .map(({ shop: _shop, orderId: _order, ...line }) => line);
  const shipPreference = shipPreferenceBy === "order" ? order.shipPreference : null;
  return { ...order, shipPreference, customer: { customerId, name: customerName, email }, fulfillments: [], lines };
}
