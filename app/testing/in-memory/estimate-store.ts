/** Curves, estimates and publications in memory. */
import type { CalendarDate, LocationId, ShopDomain } from "../../domain/ids.ts";
import type { EstimatedPlace, EstimateStore, PromisedLine } from "../../use-cases/ports/promises.ts";
import { memory } from "./database.ts";
import type { MemoryTransaction } from "./database.ts";
import { readEstimateFacts } from "./estimate-facts.ts";
import { byRank, compare, lockItems, sum } from "./memory.ts";
import type { Memory } from "./memory.ts";
import { savePublicationsOf } from "./offer-rows.ts";
import type { EntryRow } from "./tables.ts";

const MOST_SHARING_ITEMS = 500;
const MOST_ITEMS_TO_REFRESH = 20_000;

export function createEstimateStore(memoryParts: Memory): EstimateStore {
  const { database, tables } = memoryParts;
  return {
    async lock(transaction, shop, { inventoryItemIds, now }) {
      const tx = memory(transaction);
      await lockItems(memoryParts, tx, shop, inventoryItemIds);
      return readEstimateFacts(memoryParts, tx, shop, inventoryItemIds, now);
    },

    async read(transaction, shop, { inventoryItemIds, now }) {
      return readEstimateFacts(memoryParts, memory(transaction), shop, inventoryItemIds, now);
    },

    async saveCurves(transaction, shop, places) {
      const tx = memory(transaction);
      for (const place of places) {
        const { inventoryItemId, locationId, steps, computedAt, computedFor } = place;
        const known = tables.curves.get(tx, shop, inventoryItemId, locationId);
        const isSame = known !== undefined && known.computedFor === computedFor && JSON.stringify(known.steps) === JSON.stringify(steps);
        if (!isSame) tables.curves.put(tx, { shop, inventoryItemId, locationId, steps, computedAt, computedFor });
        if (place.movesQueue) moveEstimates(memoryParts, tx, shop, place);
      }
      // Queues are short here: all of a queue is written, and all its lines are looked at.
      return { movedWork: saveWork(memoryParts, tx, shop, places), movedLines: "many", unfinished: [] };
    },

    async itemsSharing(transaction, shop, { locationId, except }) {
      const tx = memory(transaction);
      const open = tables.shipments.of(tx, "shop", shop).filter((row) => row.locationId === locationId && row.cancelledAt === null && row.receivedOn === null);
      const lines = open.flatMap(({ inboundShipmentId }) => tables.inbound.of(tx, "shipment", shop, inboundShipmentId));
      const items = lines.filter((line) => line.unitsReceived < line.units && !except.includes(line.inventoryItemId));
      return [...new Set(items.map(({ inventoryItemId }) => inventoryItemId))].sort().slice(0, MOST_SHARING_ITEMS);
    },

    async promisedLines(transaction, shop, { inventoryItemIds }) {
      const tx = memory(transaction);
      const waiting = inventoryItemIds.flatMap((item) => tables.entries.of(tx, "item", shop, item)).filter(({ unitsWaiting }) => unitsWaiting > 0);
      const lines = [...Map.groupBy(waiting, ({ lineItemId }) => lineItemId).values()].flatMap((entries) => promisedLine(memoryParts, tx, shop, entries) ?? []);
      return { lines: lines.sort((a, b) => compare(a.orderId, b.orderId) || compare(a.lineItemId, b.lineItemId)), hasMore: false };
    },

    async saveReadiness(transaction, shop, items) {
      const tx = memory(transaction);
      for (const { inventoryItemId, readiness } of items) {
        for (const row of tables.variants.of(tx, "item", shop, inventoryItemId)) {
          if (JSON.stringify(row.readiness) !== JSON.stringify(readiness)) tables.variants.change(tx, row, { readiness });
        }
      }
    },

    savePublications: savePublicationsOf(memoryParts),

    async itemsToRefresh(shop, { today, renewBefore }) {
      const variants = tables.variants.of(null, "shop", shop).filter(({ isTracked, deletedAt }) => isTracked && deletedAt === null);
      const known = new Set(variants.map(({ inventoryItemId }) => inventoryItemId));
      const dated = tables.curves.of(null, "shop", shop).filter((row) => row.computedFor < today && known.has(row.inventoryItemId));
      const isLive = tables.shops.get(null, shop)?.stage === "live";
      const ending = variants.filter(({ mode, variantId, publicationRev }) => {
        const newest = tables.publications.get(null, shop, variantId, publicationRev);
        return isLive && mode !== "off" && newest !== undefined && newest.payload.validUntil <= renewBefore;
      });
      return [...new Set([...dated, ...ending].map(({ inventoryItemId }) => inventoryItemId))].sort().slice(0, MOST_ITEMS_TO_REFRESH);
    },

    async measureNormalUnits(shop, { orderedAfter, workingDays }) {
      database.now((tx) => {
        const orders = tables.orders.of(tx, "shop", shop).filter(({ createdAt }) => createdAt >= orderedAfter);
        const sold = orders.flatMap(({ orderId }) => tables.entries.of(tx, "order", shop, orderId)).filter(({ isBackorder }) => !isBackorder);
        for (const location of tables.locations.of(tx, "shop", shop)) {
          const units = sum(sold, (entry) => (entry.locationId === location.locationId ? entry.unitsOrdered - entry.unitsRemoved : 0));
          tables.locations.change(tx, location, { measuredUnitsPerDay: units / workingDays });
        }
      });
    },
  };
}

/** Each waiting entry is dated by the position of its last unit. */
function moveEstimates({ tables }: Memory, tx: MemoryTransaction, shop: ShopDomain, { inventoryItemId, locationId, unseenUnits, steps }: EstimatedPlace): void {
  const waiting = tables.entries.of(tx, "open", shop, inventoryItemId, locationId).filter(({ unitsWaiting }) => unitsWaiting > 0);
  let lastUnit = unseenUnits;
  for (const entry of waiting.sort(byRank)) {
    lastUnit += entry.unitsWaiting;
    const position = lastUnit;
    const estimatedOn = steps.find(({ upTo }) => position <= upTo)?.shipBy ?? null;
    if (entry.estimatedOn !== estimatedOn) tables.entries.change(tx, entry, { estimatedOn });
  }
}

function promisedLine({ tables }: Memory, tx: MemoryTransaction, shop: ShopDomain, waiting: readonly EntryRow[]): PromisedLine | null {
  const lineItemId = waiting[0]?.lineItemId;
  if (lineItemId === undefined) return null;
  const [newest] = tables.promises.of(tx, "line", shop, lineItemId).sort((a, b) => b.seq - a.seq);
  // Units that no promise is about yet wait for one of their own.
  const entries = waiting.filter(({ cohort }) => newest !== undefined && cohort <= newest.lastCohort);
  if (entries.length === 0) return null;
  const line = tables.lines.get(tx, shop, lineItemId);
  const order = line === undefined ? undefined : tables.orders.get(tx, shop, line.orderId);
  if (newest === undefined || line === undefined || order === undefined || order.cancelledAt !== null) return null;
  const locationId = entries.map((entry) => entry.locationId).sort()[0];
  const dates = entries.map((entry) => entry.estimatedOn).filter((date) => date !== null);
  const estimatedOn = dates.length < entries.length ? null : (dates.sort().at(-1) ?? null);
  const together = entries.some(({ shipsTogether }) => shipsTogether) ? wholeOrder(tables.entries.of(tx, "order", shop, order.orderId)) : null;
  if (locationId === undefined || locationId === "" || (together === null && newest.shipBy === estimatedOn)) return null;
  return {
    lineItemId,
    orderId: order.orderId,
    customerId: order.customerId,
    inventoryItemId: line.inventoryItemId,
    locationId,
    title: line.title,
    unitsWaiting: sum(entries, (entry) => entry.unitsWaiting),
    estimatedOn,
    lastCohort: newest.lastCohort,
    seq: newest.seq,
    promised: { shipBy: newest.shipBy, because: newest.because },
    together,
  };
}

function wholeOrder(ofOrder: readonly EntryRow[]): PromisedLine["together"] {
  const entries = ofOrder.filter(({ unitsWaiting }) => unitsWaiting > 0);
  const dates = entries.map(({ promisedOn }) => promisedOn).filter((date) => date !== null);
  return { entries, promisedOn: dates.length < entries.length ? null : (dates.sort().at(-1) ?? null) };
}

/** Replaces the items' booked work; answers the first day from which it changed, per location. */
function saveWork(
  { tables }: Memory,
  tx: MemoryTransaction,
  shop: ShopDomain,
  places: readonly EstimatedPlace[],
): { locationId: LocationId; day: CalendarDate }[] {
  const moved = new Map<LocationId, CalendarDate>();
  const note = (locationId: LocationId, day: CalendarDate) => {
    const known = moved.get(locationId);
    if (known === undefined || day < known) moved.set(locationId, day);
  };
  for (const { inventoryItemId, locationId, work } of places) {
    for (const load of tables.loads.of(tx, "place", shop, locationId, inventoryItemId)) {
      if (work.some(({ day }) => day === load.day)) continue;
      tables.loads.delete(tx, load);
      note(locationId, load.day);
    }
    for (const booked of work) {
      const known = tables.loads.get(tx, shop, locationId, booked.day, inventoryItemId);
      if (known?.units === booked.units && known.rankAt === booked.rankAt) continue;
      tables.loads.put(tx, { shop, locationId, ...booked });
      note(locationId, booked.day);
    }
  }
  return [...moved].map(([locationId, day]) => ({ locationId, day }));
}
