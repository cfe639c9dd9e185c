/**
 * A purchase order is written or changed: what is ordered, at what cost, and the day the supplier agreed to. A draft is
 * no supply yet. Its items get new dates.
 */
import { parseCalendarDate, todayIn } from "../domain/calendar-date.ts";
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome, Problem } from "../domain/errors.ts";
import type { CalendarDate, InboundShipmentId, InventoryItemId, LocationId, PurchaseOrderId, ShopDomain, SupplierId } from "../domain/ids.ts";
import { checkDate, checkText, checkUnits, found, FURTHEST_DATE_DAYS, MOST_LINES, MOST_SHIPMENTS, OLDEST_DEADLINE_DAYS } from "../domain/input-checks.ts";
import { checkAmount, toCents } from "../domain/money.ts";
import { changeDeadline, isOpen, leastUnits, setLines, unitsWanted } from "../domain/purchase-order.ts";
import type { PurchaseOrder } from "../domain/purchase-order.ts";
import { checkSeen, saveChangedOrder } from "./change-purchase-order.ts";
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
  /**
   * "YYYY-MM-DD", or empty while the supplier has not agreed to a day. Of the one open delivery; where there are several
   * each keeps its own, and where there is none it is that of the new one.
   */
  readonly deadline: string;
  readonly note: string;
  /** Not sent to the supplier yet; ignored for one that was ordered. */
  readonly isDraft?: boolean;
  readonly lines: readonly OrderLineInput[];
  readonly actor?: string;
}

export interface OrderLineInput {
  readonly inventoryItemId: InventoryItemId;
  readonly units: number;
  /** For one unit, 12.5 for twelve and a half; null: not known. */
  readonly unitCost?: number | null;
}

export async function savePurchaseOrder(
  deps: SupplyDeps,
  { shop, order }: { shop: ShopDomain; order: PurchaseOrderInput },
): Promise<Outcome<{ purchaseOrderId: PurchaseOrderId }>> {
  const today = await todayOf(deps, shop);
  const typed = checkTyped(order, today);
  if (typed.length > 0) return refused(...typed);
  return deps.database.transaction(async (tx) => {
    const locked = order.purchaseOrderId === null ? null : await deps.supply.lockPurchaseOrder(tx, shop, order.purchaseOrderId);
    const supplier = await deps.supply.findSupplier(tx, shop, order.supplierId);
    const problems = [
      ...checkLocked(order, locked),
      ...(supplier === null ? [problem("supplier_unknown", "supplierId")] : []),
      ...(await checkPlaceAndItems(deps, tx, { shop, order, before: locked?.order ?? null })),
      ...checkReceived(order, locked?.order ?? null),
    ];
    if (problems.length > 0) return refused(...problems);
    const before = locked?.order ?? null;
    const after = edited(before ?? blank(order, supplier?.currency ?? ""), order, today);
    if (!(await saveChangedOrder(deps, tx, { shop, before, after, reason: "", actor: order.actor ?? "" })))
      return refused(problem("number_taken", "number", { number: order.number.trim() }));
    return done({ purchaseOrderId: after.purchaseOrderId });
  });
}

/** The shop's day. Throws when the shop was never installed: no page of ours can ask then. */
export async function todayOf(deps: Pick<SupplyDeps, "supply" | "clock">, shop: ShopDomain): Promise<CalendarDate> {
  const state = await deps.supply.shopToday(shop);
  if (state === null) throw new Error(`Shop ${shop} is not installed.`);
  return todayIn(state.timeZone, deps.clock.now());
}

function blank({ number, supplierId, locationId, isDraft = false }: PurchaseOrderInput, currency: string): PurchaseOrder {
  const purchaseOrderId = crypto.randomUUID() as PurchaseOrderId; // a new id
  const orderedOn = "" as CalendarDate; // set with everything else that was typed
  return { purchaseOrderId, number, supplierId, locationId, status: isDraft ? "draft" : "ordered", orderedOn, note: "", currency, lines: [], shipments: [] };
}

function edited(before: PurchaseOrder, input: PurchaseOrderInput, today: CalendarDate): PurchaseOrder {
  const { supplierId, locationId } = input;
  const deadline = parseCalendarDate(input.deadline);
  const head = { number: input.number.trim(), supplierId, locationId, note: input.note.trim(), orderedOn: parseCalendarDate(input.orderedOn) ?? today };
  const lines = input.lines.map(({ inventoryItemId, units, unitCost }) => ({
    inventoryItemId,
    units,
    unitCostCents: unitCost === undefined ? (costOf(before, inventoryItemId) ?? null) : toCents(unitCost),
  }));
  const fresh = { inboundShipmentId: crypto.randomUUID() as InboundShipmentId, deadline }; // a new id
  const after = setLines({ ...before, ...head }, lines, fresh);
  const [only, ...others] = after.shipments.filter(isOpen);
  return only === undefined || others.length > 0 ? after : changeDeadline(after, only.inboundShipmentId, deadline);
}

function costOf({ lines }: PurchaseOrder, inventoryItemId: InventoryItemId): number | null | undefined {
  return lines.find((line) => line.inventoryItemId === inventoryItemId)?.unitCostCents;
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
    ...lines.map(({ unitCost = null }, index) => checkAmount(unitCost, `lines.${index}.unitCost`)),
    ...itemIds.map((itemId, index) => (itemIds.indexOf(itemId) < index ? problem("variant_twice", `lines.${index}.inventoryItemId`) : null)),
  ]);
}

export function checkDeadline(deadline: string, today: CalendarDate): Problem | null {
  return checkDate(deadline, "deadline", { today, oldestDays: OLDEST_DEADLINE_DAYS, furthestDays: FURTHEST_DATE_DAYS });
}

function checkLocked(order: PurchaseOrderInput, locked: LockedPurchaseOrder | null): Problem[] {
  if (order.purchaseOrderId === null) return [];
  if (locked === null) return [problem("purchase_order_unknown", "purchaseOrderId")];
  const { number, status, shipments } = locked.order;
  return [
    ...checkSeen(locked, order.expectedVersion),
    ...(status === "cancelled" ? [problem("purchase_order_closed", "purchaseOrderId", { number })] : []),
    ...(shipments.length >= MOST_SHIPMENTS && !shipments.some(isOpen) ? [problem("shipments_too_many", "lines", { most: MOST_SHIPMENTS })] : []),
  ];
}

/** A line of a variant that has gone since may stay as it is, so that the rest of the order can still be changed. */
async function checkPlaceAndItems(
  deps: SupplyDeps,
  tx: Transaction,
  { shop, order, before }: { shop: ShopDomain; order: PurchaseOrderInput; before: PurchaseOrder | null },
): Promise<Problem[]> {
  const wanted = order.lines.map(({ inventoryItemId }) => inventoryItemId);
  const known = await deps.supply.knownItems(tx, shop, wanted);
  const isFine = ({ inventoryItemId, units }: OrderLineInput) => {
    const line = before?.lines.find((one) => one.inventoryItemId === inventoryItemId);
    return known.has(inventoryItemId) || (line !== undefined && units <= unitsWanted(line));
  };
  return found([
    (await deps.supply.hasLocation(tx, shop, order.locationId)) ? null : problem("location_unknown", "locationId"),
    ...order.lines.map((line, index) => (isFine(line) ? null : problem("variant_unknown", `lines.${index}.inventoryItemId`))),
  ]);
}

/** What has come in cannot be ordered away. */
function checkReceived(order: PurchaseOrderInput, before: PurchaseOrder | null): Problem[] {
  if (before === null) return [];
  const typed = order.lines.map(({ inventoryItemId, units }, index) => {
    const received = leastUnits(before, inventoryItemId);
    return units < received ? problem("units_below_received", `lines.${index}.units`, { units, received }) : null;
  });
  const dropped = before.lines
    .filter(({ inventoryItemId }) => !order.lines.some((line) => line.inventoryItemId === inventoryItemId))
    .map(({ inventoryItemId }) => leastUnits(before, inventoryItemId))
    .map((received) => (received > 0 ? problem("units_below_received", "lines", { units: 0, received }) : null));
  return found([...typed, ...dropped]);
}
