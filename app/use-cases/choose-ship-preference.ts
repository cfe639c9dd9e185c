/**
 * The merchant decides how one order ships. Its holds are drawn anew, and its items settled: an order that may leave as
 * ready may borrow, one that ships together may lend.
 */
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome } from "../domain/errors.ts";
import type { OrderId, ShopDomain } from "../domain/ids.ts";
import { SHIP_PREFERENCES } from "../domain/units-to-hold.ts";
import type { Clock } from "./ports/clock.ts";
import type { Job, Jobs } from "./ports/jobs.ts";
import type { ShipPreferences } from "./ports/ship-preferences.ts";
import type { Database } from "./ports/transaction.ts";

export interface ChooseShipPreferenceDeps {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly shipPreferences: ShipPreferences;
}

export interface ShipPreferenceInput {
  readonly orderId: OrderId;
  /** as_ready or together */
  readonly preference: string;
  readonly actor: string;
}

export async function chooseShipPreference(
  deps: ChooseShipPreferenceDeps,
  { shop, choice }: { shop: ShopDomain; choice: ShipPreferenceInput },
): Promise<Outcome<null>> {
  const { orderId, actor } = choice;
  const after = SHIP_PREFERENCES.find((known) => known === choice.preference);
  if (after === undefined) return refused(problem("ship_preference_unknown", "preference"));
  return deps.database.transaction(async (tx) => {
    const order = await deps.shipPreferences.lock(tx, shop, orderId);
    if (order === null) return refused(problem("order_unknown", "orderId"));
    if (order.preference === after) return done(null);
    await deps.shipPreferences.choose(tx, shop, { orderId, before: order.preference, after, actor, at: deps.clock.now() });
    const settle: Job[] = order.inventoryItemIds.length === 0 ? [] : [{ name: "settle-items", shop, inventoryItemIds: order.inventoryItemIds }];
    await deps.jobs.enqueue(tx, [{ name: "apply-holds", shop, orderId }, ...settle]);
    return done(null);
  });
}
