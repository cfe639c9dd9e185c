/** All that the dates of items depend on, gathered from the tables in memory. */
import { todayIn } from "../../domain/calendar-date.ts";
import type { CalendarDate, Instant, InventoryItemId, LocationId, ShopDomain } from "../../domain/ids.ts";
import type { LatenessRecord } from "../../domain/lateness.ts";
import type { InboundLot } from "../../domain/supply-lot.ts";
import type { EstimateFacts, ItemFacts, LocationFacts, PlaceFacts } from "../../use-cases/ports/promises.ts";
import type { MemoryTransaction } from "./database.ts";
import { byRank, compare, sum } from "./memory.ts";
import type { Memory } from "./memory.ts";
import type { VariantRow } from "./tables.ts";

/** Lateness is learned from so many of the latest shipments. */
const MOST_SHIPMENTS = 500;
/** A receipt that has been on its way to Shopify for longer no longer keeps its items' dates from being computed. */
const RECEIPT_PATIENCE_MS = 3_600_000;
const DAY_MS = 86_400_000;

export function readEstimateFacts(
  memoryParts: Memory,
  tx: MemoryTransaction,
  shop: ShopDomain,
  inventoryItemIds: readonly InventoryItemId[],
  now: Instant,
): EstimateFacts | null {
  const { tables } = memoryParts;
  const own = tables.shops.get(tx, shop);
  if (own === undefined || own.uninstalledAt !== null) return null;
  const variants = inventoryItemIds
    .flatMap((item) => tables.variants.of(tx, "item", shop, item))
    .filter(({ isTracked, deletedAt }) => isTracked && deletedAt === null)
    .sort((a, b) => compare(a.inventoryItemId, b.inventoryItemId));
  const items = variants.map((variant) => itemFacts(memoryParts, tx, variant, now));
  const hasLots = items.some(({ places }) => places.some(({ lots }) => lots.length > 0));
  return {
    stage: own.stage,
    timeZone: own.timeZone,
    confidence: own.confidence,
    publishSeconds: 0,
    locations: locationFacts(memoryParts, tx, shop),
    lateness: hasLots ? latenessRecords(memoryParts, tx, shop, todayIn(own.timeZone, now)) : [],
    leadTimes: [],
    items,
  };
}

function itemFacts(memoryParts: Memory, tx: MemoryTransaction, variant: VariantRow, now: Instant): ItemFacts {
  const { tables } = memoryParts;
  const { shop, inventoryItemId, variantId, mode, limit, inventoryPolicy, publicationRev } = variant;
  const lots = lotsOf(memoryParts, tx, shop, inventoryItemId);
  const receipts = receiptsOf(memoryParts, tx, { shop, inventoryItemId, now });
  const known = [
    ...tables.levels.of(tx, "item", shop, inventoryItemId),
    ...tables.totals.of(tx, "item", shop, inventoryItemId),
    ...tables.curves.of(tx, "item", shop, inventoryItemId),
  ].map(({ locationId }) => locationId);
  const named = [...lots, ...receipts].map(({ locationId }) => locationId);
  const locationIds = [...new Set([...known, ...named])].filter((locationId) => locationId !== "").sort();
  return {
    inventoryItemId,
    variantId,
    mode,
    limit,
    soldPerDay: 0,
    inventoryPolicy,
    publicationRev,
    newest: tables.publications.get(tx, shop, variantId, publicationRev)?.payload ?? null,
    madeToOrder: null, // not among what is simulated
    uncommittedUnits: sum(tables.totals.of(tx, "item", shop, inventoryItemId), (total) => total.uncommittedUnits),
    risenUnits: 0, // answering is not among what is simulated
    isReceiptUncertain: receipts.some(({ isUncertain }) => isUncertain),
    places: locationIds.map((locationId) => ({
      ...placeFacts(memoryParts, tx, { shop, inventoryItemId, locationId }),
      classSales: [], // everybody who is simulated is of one class
      unitsInReceipt: sum(receipts, (receipt) => (receipt.locationId === locationId && !receipt.isUncertain ? receipt.units : 0)),
      lots: lots.filter((lot) => lot.locationId === locationId),
    })),
  };
}

function placeFacts(
  { tables }: Memory,
  tx: MemoryTransaction,
  { shop, inventoryItemId, locationId }: { shop: ShopDomain; inventoryItemId: InventoryItemId; locationId: LocationId },
): Omit<PlaceFacts, "lots" | "unitsInReceipt" | "classSales"> {
  const level = tables.levels.get(tx, shop, inventoryItemId, locationId);
  const total = tables.totals.get(tx, shop, inventoryItemId, locationId);
  const curve = tables.curves.get(tx, shop, inventoryItemId, locationId);
  const [first] = tables.entries
    .of(tx, "open", shop, inventoryItemId, locationId)
    .filter(({ unitsWaiting }) => unitsWaiting > 0)
    .sort(byRank);
  return {
    locationId,
    available: level?.available ?? 0,
    committed: level?.committed ?? 0,
    unitsWaiting: total?.unitsWaiting ?? 0,
    unitsAllocated: total?.unitsAllocated ?? 0,
    unseenUnits: total?.unseenUnits ?? 0,
    firstRankAt: first?.rankAt ?? null,
    saved: curve === undefined ? null : { queue: null, hasDates: curve.steps.length > 0, computedFor: curve.computedFor },
  };
}

function lotsOf({ tables }: Memory, tx: MemoryTransaction, shop: ShopDomain, item: InventoryItemId): InboundLot[] {
  const lots = tables.inbound.of(tx, "item", shop, item).flatMap((line) => {
    const shipment = tables.shipments.get(tx, shop, line.inboundShipmentId);
    const order = tables.purchaseOrders.get(tx, shop, line.purchaseOrderId);
    const isOpen = line.unitsReceived < line.units && shipment?.receivedOn === null && shipment.cancelledAt === null && order?.status === "ordered";
    if (!isOpen || shipment === undefined || order === undefined) return [];
    const { inboundShipmentId, supplierId, locationId, deadline } = shipment;
    const supplier = tables.suppliers.get(tx, shop, supplierId)?.name ?? "";
    const lot = {
      kind: "inbound" as const,
      units: line.units - line.unitsReceived,
      inboundShipmentId,
      purchaseOrder: order.number,
      supplierId,
      supplier,
      locationId,
      deadline,
    };
    return [lot];
  });
  // Without a deadline last, as the database sorts.
  return lots.sort((a, b) => compare(a.deadline ?? "~", b.deadline ?? "~") || compare(a.inboundShipmentId, b.inboundShipmentId));
}

/**
 * Received units that Shopify's levels do not show yet. A level saved before the receipt was sent cannot show it; one
 * whose reading began after it was confirmed does. In between nobody can tell: uncertain.
 */
function receiptsOf(
  { tables }: Memory,
  tx: MemoryTransaction,
  { shop, inventoryItemId, now }: { shop: ShopDomain; inventoryItemId: InventoryItemId; now: Instant },
) {
  return tables.receipts.of(tx, "shop", shop).flatMap((receipt) => {
    const level = tables.levels.get(tx, shop, inventoryItemId, receipt.locationId);
    const units = sum(receipt.lines, (line) => (line.inventoryItemId === inventoryItemId ? line.units : 0));
    const isShown = receipt.confirmedSeq !== null && (level === undefined || level.readSeq >= receipt.confirmedSeq);
    const isSent = receipt.sentAt !== null;
    const isBefore = receipt.sentAt !== null && level !== undefined && level.readAt < receipt.sentAt;
    const isFresh = receipt.sentAt !== null && Date.parse(receipt.sentAt) > Date.parse(now) - RECEIPT_PATIENCE_MS;
    if (units === 0 || receipt.failure !== null || isShown || (isSent && !isBefore && !isFresh)) return [];
    const isUncertain = receipt.sentAt !== null && level !== undefined && receipt.sentAt <= level.readAt;
    return [{ locationId: receipt.locationId, units, isUncertain }];
  });
}

/** Late lots that are still open count too: they will be later than they are today. */
function latenessRecords({ tables }: Memory, tx: MemoryTransaction, shop: ShopDomain, today: CalendarDate): LatenessRecord[] {
  const shipments = tables.shipments.of(tx, "shop", shop).filter(({ cancelledAt, deadline }) => cancelledAt === null && deadline !== null);
  const received = shipments
    .filter(({ receivedOn }) => receivedOn !== null)
    .sort((a, b) => compare(b.receivedOn ?? "", a.receivedOn ?? ""))
    .slice(0, MOST_SHIPMENTS)
    .map(({ supplierId, locationId, receivedOn, deadline }) => ({
      supplierId,
      locationId,
      daysLate: daysFrom(deadline, receivedOn),
      ageDays: daysFrom(receivedOn, today),
      isOpen: false,
    }));
  const late = shipments
    .filter(({ receivedOn, deadline }) => receivedOn === null && deadline !== null && deadline < today)
    .map(({ supplierId, locationId, deadline }) => ({ supplierId, locationId, daysLate: daysFrom(deadline, today), ageDays: 0, isOpen: true }));
  return [...received, ...late];
}

function daysFrom(from: CalendarDate | null, to: CalendarDate | null): number {
  return Math.round((Date.parse(to ?? "") - Date.parse(from ?? "")) / DAY_MS);
}

/** How each of the shop's locations packs, with the work that lies there. */
export function locationFacts({ tables }: Memory, tx: MemoryTransaction, shop: ShopDomain): Map<LocationId, LocationFacts> {
  const totals = tables.totals.all(tx).filter((total) => total.shop === shop);
  return new Map(
    tables.locations.of(tx, "shop", shop).map((row) => [
      row.locationId,
      {
        calendar: { receivingWeekdays: row.receivingWeekdays, packingWeekdays: row.packingWeekdays, receivingDays: row.receivingDays, holidays: row.holidays },
        cutOff: row.cutOff,
        isActive: row.isActive,
        fulfilsOnline: row.fulfilsOnline,
        unitsPerDay: row.unitsPerDay,
        normalUnitsPerDay: row.normalUnitsPerDay ?? row.measuredUnitsPerDay,
        backlogUnits: row.unitsPerDay === null ? 0 : sum(totals, (total) => (total.locationId === row.locationId ? total.unitsAllocated : 0)),
        booked: row.unitsPerDay === null ? [] : tables.loads.of(tx, "location", shop, row.locationId),
      },
    ]),
  );
}
