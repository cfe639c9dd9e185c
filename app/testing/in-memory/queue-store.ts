/** The queue in memory as settle needs it, every answer found by looking at all there is. */
import type { InventoryItemId, LocationId, ShopDomain } from "../../domain/ids.ts";
import { queueHead } from "../../domain/queue-head.ts";
import { LINES_PER_SETTLE } from "../../use-cases/ports/queue.ts";
import type {
  AllocatedEntry,
  AllocationChange,
  ItemQueue,
  QueueState,
  QueueStore,
  QueueWish,
  SettledItem,
  SettledItems,
  WaitingEntry,
} from "../../use-cases/ports/queue.ts";
import { memory } from "./database.ts";
import type { MemoryTransaction } from "./database.ts";
import { locationFacts } from "./estimate-facts.ts";
import { byRank, compare, lockItems, sum } from "./memory.ts";
import type { Memory } from "./memory.ts";
import { readOffersOf, saveOvershootOf, savePublicationsOf } from "./offer-rows.ts";
import { saveNotices, withholdUntrue } from "./notice-rows.ts";
import { emptyTotal, writeHistory } from "./order-ledger.ts";
import type { EntryRow, ReserveRow, VariantRow } from "./tables.ts";

export function createQueueStore(memoryParts: Memory): QueueStore {
  const { database, tables } = memoryParts;
  const openAt = (tx: MemoryTransaction | null, shop: ShopDomain, place: { inventoryItemId: InventoryItemId; locationId: LocationId }) =>
    tables.entries.of(tx, "open", shop, place.inventoryItemId, place.locationId).sort(byRank);
  return {
    async read(shop, inventoryItemIds) {
      return stateOf(memoryParts, null, shop, inventoryItemIds);
    },

    async lock(transaction, shop, inventoryItemIds) {
      const tx = memory(transaction);
      await lockItems(memoryParts, tx, shop, inventoryItemIds);
      const state = stateOf(memoryParts, tx, shop, inventoryItemIds);
      const overrides = inventoryItemIds.flatMap((item) => tables.overrides.of(tx, "pending", shop, item)).sort((a, b) => a.overrideId - b.overrideId);
      return { ...state, overrides, settlementIds: new Map([...state.items.keys()].map((item) => [item, database.next("fact")])) };
    },

    async head(transaction, shop, wishes) {
      const tx = memory(transaction);
      const waiting = (wish: QueueWish) =>
        queueHead(
          openAt(tx, shop, wish).filter(({ unitsWaiting, ineligible }) => unitsWaiting > 0 && ineligible === null),
          wish,
          LINES_PER_SETTLE,
        );
      return inPlaces(wishes).flatMap((wish) => waiting(wish).map((entry) => waitingEntry(memoryParts, tx, entry)));
    },

    async tail(transaction, shop, wishes) {
      const tx = memory(transaction);
      const isInProgress = ({ lineItemId, locationId }: EntryRow) =>
        tables.lines.get(tx, shop, lineItemId)?.at.some((at) => at.locationId === locationId && at.isInProgress) === true;
      return inPlaces(wishes).flatMap((wish) => {
        const given = openAt(tx, shop, wish)
          .reverse()
          .filter((entry) => entry.unitsAllocated > 0 && !isInProgress(entry));
        const untold = given.filter((entry) => firmUnits(entry) < entry.unitsAllocated).slice(0, wish.units);
        const any = given.slice(0, wish.units);
        return given.filter((entry) => untold.includes(entry) || any.includes(entry)).map(allocatedEntry);
      });
    },

    async overrideEntries(transaction, shop, overrides) {
      const tx = memory(transaction);
      const lines = new Map(overrides.map((override) => [`${override.lineItemId}/${override.locationId}`, override]));
      return [...lines.values()]
        .flatMap(({ lineItemId, locationId }) => tables.entries.of(tx, "line", shop, lineItemId).filter((entry) => entry.locationId === locationId))
        .filter(({ unitsWaiting, ineligible }) => unitsWaiting > 0 && ineligible === null)
        .sort((a, b) => compare(a.lineItemId, b.lineItemId) || a.cohort - b.cohort)
        .map((entry) => waitingEntry(memoryParts, tx, entry));
    },

    async packing(transaction, shop) {
      const tx = memory(transaction);
      const own = tables.shops.get(tx, shop);
      return { timeZone: own?.timeZone ?? "UTC", confidence: own?.confidence ?? 0.9, locations: locationFacts(memoryParts, tx, shop) };
    },

    /** Nothing comes into these shops but by receipts or by hand, so nothing is kept back. */
    async riseFacts() {
      return [];
    },

    async idleReasons(transaction, shop, places) {
      const tx = memory(transaction);
      return places.flatMap(({ inventoryItemId, locationId }) => {
        const reason = openAt(tx, shop, { inventoryItemId, locationId }).find((entry) => entry.unitsWaiting > 0 && entry.ineligible !== null)?.ineligible;
        return reason == null ? [] : [{ inventoryItemId, locationId, reason }];
      });
    },

    async nameBackorders(transaction, shop, places) {
      const tx = memory(transaction);
      return places.flatMap(({ inventoryItemId, locationId }) => {
        const unnamed = openAt(tx, shop, { inventoryItemId, locationId }).filter(
          (entry) => entry.unitsWaiting > 0 && !entry.isBackorder && entry.ineligible === null,
        );
        for (const entry of unnamed) tables.entries.change(tx, entry, { isBackorder: true });
        return unnamed.map(({ orderId }) => ({ orderId, inventoryItemId, locationId }));
      });
    },

    async confirm(transaction, shop, { inventoryItemIds, readSeq }) {
      const tx = memory(transaction);
      for (const item of inventoryItemIds) {
        for (const level of tables.levels.of(tx, "item", shop, item)) if (level.readSeq < readSeq) tables.levels.change(tx, level, { readSeq });
        for (const row of tables.variants.of(tx, "item", shop, item)) {
          if (row.settledVersion < row.queueVersion) tables.variants.change(tx, row, { settledVersion: row.queueVersion });
        }
      }
    },

    async save(transaction, shop, settled) {
      const tx = memory(transaction);
      for (const item of settled.items) saveItem(memoryParts, tx, { shop, item, settled });
      const notices = settled.items.flatMap(({ notices }) => notices);
      return saveNotices(memoryParts, tx, { shop, notices: [...notices, ...(await withholdUntrue(memoryParts, tx, { shop, settled }))] });
    },

    offers: readOffersOf(memoryParts),
    saveOvershoot: saveOvershootOf(memoryParts),
    savePublications: savePublicationsOf(memoryParts),

    async hasOrdersToApply(shop) {
      return tables.deliveries.of(null, "open", "open").some((row) => row.shop === shop && row.key.startsWith("order:"));
    },
  };
}

function stateOf({ tables }: Memory, tx: MemoryTransaction | null, shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): QueueState {
  const own = tables.shops.get(tx, shop);
  const rows = inventoryItemIds.flatMap((item) => tables.variants.of(tx, "item", shop, item)).filter(({ isTracked }) => isTracked);
  const isLive = own?.stage === "live" && own.uninstalledAt === null;
  const queueOf = ({ inventoryItemId, variantId, queueVersion, settledVersion, mode }: VariantRow): ItemQueue => ({
    inventoryItemId,
    variantId,
    queueVersion,
    settledVersion,
    isManaged: mode !== "off" && isLive,
    totals: new Map(tables.totals.of(tx, "item", shop, inventoryItemId).map((total) => [total.locationId, total])),
    levels: new Map(tables.levels.of(tx, "item", shop, inventoryItemId).map((level) => [level.locationId, level])),
    reserves: reservesOf(tables.reserves.of(tx, "shop", shop), inventoryItemId),
  });
  const items = own === undefined ? [] : rows.sort((a, b) => compare(a.inventoryItemId, b.inventoryItemId)).map(queueOf);
  const known = items.length === 0 ? undefined : own;
  return { stage: known?.stage ?? "observe", policy: known?.policy ?? "first_come", items: new Map(items.map((item) => [item.inventoryItemId, item])) };
}

/** An item's own reserve stands instead of the location's for all items. */
function reservesOf(rows: readonly ReserveRow[], item: InventoryItemId): ItemQueue["reserves"] {
  const ofItem = new Map<string, ReserveRow>();
  const known = rows.filter(({ inventoryItemId }) => inventoryItemId === "" || inventoryItemId === item);
  known.sort((a, b) => compare(a.locationId, b.locationId) || compare(a.channel, b.channel) || compare(a.inventoryItemId, b.inventoryItemId));
  for (const row of known) ofItem.set(`${row.locationId}/${row.channel}`, row);
  return Map.groupBy(ofItem.values(), ({ locationId }) => locationId);
}

function inPlaces(wishes: readonly QueueWish[]): QueueWish[] {
  return [...wishes].sort((a, b) => compare(a.inventoryItemId, b.inventoryItemId) || compare(a.locationId, b.locationId));
}

function waitingEntry({ tables }: Memory, tx: MemoryTransaction, entry: EntryRow): WaitingEntry {
  const { shop, inventoryItemId, locationId, lineItemId, cohort, orderId, status, unitsWaiting, promisedOn, channel } = entry;
  return {
    promisedOn,
    channel,
    inventoryItemId,
    locationId,
    lineItemId,
    cohort,
    orderId,
    status,
    unitsWaiting,
    shipsTogether: tables.orders.get(tx, shop, orderId)?.shipPreference === "together",
    customerId: tables.orders.get(tx, shop, orderId)?.customerId ?? null,
    title: tables.lines.get(tx, shop, lineItemId)?.title ?? "",
    isTold: entry.isBackorder && tables.promises.of(tx, "line", shop, lineItemId).length > 0,
    lineUnitsWaiting: sum(tables.entries.of(tx, "line", shop, lineItemId), (one) => one.unitsWaiting),
    isOlderThanInstall: entry.rankAt < (tables.shops.get(tx, shop)?.installedAt ?? ""),
  };
}

function allocatedEntry(entry: EntryRow): AllocatedEntry {
  const { inventoryItemId, locationId, lineItemId, cohort, orderId, status, unitsAllocated } = entry;
  return { inventoryItemId, locationId, lineItemId, cohort, orderId, status, unitsAllocated, unitsFirm: firmUnits(entry), isInProgress: false };
}

/** What shipped took firm units with it. */
function firmUnits({ unitsFirm, unitsFulfilled, unitsAllocated }: EntryRow): number {
  return Math.min(Math.max(unitsFirm - unitsFulfilled, 0), unitsAllocated);
}

function saveItem(memoryParts: Memory, tx: MemoryTransaction, { shop, item, settled }: { shop: ShopDomain; item: SettledItem; settled: SettledItems }): void {
  const { database, tables } = memoryParts;
  const { inventoryItemId, settlementId, changes } = item;
  const queueVersion = item.queueVersion + (changes.length > 0 ? 1 : 0);
  for (const change of changes) saveChange(memoryParts, tx, { shop, change, settlementId });
  const seen = Object.fromEntries(
    item.locations.map(({ locationId, seen: numbers, unitsToGive, unitsToLift }) => [locationId, { ...numbers, unitsToGive, unitsToLift }]),
  );
  tables.settlements.put(tx, { shop, settlementId, inventoryItemId, at: settled.at, policy: settled.policy, queueVersion, seen });
  for (const { overrideId, unitsGiven } of item.overrides) {
    const override = tables.overrides.get(tx, shop, overrideId);
    if (override !== undefined) tables.overrides.change(tx, override, { unitsGiven, settlementId });
  }
  for (const { locationId, terms, unitsWaiting, unitsAllocated } of item.locations) {
    const known = tables.totals.get(tx, shop, inventoryItemId, locationId) ?? emptyTotal({ shop, inventoryItemId, locationId });
    const { unseenUnits, uncommittedUnits, idleUnits, idleReason, shortageUnits, shortageSince } = terms;
    tables.totals.put(tx, { ...known, unseenUnits, uncommittedUnits, idleUnits, idleReason, shortageUnits, shortageSince, unitsWaiting, unitsAllocated });
  }
  for (const level of item.newLevels) {
    const { doubt: _, isDoubtOver: __, ...fact } = level;
    tables.levels.put(tx, { shop, ...fact, readSeq: settled.readSeq, readAt: settled.at });
    const key = `${inventoryItemId}/${level.locationId}`;
    tables.facts.put(tx, { shop, factId: database.next("fact"), kind: "level", key, version: settled.at, readSeq: settled.readSeq });
  }
  for (const row of tables.variants.of(tx, "item", shop, inventoryItemId)) tables.variants.change(tx, row, { queueVersion, settledVersion: queueVersion });
}

function saveChange(
  memoryParts: Memory,
  tx: MemoryTransaction,
  { shop, change, settlementId }: { shop: ShopDomain; change: AllocationChange; settlementId: number },
): void {
  const { tables } = memoryParts;
  const { lineItemId, cohort, locationId, units, statusBefore, isFirmFromStart, ...why } = change;
  const entry = tables.entries.get(tx, shop, lineItemId, cohort, locationId);
  if (entry === undefined) throw new Error(`Units were given to line ${lineItemId}, which has no such entry.`);
  const unitsAllocated = entry.unitsAllocated + units;
  const unitsWaiting = entry.unitsWaiting - units;
  const unitsGranted = entry.unitsFulfilled + unitsAllocated;
  if (unitsAllocated < 0 || unitsWaiting < 0) throw new Error(`Line ${lineItemId} would have ${unitsAllocated} units allocated and ${unitsWaiting} waiting.`);
  const status = unitsAllocated === 0 ? "waiting" : unitsWaiting === 0 ? "allocated" : "partly_allocated";
  const unitsFirm = isFirmFromStart ? unitsGranted : Math.min(entry.unitsFirm, unitsGranted);
  const after = tables.entries.put(tx, { ...entry, unitsAllocated, unitsWaiting, unitsGranted, unitsFirm, status });
  tables.allocations.put(tx, { shop, settlementId, lineItemId, cohort, locationId, units, ...why });
  const cause = units > 0 ? "allocated" : "taken_back";
  writeHistory(memoryParts, tx, shop, { ...after, cause, statusFrom: statusBefore, statusTo: status, settlementId });
  for (const mark of tables.marks.of(tx, "entry", shop, lineItemId, cohort, locationId)) {
    if (units < 0 && mark.units > unitsGranted) tables.marks.change(tx, mark, { units: unitsGranted });
  }
  if (isFirmFromStart) tables.marks.put(tx, { shop, lineItemId, cohort, locationId, cause: "covered_before_install", units: unitsGranted });
}
