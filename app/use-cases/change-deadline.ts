/** The supplier agreed to another day. The change is kept with its reason; every date that stood on it is computed anew. */
import { parseCalendarDate } from "../domain/calendar-date.ts";
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome } from "../domain/errors.ts";
import type { InboundShipmentId, ShopDomain } from "../domain/ids.ts";
import { checkText, found } from "../domain/input-checks.ts";
import { checkDeadline, todayOf } from "./save-purchase-order.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";

export interface DeadlineInput {
  readonly inboundShipmentId: InboundShipmentId;
  /** Version of the purchase order that the person saw. */
  readonly expectedVersion: number;
  /** "YYYY-MM-DD", or empty when the supplier takes the day back. */
  readonly deadline: string;
  readonly reason: string;
  readonly actor: string;
}

export async function changeDeadline(
  deps: SupplyDeps,
  { shop, change }: { shop: ShopDomain; change: DeadlineInput },
): Promise<Outcome<{ isChanged: boolean }>> {
  const today = await todayOf(deps, shop);
  const typed = found([change.deadline === "" ? null : checkDeadline(change.deadline, today), checkText(change.reason, "reason", { isRequired: false })]);
  if (typed.length > 0) return refused(...typed);
  return deps.database.transaction(async (tx) => {
    const shipment = await deps.supply.lockShipment(tx, shop, change.inboundShipmentId);
    if (shipment === null) return refused(problem("shipment_unknown", "inboundShipmentId"));
    if (shipment.version !== change.expectedVersion) return refused(problem("changed_meanwhile", "expectedVersion"));
    if (shipment.status !== "ordered") return refused(problem("purchase_order_closed", "inboundShipmentId", { number: shipment.number }));
    const after = parseCalendarDate(change.deadline);
    if (after === shipment.deadline) return done({ isChanged: false });
    const { inboundShipmentId, purchaseOrderId, deadline: before } = shipment;
    const { reason, actor } = change;
    await deps.supply.changeDeadline(tx, shop, { inboundShipmentId, purchaseOrderId, before, after, reason: reason.trim(), actor, at: deps.clock.now() });
    await deps.jobs.enqueue(tx, [{ name: "estimate-items", shop, inventoryItemIds: shipment.lines.map(({ inventoryItemId }) => inventoryItemId) }]);
    return done({ isChanged: true });
  });
}
