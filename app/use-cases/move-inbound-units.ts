/** The supplier delivers in parts: units of one delivery are put off to another, or to a new one with its own deadline. */
import { parseCalendarDate } from "../domain/calendar-date.ts";
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome, Problem } from "../domain/errors.ts";
import type { InboundShipmentId, ShopDomain } from "../domain/ids.ts";
import { checkText, checkUnits, found, MOST_SHIPMENTS } from "../domain/input-checks.ts";
import { moveUnits, openUnitsOf } from "../domain/purchase-order.ts";
import type { InboundShipment, ItemUnits } from "../domain/purchase-order.ts";
import { checkSeen, openShipmentOf, saveChangedOrder } from "./change-purchase-order.ts";
import type { LockedPurchaseOrder } from "./ports/supply.ts";
import { checkDeadline, todayOf } from "./save-purchase-order.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";

export interface MoveInput {
  readonly inboundShipmentId: InboundShipmentId;
  /** Null: a new delivery. */
  readonly toShipmentId: InboundShipmentId | null;
  /** Of a new delivery: "YYYY-MM-DD", or empty while the supplier has not agreed to a day. */
  readonly deadline: string;
  readonly expectedVersion: number;
  readonly lines: readonly ItemUnits[];
  readonly reason: string;
  readonly actor: string;
}

export async function moveInboundUnits(
  deps: SupplyDeps,
  { shop, move }: { shop: ShopDomain; move: MoveInput },
): Promise<Outcome<{ toShipmentId: InboundShipmentId }>> {
  const today = await todayOf(deps, shop);
  const isDated = move.toShipmentId === null && move.deadline !== "";
  const typed = found([
    isDated ? checkDeadline(move.deadline, today) : null,
    checkText(move.reason, "reason", { isRequired: false }),
    move.lines.length === 0 ? problem("lines_missing", "lines") : null,
    ...move.lines.map(({ units }, index) => checkUnits(units, `lines.${index}.units`)),
  ]);
  if (typed.length > 0) return refused(...typed);
  return deps.database.transaction(async (tx) => {
    const locked = await deps.supply.lockPurchaseOrderOf(tx, shop, move.inboundShipmentId);
    if (locked === null) return refused(problem("shipment_unknown", "inboundShipmentId"));
    const seen = checkSeen(locked, move.expectedVersion);
    if (seen.length > 0) return refused(...seen);
    const from = openShipmentOf(locked, move.inboundShipmentId);
    if ("code" in from) return refused(from);
    const problems = [...checkTarget(locked, move), ...checkMoved(from, move.lines)];
    if (problems.length > 0) return refused(...problems);
    const toShipmentId = move.toShipmentId ?? (crypto.randomUUID() as InboundShipmentId); // a new id
    const { order: before } = locked;
    const deadlineOfNew = isDated ? parseCalendarDate(move.deadline) : null;
    const after = moveUnits(before, { from: move.inboundShipmentId, to: toShipmentId, deadlineOfNew, lines: move.lines });
    await saveChangedOrder(deps, tx, { shop, before, after, reason: move.reason, actor: move.actor });
    return done({ toShipmentId });
  });
}

function checkTarget(locked: LockedPurchaseOrder, { inboundShipmentId, toShipmentId }: MoveInput): Problem[] {
  if (toShipmentId === null)
    return locked.order.shipments.length >= MOST_SHIPMENTS ? [problem("shipments_too_many", "toShipmentId", { most: MOST_SHIPMENTS })] : [];
  if (toShipmentId === inboundShipmentId) return [problem("same_shipment", "toShipmentId")];
  const target = openShipmentOf(locked, toShipmentId);
  return "code" in target ? [{ ...target, field: "toShipmentId" }] : [];
}

function checkMoved(from: InboundShipment, lines: readonly ItemUnits[]): Problem[] {
  const itemIds = lines.map(({ inventoryItemId }) => inventoryItemId);
  return found(
    lines.map(({ inventoryItemId, units }, index) => {
      if (itemIds.indexOf(inventoryItemId) < index) return problem("variant_twice", `lines.${index}.inventoryItemId`);
      const open = openUnitsOf(from, inventoryItemId);
      if (open === 0) return problem("not_in_shipment", `lines.${index}.inventoryItemId`);
      return units > open ? problem("more_than_open", `lines.${index}.units`, { units, open }) : null;
    }),
  );
}
