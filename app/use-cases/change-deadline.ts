/** The supplier agreed to another day. The change is kept with its reason; every date that stood on it is computed anew. */
import { parseCalendarDate } from "../domain/calendar-date.ts";
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome } from "../domain/errors.ts";
import type { InboundShipmentId, ShopDomain } from "../domain/ids.ts";
import { checkText, found } from "../domain/input-checks.ts";
import { changeDeadline as withDeadline } from "../domain/purchase-order.ts";
import { checkSeen, openShipmentOf, saveChangedOrder } from "./change-purchase-order.ts";
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
  const { inboundShipmentId, expectedVersion, reason, actor } = change;
  const typed = found([change.deadline === "" ? null : checkDeadline(change.deadline, today), checkText(reason, "reason", { isRequired: false })]);
  if (typed.length > 0) return refused(...typed);
  return deps.database.transaction(async (tx) => {
    const locked = await deps.supply.lockPurchaseOrderOf(tx, shop, inboundShipmentId);
    if (locked === null) return refused(problem("shipment_unknown", "inboundShipmentId"));
    const seen = checkSeen(locked, expectedVersion);
    if (seen.length > 0) return refused(...seen);
    const shipment = openShipmentOf(locked, inboundShipmentId);
    if ("code" in shipment) return refused(shipment);
    const deadline = parseCalendarDate(change.deadline);
    if (deadline === shipment.deadline) return done({ isChanged: false });
    const { order: before } = locked;
    await saveChangedOrder(deps, tx, { shop, before, after: withDeadline(before, inboundShipmentId, deadline), reason, actor });
    return done({ isChanged: true });
  });
}
