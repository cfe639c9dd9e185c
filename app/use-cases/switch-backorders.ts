/**
 * Backorders of a variant are switched on, off, or to autopilot, with a limit. Shopify's own switch is ours while they are
 * on; what it was before is remembered and given back, and so are the orders that we hold.
 */
import { BACKORDER_MODES } from "../domain/backorder-cap.ts";
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome, Problem } from "../domain/errors.ts";
import type { ShopDomain, VariantId } from "../domain/ids.ts";
import { checkUnits, found, MOST_UNITS } from "../domain/input-checks.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";

export interface SwitchInput {
  readonly variantId: VariantId;
  /** off, on or autopilot */
  readonly mode: string;
  /** Backordered units that may be owed at once; 0 is 0, null is no limit. */
  readonly limit: number | null;
  /** Fewer units of a line leave only when nothing of it waits; null: as the shop's settings say; absent: as it was. */
  readonly leastShippable?: number | null;
  /** Whether it is ordered from its supplier when it has been sold; absent: as it was. */
  readonly madeToOrder?: boolean;
  /** Whether customers who wait already are told a date now; else only those who order from now on. */
  readonly tellsWaiting?: boolean;
}

/** Oldest first; whoever waits further back is held and told when their turn moves. */
const MOST_WAITING_ORDERS = 1_000;
/** Far more orders than wait for one variant: what we hold and nobody releases would never leave. */
const MOST_HELD_ORDERS = 50_000;

export async function switchBackorders(deps: SupplyDeps, { shop, change }: { shop: ShopDomain; change: SwitchInput }): Promise<Outcome<null>> {
  const { variantId, limit } = change;
  const mode = BACKORDER_MODES.find((known) => known === change.mode);
  const { leastShippable: least } = change;
  const typed = found([
    mode === undefined ? problem("mode_unknown", "mode") : null,
    checkLimit(limit),
    least === undefined || least === null ? null : checkUnits(least, "leastShippable"),
  ]);
  if (mode === undefined || typed.length > 0) return refused(...typed);
  return deps.database.transaction(async (tx) => {
    const variant = await deps.supply.lockVariant(tx, shop, variantId);
    if (variant === null) return refused(problem("variant_unknown", "variantId"));
    const leastShippable = least === undefined ? variant.leastShippable : least;
    await deps.supply.saveSwitch(tx, shop, { variantId, mode, limit, leastShippable, madeToOrder: change.madeToOrder ?? null });
    const inventoryItemIds = [variant.inventoryItemId];
    const held = variant.mode !== "off" && mode === "off" ? await deps.supply.heldOrders(tx, shop, { ...variant, limit: MOST_HELD_ORDERS }) : [];
    const parcelsChange = mode !== "off" && leastShippable !== variant.leastShippable;
    const starts = variant.mode === "off" && mode !== "off";
    const waiting = starts || parcelsChange ? await deps.supply.waitingOrders(tx, shop, { ...variant, limit: MOST_WAITING_ORDERS }) : [];
    await deps.jobs.enqueue(tx, [
      { name: "set-inventory-policy", shop, variantId },
      { name: "estimate-items", shop, inventoryItemIds },
      { name: "settle-items", shop, inventoryItemIds },
      ...[...held, ...waiting].map((orderId) => ({ name: "apply-holds", shop, orderId }) as const),
      ...(starts && change.tellsWaiting === true ? waiting : []).map((orderId) => ({ name: "confirm-backorder", shop, orderId }) as const),
    ]);
    return done(null);
  });
}

function checkLimit(limit: number | null): Problem | null {
  if (limit === null) return null;
  if (!Number.isInteger(limit) || limit < 0) return problem("limit_not_whole", "limit");
  return limit > MOST_UNITS ? problem("limit_too_large", "limit", { most: MOST_UNITS }) : null;
}
