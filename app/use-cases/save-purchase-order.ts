/** A purchase order is created or changed: what was ordered, and the day the supplier agreed to. Its items get new dates. */
import { parseCalendarDate, todayIn } from "../domain/calendar-date.ts";
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome, Problem } from "../domain/errors.ts";
import type { CalendarDate, InboundShipmentId, InventoryItemId, LocationId, PurchaseOrderId, ShopDomain, SupplierId } from "../domain/ids.ts";
import { checkDate, checkText, checkUnits, found, FURTHEST_DATE_DAYS, MOST_LINES, OLDEST_DEADLINE_DAYS } from "../domain/input-checks.ts";
import type { Clock } from "./ports/clock.ts";
import type { Jobs } from "./ports/jobs.ts";
import type { LockedPurchaseOrder, SupplyStore } from "./ports/supply.ts";
import type { Database, Transaction } from "./ports/transaction.ts";

/** Orders of the past are entered so that suppliers are known; older ones say nothing about them any more. */
const OLDEST_ORDER_DAYS = 5 * 366;

export interface SupplyDeps {
  readonly supply: SupplyStore;
  readonly database: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

export interface PurchaseOrderInput {
  /** Null creates one. */
  readonly purchaseOrderId: PurchaseOrderId | null;
  /** Version that the person saw; ignored for a new one. */
  readonly expectedVersion: number;
  readonly number: string;
  readonly supplierId: SupplierId;
  readonly locationId: LocationId;
  /** "YYYY-MM-DD" */
  readonly orderedOn: string;
  /** "YYYY-MM-DD", or empty while the supplier has not agreed to a day. */
  readonly deadline: string;
  readonly note: string;
  readonly lines: readonly { readonly inventoryItemId: InventoryItemId; readonly units: number }[];
}

export async function savePurchaseOrder(
  deps: SupplyDeps,
  { shop, order }: { shop: ShopDomain; order: PurchaseOrderInput },
): Promise<Outcome<{ purchaseOrderId: PurchaseOrderId }>> {
  const today = await todayOf(deps, shop);
  const typed = checkTyped(order, today);
  if (typed.length > 0) return refused(...typed);
  return deps.database.transaction(async (tx) => {
    const before = order.purchaseOrderId === null ? null : await deps.supply.lockPurchaseOrder(tx, shop, order.purchaseOrderId);
    const problems = [...checkVersion(order, before), ...(await checkReferences(deps, tx, { shop, order })), ...checkReceived(order, before)];
    if (problems.length > 0) return refused(...problems);
    const purchaseOrderId = before?.purchaseOrderId ?? (crypto.randomUUID() as PurchaseOrderId); // a new id
    const isSaved = await deps.supply.savePurchaseOrder(tx, shop, {
      purchaseOrderId,
      inboundShipmentId: before?.inboundShipmentId ?? (crypto.randomUUID() as InboundShipmentId), // as above
      number: order.number.trim(),
      supplierId: order.supplierId,
      locationId: order.locationId,
      orderedOn: parseCalendarDate(order.orderedOn) ?? today,
      deadline: parseCalendarDate(order.deadline),
      note: order.note.trim(),
      lines: order.lines,
      isComplete: order.lines.every(({ inventoryItemId, units }) => units <= receivedOf(before, inventoryItemId)),
    });
    if (!isSaved) return refused(problem("number_taken", "number", { number: order.number.trim() }));
    const items = [...order.lines, ...(before?.lines ?? [])].map(({ inventoryItemId }) => inventoryItemId);
    await deps.jobs.enqueue(tx, [{ name: "estimate-items", shop, inventoryItemIds: [...new Set(items)] }]);
    return done({ purchaseOrderId });
  });
}

/** The shop's day. Throws when the shop was never installed: no page of ours can ask then. */
export async function todayOf(deps: Pick<SupplyDeps, "supply" | "clock">, shop: ShopDomain): Promise<CalendarDate> {
  const state = await deps.supply.shopToday(shop);
  if (state === null) throw new Error(`Shop ${shop} is not installed.`);
  return todayIn(state.timeZone, deps.clock.now());
}

function checkTyped({ number, orderedOn, deadline, note, lines }: PurchaseOrderInput, today: CalendarDate): Problem[] {
  const itemIds = lines.map(({ inventoryItemId }) => inventoryItemId);
  return found([
    checkText(number, "number", { isRequired: true }),
    checkText(note, "note", { isRequired: false }),
    checkDate(orderedOn, "orderedOn", { today, oldestDays: OLDEST_ORDER_DAYS, furthestDays: 0 }),
    deadline === "" ? null : checkDeadline(deadline, today),
    lines.length === 0 ? problem("lines_missing", "lines") : null,
    lines.length > MOST_LINES ? problem("lines_too_many", "lines", { lines: lines.length, most: MOST_LINES }) : null,
    ...lines.map(({ units }, index) => checkUnits(units, `lines.${index}.units`)),
    ...itemIds.map((itemId, index) => (itemIds.indexOf(itemId) < index ? problem("variant_twice", `lines.${index}.inventoryItemId`) : null)),
  ]);
}

export function checkDeadline(deadline: string, today: CalendarDate): Problem | null {
  return checkDate(deadline, "deadline", { today, oldestDays: OLDEST_DEADLINE_DAYS, furthestDays: FURTHEST_DATE_DAYS });
}

function checkVersion(order: PurchaseOrderInput, before: LockedPurchaseOrder | null): Problem[] {
  if (order.purchaseOrderId === null) return [];
  if (before === null) return [problem("purchase_order_unknown", "purchaseOrderId")];
  if (before.version !== order.expectedVersion) return [problem("changed_meanwhile", "expectedVersion")];
  return before.status === "cancelled" ? [problem("purchase_order_closed", "purchaseOrderId", { number: before.number })] : [];
}

async function checkReferences(deps: SupplyDeps, tx: Transaction, { shop, order }: { shop: ShopDomain; order: PurchaseOrderInput }): Promise<Problem[]> {
  const known = await deps.supply.knownItems(
    tx,
    shop,
    order.lines.map(({ inventoryItemId }) => inventoryItemId),
  );
  return found([
    (await deps.supply.hasSupplier(tx, shop, order.supplierId)) ? null : problem("supplier_unknown", "supplierId"),
    (await deps.supply.hasLocation(tx, shop, order.locationId)) ? null : problem("location_unknown", "locationId"),
    ...order.lines.map(({ inventoryItemId }, index) => (known.has(inventoryItemId) ? null : problem("variant_unknown", `lines.${index}.inventoryItemId`))),
  ]);
}

/** What has come in cannot be ordered away. */
function checkReceived(order: PurchaseOrderInput, before: LockedPurchaseOrder | null): Problem[] {
  const typed = order.lines.map(({ inventoryItemId, units }, index) => {
    const received = receivedOf(before, inventoryItemId);
    return units < received ? problem("units_below_received", `lines.${index}.units`, { units, received }) : null;
  });
  const dropped = (before?.lines ?? [])
    .filter(({ inventoryItemId, unitsReceived }) => unitsReceived > 0 && !order.lines.some((line) => line.inventoryItemId === inventoryItemId))
    .map(({ unitsReceived }) => problem("units_below_received", "lines", { units: 0, received: unitsReceived }));
  return found([...typed, ...dropped]);
}

function receivedOf(before: LockedPurchaseOrder | null, inventoryItemId: InventoryItemId): number {
  return before?.lines.find((line) => line.inventoryItemId === inventoryItemId)?.unitsReceived ?? 0;
}
