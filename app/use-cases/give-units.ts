/**
 * The merchant gives units to a line by hand. Saved with its reason; the settle that follows at once applies it under the
 * item's lock, and says what could not be had.
 */
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome } from "../domain/errors.ts";
import type { LineItemId, ShopDomain } from "../domain/ids.ts";
import { checkText, checkUnits, found } from "../domain/input-checks.ts";
import type { AllocationDeps } from "./allocation-rules.ts";
import type { Clock } from "./ports/clock.ts";

export interface GiveUnitsDeps extends AllocationDeps {
  readonly clock: Clock;
}

export interface UnitsToGive {
  readonly lineItemId: LineItemId;
  readonly units: number;
  readonly reason: string;
  readonly actor: string;
}

export async function giveUnits(deps: GiveUnitsDeps, { shop, gift }: { shop: ShopDomain; gift: UnitsToGive }): Promise<Outcome<{ units: number }>> {
  const { lineItemId, units, actor } = gift;
  const typed = found([checkUnits(units, "units"), checkText(gift.reason, "reason", { isRequired: true })]);
  if (typed.length > 0) return refused(...typed);
  return deps.database.transaction(async (tx) => {
    const place = await deps.desk.waitingPlace(tx, shop, lineItemId);
    if (place === null || place.unitsWaiting <= 0) return refused(problem("nothing_waits", "units"));
    const { inventoryItemId, locationId, unitsWaiting } = place;
    if (units > unitsWaiting) return refused(problem("more_than_waits", "units", { units, waiting: unitsWaiting }));
    await deps.desk.addOverride(tx, shop, { lineItemId, inventoryItemId, locationId, units, actor, reason: gift.reason.trim(), at: deps.clock.now() });
    await deps.jobs.enqueue(tx, [{ name: "settle-items", shop, inventoryItemIds: [inventoryItemId] }]);
    return done({ units });
  });
}
