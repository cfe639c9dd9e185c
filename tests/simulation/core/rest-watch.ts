/**
 * What must hold when nothing is under way: the ledger says what Shopify says, everything that differs is named, totals are
 * those of any order of events, and doing it all again changes nothing. I5, I6, I8, I12, the holds, the dates.
 */
import type { InventoryItemId } from "../../../app/domain/ids.ts";
import type { EntryRow, Tables, TotalRow } from "../../../app/testing/in-memory/tables.ts";
import { Violation } from "./faults.ts";
import type { Tally } from "./faults.ts";
import { ITEMS, LOCATIONS, SHOPS } from "./world.ts";
import type { World } from "./world.ts";
import { variantOf } from "./shopify.ts";
import type { Order, SimulatedShopify } from "./shopify.ts";

const berlinDay = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" });

export function checkRest(world: World): void {
  const { tables } = world.memory;
  for (const row of tables.deliveries.all(null)) {
    if (row.appliedAt === null && row.deadAt === null) throw new Violation("I8", `the delivery ${row.webhookId} about ${row.key} is neither applied nor dead`);
    if (row.deadAt !== null) throw new Violation("I8", `the delivery ${row.webhookId} about ${row.key} was given up: ${row.deadReason}`);
  }
  for (const { noticeId, state } of tables.notices.all(null)) if (state === "sending") throw new Violation("I9", `notice ${noticeId} is being sent for ever`);
  for (const shop of SHOPS) {
    const shopify = world.shopify(shop);
    checkOrders(tables, shop, shopify);
    for (const item of ITEMS) for (const locationId of LOCATIONS) checkPlace(tables, { shop, item, locationId, shopify });
    checkHolds(tables, shop, shopify);
    checkDates(tables, shop, { today: berlinDay.format(world.nowMs), tally: world.tally });
    checkCaps(tables, shop);
  }
  for (const variant of tables.variants.all(null)) {
    if (variant.queueVersion !== variant.settledVersion)
      throw new Violation("I12", `the queue of item ${variant.inventoryItemId} has moved since its last settle`);
  }
}

/** Every order that the app may read is recorded as it is; cohorts rank by the moment of the order or of the edit. */
function checkOrders(tables: Tables, shop: string, shopify: SimulatedShopify): void {
  for (const order of shopify.orders.values()) {
    const recorded = tables.orders.get(null, shop, order.id);
    if (!order.isVisible) {
      if (recorded !== undefined) throw new Violation("I13", `order ${order.id} of ${shop} is recorded, and the app may not see it`);
      continue;
    }
    // Nothing is owed on what was closed before the app came.
    const isOpen = order.lines.some((line) => shopify.openUnits(order, line) > 0);
    if (recorded === undefined && !isOpen) continue;
    if (recorded === undefined) throw new Violation("I6", `order ${order.id} of ${shop} is not recorded`);
    for (const line of order.lines) checkLine(tables, { shop, order, line, shopify });
  }
  for (const { orderId } of tables.orders.of(null, "shop", shop)) {
    if (shopify.orders.has(orderId)) continue;
    const isOpen = tables.entries.of(null, "order", shop, orderId).some((entry) => entry.unitsWaiting + entry.unitsAllocated > 0);
    if (isOpen) throw new Violation("I6", `order ${orderId} of ${shop} was deleted and still waits`);
  }
}

function checkLine(
  tables: Tables,
  { shop, order, line, shopify }: { shop: string; order: Order; line: Order["lines"][number]; shopify: SimulatedShopify },
): void {
  const entries = tables.entries.of(null, "line", shop, line.id);
  const name = `line ${line.id} of order ${order.id} of ${shop}`;
  const places = ["", ...LOCATIONS].map((locationId) => {
    const open = entries.reduce((sum, entry) => sum + (entry.locationId === locationId ? entry.unitsWaiting + entry.unitsAllocated : 0), 0);
    const truth = locationId === "" ? line.unrouted : shopify.openUnitsAt(order, line, locationId);
    return { locationId, open, truth };
  });
  for (const { locationId, open, truth } of places)
    if (open !== truth) throw new Violation("I6", `${name}: ${truth} units are open at "${locationId}", the queue says ${open}`);
  const shipped = order.fulfillments.reduce((sum, one) => sum + (one.lineId === line.id && one.status === "SUCCESS" ? one.units : 0), 0);
  const fulfilled = entries.reduce((sum, entry) => sum + entry.unitsFulfilled, 0);
  if (shipped !== fulfilled) throw new Violation("I6", `${name}: ${shipped} units were shipped, the queue says ${fulfilled}`);
  const moments = new Set(order.agreements.filter(({ lineId, reason }) => lineId === line.id && reason === "ORDER_EDIT").map(({ happenedAt }) => happenedAt));
  for (const { cohort, rankAt } of entries) {
    const isRight = cohort === 0 ? rankAt === order.createdAt : moments.has(rankAt);
    if (!isRight) throw new Violation("3.1", `${name}: cohort ${cohort} ranks at ${rankAt}, the order came at ${order.createdAt}`);
  }
}

interface PlaceToCheck {
  readonly shop: string;
  readonly item: string;
  readonly locationId: string;
  readonly shopify: SimulatedShopify;
}

/** I6 (c) and I12: what is allocated follows from the orders and the shelf alone. */
function checkPlace(tables: Tables, { shop, item, locationId, shopify }: PlaceToCheck): void {
  const { available, committed } = shopify.level(item, locationId);
  const name = `item ${item} at ${locationId} of ${shop}`;
  const recorded = tables.levels.get(null, shop, item, locationId);
  if (recorded?.available !== available || recorded.committed !== committed)
    throw new Violation("I6", `${name}: Shopify says ${available} and ${committed}, the ledger ${recorded?.available} and ${recorded?.committed}`);
  const entries = tables.entries.of(null, "open", shop, item, locationId);
  const total = tables.totals.get(null, shop, item, locationId);
  const open = entries.reduce((sum, entry) => sum + entry.unitsWaiting + entry.unitsAllocated, 0);
  const allocated = entries.reduce((sum, entry) => sum + entry.unitsAllocated, 0);
  const idle = total?.idleUnits ?? 0;
  const shortage = total?.shortageUnits ?? 0;
  const shelf = Math.max(0, available + committed);
  const covered = Math.min(open, Math.max(0, Math.min(available + open, shelf)));
  if (allocated !== covered - idle + shortage)
    throw new Violation(
      "I6c",
      `${name}: ${open} open, available ${available}, committed ${committed}: ${covered} should be covered, ${allocated} are; idle ${idle}, shortage ${shortage}`,
    );
  if (shortage > 0 && !isExcused(tables, entries)) throw new Violation("3.4", `${name}: ${shortage} units are short and nothing is being picked`);
  checkTerms(name, { open, committed, total });
  checkInversions(tables, name, entries);
}

/** What is in progress is a task for the merchant. */
function isExcused(tables: Tables, entries: readonly EntryRow[]): boolean {
  return entries.some(({ shop, lineItemId, locationId }) =>
    tables.lines.get(null, shop, lineItemId)?.at.some((at) => at.locationId === locationId && at.isInProgress),
  );
}

function checkTerms(name: string, { open, committed, total }: { open: number; committed: number; total: TotalRow | undefined }): void {
  if (total === undefined) {
    if (open > 0) throw new Violation("I12", `${name} has a queue and no terms`);
    return;
  }
  if (open !== committed - total.unseenUnits + total.uncommittedUnits)
    throw new Violation("I12", `${name}: ${open} open, ${committed} committed, ${total.unseenUnits} unseen, ${total.uncommittedUnits} uncommitted`);
  if (total.idleUnits > 0 && total.idleReason === null) throw new Violation("I12", `${name}: ${total.idleUnits} units are idle without a reason`);
}

/** I5: who waits behind a younger line has a reason on record. */
function checkInversions(tables: Tables, name: string, entries: readonly EntryRow[]): void {
  for (const entry of entries) {
    if (entry.unitsWaiting === 0 || entry.ineligible !== null || entry.unitsLent > 0) continue;
    for (const other of entries) {
      if (other.priority === entry.priority && isYounger(other, entry) && other.unitsAllocated > 0 && !hasException(tables, entry, other))
        throw new Violation(
          "I5",
          `${name}: line ${entry.lineItemId} waits for ${entry.unitsWaiting}, the younger line ${other.lineItemId} has ${other.unitsAllocated}`,
        );
    }
  }
}

function isYounger(one: EntryRow, other: EntryRow): boolean {
  if (one.rankAt !== other.rankAt) return one.rankAt > other.rankAt;
  return one.lineItemId === other.lineItemId ? one.cohort > other.cohort : one.lineItemId > other.lineItemId;
}

/** Served before the older one stood there as it stands now, announced, or not to be taken back. */
export function hasException(tables: Tables, older: EntryRow, younger: EntryRow): boolean {
  const steps = (entry: EntryRow) => tables.history.of(null, "entry", entry.shop, entry.lineItemId, entry.cohort, entry.locationId);
  const stoodSince = Math.max(0, ...steps(older).flatMap((step) => (step.cause === "allocated" ? [] : [step.historyId])));
  const servedAt = Math.max(0, ...steps(younger).flatMap((step) => (step.cause === "allocated" ? [step.historyId] : [])));
  return servedAt < stoodSince;
}

/** Exactly what waits is held by us, wherever nobody else keeps us from it. */
function checkHolds(tables: Tables, shop: string, shopify: SimulatedShopify): void {
  if (tables.shops.get(null, shop)?.stage !== "live") return;
  for (const order of shopify.orders.values()) {
    const isTouched = order.fulfillmentOrders.some(({ status, holds }) => status === "IN_PROGRESS" || holds.some(({ isOurs }) => !isOurs));
    if (!order.isVisible || isTouched || order.lines.some(({ unrouted }) => unrouted > 0)) continue;
    const recorded = tables.orders.get(null, shop, order.id);
    const entries = tables.entries.of(null, "order", shop, order.id);
    // Who may not be served is not called a backorder, and so not held.
    if (entries.some((entry) => entry.unitsWaiting > 0 && entry.ineligible !== null)) continue;
    const waits = entries.some((entry) => entry.unitsWaiting > 0 && isManaged(tables, entry));
    for (const line of order.lines) {
      const held = order.fulfillmentOrders.reduce((sum, one) => sum + (one.holds.some(({ isOurs }) => isOurs) ? (one.units.get(line.id) ?? 0) : 0), 0);
      const waiting = entries.reduce((sum, entry) => sum + (entry.lineItemId === line.id && isManaged(tables, entry) ? entry.unitsWaiting : 0), 0);
      const expected = recorded?.shipPreference === "together" && waits ? shopify.openUnits(order, line) : waiting;
      if (held !== expected) throw new Violation("hold", `line ${line.id} of order ${order.id} of ${shop}: ${expected} units should be held, ${held} are`);
    }
  }
}

function isManaged(tables: Tables, { shop, inventoryItemId }: EntryRow): boolean {
  return tables.variants.of(null, "item", shop, inventoryItemId).some(({ mode }) => mode !== "off");
}

/** No date lies in the past, and nobody further back ships earlier. */
function checkDates(tables: Tables, shop: string, { today, tally }: { today: string; tally: Tally }): void {
  for (const { inventoryItemId, locationId, steps, computedFor } of tables.curves.of(null, "shop", shop)) {
    let before = "";
    for (const { shipBy, windowFrom } of steps) {
      if (shipBy < before)
        throw new Violation("curve", `item ${inventoryItemId} at ${locationId}: a later position ships by ${shipBy}, an earlier one by ${before}`);
      if (shipBy < computedFor || windowFrom > shipBy)
        throw new Violation("curve", `item ${inventoryItemId} at ${locationId}: on ${computedFor} units are said to ship by ${shipBy}`);
      before = shipBy;
    }
    if (computedFor > today) throw new Violation("curve", `item ${inventoryItemId} was computed for ${computedFor}, which is not yet`);
    const waiting = tables.entries.of(null, "open", shop, inventoryItemId, locationId).filter(({ unitsWaiting }) => unitsWaiting > 0);
    let last = "";
    for (const { estimatedOn } of waiting.sort((a, b) => b.priority - a.priority || (isYounger(a, b) ? 1 : -1))) {
      const date = estimatedOn ?? "9999";
      // Counted and not refused: an estimate may be older than the queue until the next one is computed.
      if (date < last) tally.estimatesOutOfOrder += 1;
      last = date;
    }
  }
}

/** The cap never exceeds the merchant's limit nor, on autopilot, the supply that is on its way. */
function checkCaps(tables: Tables, shop: string): void {
  if (tables.shops.get(null, shop)?.stage !== "live") return;
  for (const item of ITEMS) {
    const variant = tables.variants.get(null, shop, variantOf(item));
    const newest = variant === undefined ? undefined : tables.publications.get(null, shop, variant.variantId, variant.publicationRev);
    if (variant === undefined || newest === undefined || variant.mode === "off") continue;
    const cap = newest.payload.cap;
    // Units that Shopify has not routed yet are nobody's supply so far.
    const totals = tables.totals.of(null, "item", shop, item).filter(({ locationId }) => locationId !== "");
    const waiting = totals.reduce((sum, total) => sum + total.unitsWaiting, 0);
    const unseen = totals.reduce((sum, total) => sum + total.unseenUnits, 0);
    const name = `${variant.mode} variant ${variant.variantId} of ${shop}`;
    if (variant.limit !== null && (cap === null || cap > Math.max(0, variant.limit - waiting)))
      throw new Violation("cap", `${name}: limit ${variant.limit}, ${waiting} wait, and the cap is ${cap}`);
    if (variant.mode !== "autopilot") continue;
    const inbound = inboundUnits(tables, shop, item as string as InventoryItemId);
    if (cap === null || cap > Math.max(0, inbound - waiting - unseen))
      throw new Violation("cap", `${name}: ${inbound} units are on their way, ${waiting} wait, ${unseen} are unseen, and the cap is ${cap}`);
  }
}

/** Units that suppliers owe by a stated day, and those received that Shopify does not show yet. */
function inboundUnits(tables: Tables, shop: string, item: InventoryItemId): number {
  const lots = tables.inbound.of(null, "item", shop, item).filter((line) => {
    const shipment = tables.shipments.get(null, shop, line.inboundShipmentId);
    return shipment !== undefined && shipment.receivedOn === null && shipment.cancelledAt === null && shipment.deadline !== null;
  });
  const waiting = tables.receipts.of(null, "shop", shop).filter(({ confirmedAt, failure }) => confirmedAt === null && failure === null);
  const inReceipt = waiting.flatMap(({ lines }) => lines).reduce((sum, line) => sum + (line.inventoryItemId === item ? line.units : 0), 0);
  return lots.reduce((sum, line) => sum + Math.max(0, line.units - line.unitsReceived), 0) + inReceipt;
}

/** Counts for the report. */
export function countRest(world: World, tally: Tally): void {
  const { tables, database } = world.memory;
  tally.promises += tables.promises.all(null).length;
  tally.notices += tables.notices.all(null).length;
  tally.publications += tables.publications.all(null).length;
  tally.holdsPlaced += tables.holds.all(null).length;
  tally.deadlocks += database.deadlocks;
}
