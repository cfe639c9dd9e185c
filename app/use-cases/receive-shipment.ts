/**
 * Goods come in. The receipt is saved with the units that leave the lot and with the job that puts them on Shopify's
 * shelf, in one transaction; until Shopify confirms they are in receipt and count exactly once. Who gets them is decided
 * by the settle that follows; the preview says what it would decide now.
 */
import { freeUnits } from "../domain/allocatable-units.ts";
import type { AllocationPolicy } from "../domain/allocation.ts";
import { parseCalendarDate } from "../domain/calendar-date.ts";
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome, Problem } from "../domain/errors.ts";
import type { CalendarDate, InboundShipmentId, InventoryItemId, ReceiptId, ShopDomain } from "../domain/ids.ts";
import type { LeaveStep } from "../domain/leave-days.ts";
import { previewPolicies } from "../domain/receipt-preview.ts";
import type { PolicyPreview } from "../domain/receipt-preview.ts";
import type { QueueStore } from "./ports/queue.ts";
import { leavesAt } from "./serving-rules.ts";
import { checkDate, checkUnits, found } from "../domain/input-checks.ts";
import { openUnitsOf, receive } from "../domain/purchase-order.ts";
import { checkSeen, openShipmentOf, saveChangedOrder } from "./change-purchase-order.ts";
import type { LockedPurchaseOrder, LockedShipment, QueueHead, ReceiptLine, WaitingLine } from "./ports/supply.ts";
import type { Transaction } from "./ports/transaction.ts";
import { todayOf } from "./save-purchase-order.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";

/** Older receipts are typing errors. */
const OLDEST_RECEIPT_DAYS = 366;

export interface ReceiptInput {
  readonly inboundShipmentId: InboundShipmentId;
  /** Version of the purchase order that the person saw: of two people who receive at once, the second is told. */
  readonly expectedVersion: number;
  /** "YYYY-MM-DD" */
  readonly receivedOn: string;
  /** Lines without units are left out by the page. */
  readonly lines: readonly ReceiptLine[];
  /** More than was ordered is really there. */
  readonly allowsMoreThanOrdered: boolean;
  readonly actor: string;
}

export interface ReceiptPreview {
  readonly inventoryItemId: InventoryItemId;
  readonly units: number;
  /** The shop's own policy. */
  readonly policy: AllocationPolicy;
  readonly policies: readonly PolicyPreview<WaitingLine>[];
}

export type PreviewDeps = Pick<SupplyDeps, "supply" | "database" | "clock"> & { readonly queue: Pick<QueueStore, "packing"> };

/** Who would get the units under each policy, if they were on the shelf now. Decides nothing. */
export async function previewReceipt(
  deps: PreviewDeps,
  { shop, inboundShipmentId, lines }: { shop: ShopDomain; inboundShipmentId: InboundShipmentId; lines: readonly ReceiptLine[] },
): Promise<Outcome<ReceiptPreview[]>> {
  const shipment = await deps.supply.readShipment(shop, inboundShipmentId);
  if (shipment === null) return refused(problem("shipment_unknown", "inboundShipmentId"));
  const typed = checkLines(lines, shipment);
  if (typed.length > 0) return refused(...typed);
  const heads = await deps.supply.queueHeads(shop, shipment.locationId, lines);
  const packing = await deps.database.transaction((tx) => deps.queue.packing(tx, shop));
  const now = deps.clock.now();
  return done(
    lines.flatMap(({ inventoryItemId, units }) => {
      const head = heads.find((one) => one.inventoryItemId === inventoryItemId);
      if (head === undefined) return [];
      const leaves = leavesAt(shipment.locationId, { packing, unitsToGive: units, now });
      return [{ inventoryItemId, units, policy: head.policy, policies: compare(head, { units, leaves }) }];
    }),
  );
}

function compare(head: QueueHead, { units, leaves }: { units: number; leaves: readonly LeaveStep[] }): PolicyPreview<WaitingLine>[] {
  const { allocatableUnits, nobodysUnits } = freeUnits({ ...head, available: head.available + units });
  const free = { units: Math.min(allocatableUnits, units), onShelf: nobodysUnits };
  return previewPolicies(head.waiting, { units, free, leaves, reserves: head.reserves });
}

export async function receiveShipment(
  deps: SupplyDeps,
  { shop, receipt }: { shop: ShopDomain; receipt: ReceiptInput },
): Promise<Outcome<{ receiptId: ReceiptId }>> {
  const today = await todayOf(deps, shop);
  const typed = found([checkDate(receipt.receivedOn, "receivedOn", { today, oldestDays: OLDEST_RECEIPT_DAYS, furthestDays: 0 })]);
  if (typed.length > 0) return refused(...typed);
  return deps.database.transaction(async (tx) => {
    const locked = await deps.supply.lockPurchaseOrderOf(tx, shop, receipt.inboundShipmentId);
    if (locked === null) return refused(problem("shipment_unknown", "inboundShipmentId"));
    const { inboundShipmentId, lines, actor } = receipt;
    const receivedOn: CalendarDate = parseCalendarDate(receipt.receivedOn) ?? today;
    const problems = checkReceipt(receipt, { locked, receivedOn });
    if (problems.length > 0) return refused(...problems);
    const gone = await checkGone(deps, tx, { shop, lines });
    if (gone.length > 0) return refused(...gone);
    const receiptId = crypto.randomUUID() as ReceiptId; // also the idempotency key with Shopify, saved before it is used
    const { order: before } = locked;
    const after = receive(before, { inboundShipmentId, receivedOn, lines });
    await saveChangedOrder(deps, tx, { shop, before, after, reason: "", actor });
    const { locationId } = before;
    await deps.supply.saveReceipt(tx, shop, { receiptId, inboundShipmentId, locationId, receivedOn, actor, lines, at: deps.clock.now(), onShelf: null });
    await deps.jobs.enqueue(tx, [{ name: "confirm-receipt", shop, receiptId }]);
    return done({ receiptId });
  });
}

function checkReceipt(receipt: ReceiptInput, { locked, receivedOn }: { locked: LockedPurchaseOrder; receivedOn: CalendarDate }): Problem[] {
  const seen = checkSeen(locked, receipt.expectedVersion);
  if (seen.length > 0) return seen;
  const { number, status, orderedOn } = locked.order;
  if (status === "draft") return [problem("purchase_order_draft", "inboundShipmentId", { number })];
  const shipment = openShipmentOf(locked, receipt.inboundShipmentId);
  if ("code" in shipment) return [shipment];
  if (receivedOn < orderedOn) return [problem("receipt_before_order", "receivedOn", { date: receivedOn, orderedOn })];
  const typed = checkLines(receipt.lines, shipment);
  if (typed.length > 0 || receipt.allowsMoreThanOrdered) return typed;
  return found(
    receipt.lines.map(({ inventoryItemId, units }, index) => {
      const open = openUnitsOf(shipment, inventoryItemId);
      return units > open ? problem("more_than_ordered", `lines.${index}.units`, { units, open }) : null;
    }),
  );
}

/** Shopify takes no units of a variant that is deleted or whose stock it does not track. */
async function checkGone(deps: SupplyDeps, tx: Transaction, { shop, lines }: { shop: ShopDomain; lines: readonly ReceiptLine[] }): Promise<Problem[]> {
  const itemIds = lines.map(({ inventoryItemId }) => inventoryItemId);
  const known = await deps.supply.knownItems(tx, shop, itemIds);
  return found(itemIds.map((itemId, index) => (known.has(itemId) ? null : problem("variant_unknown", `lines.${index}.units`))));
}

function checkLines(lines: readonly ReceiptLine[], shipment: Pick<LockedShipment, "lines">): Problem[] {
  const itemIds = lines.map(({ inventoryItemId }) => inventoryItemId);
  return found([
    lines.length === 0 ? problem("nothing_received", "lines") : null,
    ...lines.map(({ units }, index) => checkUnits(units, `lines.${index}.units`)),
    ...itemIds.map((itemId, index) => (itemIds.indexOf(itemId) < index ? problem("variant_twice", `lines.${index}.inventoryItemId`) : null)),
    ...itemIds.map((itemId, index) =>
      shipment.lines.some((line) => line.inventoryItemId === itemId) ? null : problem("not_in_shipment", `lines.${index}.inventoryItemId`),
    ),
  ]);
}
