/**
 * The queue's entries, and how a newer reading of an order changes them.
 *
 * An entry is one cohort of one line at one location. Facts move its ordered, fulfilled and removed units; only a settle
 * moves its granted units, so a decision survives every re-reading. When units move to another location they leave the
 * entry behind: cover is a matter of one shelf, so what was granted there is free again and they wait at the new one.
 *
 * Example: 3 units wait unrouted; Shopify routes them to the warehouse. The unrouted entry is gone, the warehouse's
 * waits for 3 with the same rank, and if the line was a backorder before, it still is.
 */
import { lineUnits, spreadLine } from "./line-units.ts";
import type { Ineligible, LineStatus, PlacedLine, QueuePlace } from "./line-units.ts";
import type { Instant, InventoryItemId, LineItemId, LocationId, OrderId } from "./ids.ts";
import { LEAST_LEVEL } from "./priority-class.ts";

export interface QueueEntry {
  readonly lineItemId: LineItemId;
  readonly cohort: number;
  readonly locationId: LocationId;
  readonly orderId: OrderId;
  readonly inventoryItemId: InventoryItemId;
  /** The order's class: higher is served first. */
  readonly priority: number;
  /** Shopify's `sourceName` of the order. */
  readonly channel: string;
  readonly rankAt: Instant;
  readonly unitsOrdered: number;
  readonly unitsFulfilled: number;
  readonly unitsRemoved: number;
  readonly unitsGranted: number;
  readonly unitsAllocated: number;
  readonly unitsWaiting: number;
  readonly ineligible: Ineligible | null;
  readonly status: LineStatus;
  /** It waits or has waited for stock. */
  readonly isBackorder: boolean;
}

export interface OrderToFold {
  readonly orderId: OrderId;
  readonly financialStatus: string;
  readonly sourceName: string;
  readonly lines: readonly (PlacedLine & { readonly lineItemId: LineItemId; readonly inventoryItemId: InventoryItemId })[];
}

export interface EntryChange {
  readonly before: QueueEntry | null;
  readonly after: QueueEntry;
}

export interface FoldedOrder {
  readonly changed: readonly EntryChange[];
  /** Entries whose units now lie elsewhere. */
  readonly gone: readonly QueueEntry[];
}

/** Payments that will not come any more: such a line keeps its rank and gets nothing. */
const UNPAID = new Set(["VOIDED", "EXPIRED"]);

/** The changes that bring an order's recorded entries to what the order, of this priority, now says. None if it says nothing new. */
export function foldOrder(order: OrderToFold, recorded: readonly QueueEntry[], priority = LEAST_LEVEL): FoldedOrder {
  const left = new Map(recorded.map((entry) => [keyOf(entry), entry]));
  const everBackorder = new Set(recorded.filter(({ isBackorder }) => isBackorder).map(cohortKey));
  const changed: EntryChange[] = [];
  for (const line of order.lines) {
    for (const place of spreadLine(line)) {
      const key = keyOf({ ...place, lineItemId: line.lineItemId });
      const before = left.get(key) ?? null;
      left.delete(key);
      const isBackorder = everBackorder.has(cohortKey({ ...place, lineItemId: line.lineItemId }));
      const decided = { unitsGranted: before?.unitsGranted ?? 0, isBackorder, priority, isMoving: before?.ineligible === "moving" };
      const after = entryAt(order, line, place, decided);
      if (before === null || differs(before, after)) changed.push({ before, after });
    }
  }
  return { changed, gone: [...left.values()] };
}

function entryAt(
  order: OrderToFold,
  line: OrderToFold["lines"][number],
  place: QueuePlace,
  { isMoving, ...decided }: { unitsGranted: number; isBackorder: boolean; priority: number; isMoving: boolean },
): QueueEntry {
  const { unitsAllocated, unitsWaiting, status } = lineUnits({ ...place, unitsGranted: decided.unitsGranted });
  const isUnpaid = UNPAID.has(order.financialStatus.toUpperCase());
  return {
    ...place,
    ...decided,
    ineligible: place.ineligible ?? (isUnpaid ? "unpaid" : isMoving ? "moving" : null),
    lineItemId: line.lineItemId,
    orderId: order.orderId,
    channel: order.sourceName,
    inventoryItemId: line.inventoryItemId,
    unitsAllocated,
    unitsWaiting,
    status,
  };
}

function differs(before: QueueEntry, after: QueueEntry): boolean {
  return (
    before.unitsOrdered !== after.unitsOrdered ||
    before.unitsFulfilled !== after.unitsFulfilled ||
    before.unitsRemoved !== after.unitsRemoved ||
    before.ineligible !== after.ineligible ||
    before.priority !== after.priority ||
    before.channel !== after.channel ||
    Date.parse(before.rankAt) !== Date.parse(after.rankAt) ||
    before.isBackorder !== after.isBackorder
  );
}

const keyOf = (entry: Pick<QueueEntry, "lineItemId" | "cohort" | "locationId">) => `${entry.lineItemId}/${entry.cohort}/${entry.locationId}`;
const cohortKey = (entry: Pick<QueueEntry, "lineItemId" | "cohort">) => `${entry.lineItemId}/${entry.cohort}`;

/** How an order's changes move what waits and what is allocated, per item and location. */
export interface TotalChange {
  readonly inventoryItemId: InventoryItemId;
  readonly locationId: LocationId;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
}

export function totalChanges(folded: readonly FoldedOrder[]): TotalChange[] {
  const totals = new Map<string, { inventoryItemId: InventoryItemId; locationId: LocationId; unitsWaiting: number; unitsAllocated: number }>();
  const add = (entry: QueueEntry, sign: 1 | -1) => {
    const { inventoryItemId, locationId } = entry;
    const key = `${inventoryItemId}/${locationId}`;
    const total = totals.get(key) ?? { inventoryItemId, locationId, unitsWaiting: 0, unitsAllocated: 0 };
    total.unitsWaiting += sign * entry.unitsWaiting;
    total.unitsAllocated += sign * entry.unitsAllocated;
    totals.set(key, total);
  };
  for (const { changed, gone } of folded) {
    for (const { before, after } of changed) {
      if (before !== null) add(before, -1);
      add(after, 1);
    }
    for (const entry of gone) add(entry, -1);
  }
  return [...totals.values()].filter(({ unitsWaiting, unitsAllocated }) => unitsWaiting !== 0 || unitsAllocated !== 0);
}
