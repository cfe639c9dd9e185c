/**
 * A shop observes, goes live and pauses. Observing, the ledger ranks and settles and computes dates, and does nothing in
 * Shopify and writes to nobody. Live is chosen variant by variant: those left out keep their mode as a plan.
 *
 * Pausing asks what becomes of what we hold: kept as it stands, or given back, step by step, by a job that a restart
 * resumes. Preparing to leave is a pause that gives everything back. Dates that were promised stay promised.
 */
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome } from "../domain/errors.ts";
import type { ShopDomain, VariantId } from "../domain/ids.ts";
import type { Clock } from "./ports/clock.ts";
import type { Job, Jobs } from "./ports/jobs.ts";
import type { Stages } from "./ports/stages.ts";
import type { SupplyStore } from "./ports/supply.ts";
import type { Database } from "./ports/transaction.ts";
import { inChunks } from "./record-orders.ts";

/** More orders than a shop has waiting. */
const MOST_ORDERS = 50_000;
const ITEMS_PER_JOB = 100;

export interface ChangeStageDeps {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly stages: Stages;
  readonly supply: Pick<SupplyStore, "ordersToHold" | "datedItems">;
}

export interface GoLive {
  /** The variants to act for; "all": every one that is switched on or planned. */
  readonly variantIds: readonly VariantId[] | "all";
  /** Whether customers who wait already are told a date now; else only those who order from now on. */
  readonly tellsWaiting: boolean;
}

/** Goes live with the variants. Answers how many. In a shop that is live already the others are left out from now on. */
export async function goLive(deps: ChangeStageDeps, { shop, choice }: { shop: ShopDomain; choice: GoLive }): Promise<Outcome<{ variants: number }>> {
  return deps.database.transaction(async (tx) => {
    if ((await deps.stages.setStage(tx, shop, "live")) === null) return refused(problem("stage_unknown", "stage"));
    await deps.stages.endGivingBack(tx, shop, deps.clock.now());
    const planned = await deps.stages.plannedVariants(tx, shop);
    const chosen = choice.variantIds === "all" ? planned : planned.filter(({ variantId }) => choice.variantIds.includes(variantId));
    const chosenIds = chosen.map(({ variantId }) => variantId);
    await deps.stages.chooseLive(tx, shop, chosenIds);
    const leftOut = planned.filter(({ variantId }) => !chosenIds.includes(variantId));
    const toHold = await deps.supply.ordersToHold(tx, shop, { limit: MOST_ORDERS });
    const toTell = choice.tellsWaiting ? await deps.stages.untoldOrders(tx, shop, MOST_ORDERS) : [];
    await deps.jobs.enqueue(tx, [
      ...(await itemJobs(deps, tx, shop)),
      ...[...chosen, ...leftOut].map(({ variantId }): Job => ({ name: "set-inventory-policy", shop, variantId })),
      ...toHold.map((orderId): Job => ({ name: "apply-holds", shop, orderId })),
      ...toTell.map((orderId): Job => ({ name: "confirm-backorder", shop, orderId })),
    ]);
    return done({ variants: chosen.length });
  });
}

/** New dates for everything, and a settle: what arrived while observing is given out under the shop's own eyes. */
async function itemJobs(deps: ChangeStageDeps, tx: Parameters<Stages["setStage"]>[0], shop: ShopDomain): Promise<Job[]> {
  const items = await deps.supply.datedItems(tx, shop);
  return inChunks(items, ITEMS_PER_JOB).flatMap((inventoryItemIds): Job[] => [
    { name: "estimate-items", shop, inventoryItemIds },
    { name: "settle-items", shop, inventoryItemIds },
  ]);
}

/** Back to observing, at any time. `givesBack`: switches, holds and dates on the storefront are taken back too. */
export async function pauseShop(deps: ChangeStageDeps, { shop, givesBack }: { shop: ShopDomain; givesBack: boolean }): Promise<Outcome<null>> {
  return observe(deps, shop, givesBack ? "pause" : null);
}

/** The shop observes, and everything that is ours in it is given back. */
export async function prepareToLeave(deps: ChangeStageDeps, { shop }: { shop: ShopDomain }): Promise<Outcome<null>> {
  return observe(deps, shop, "leave");
}

function observe(deps: ChangeStageDeps, shop: ShopDomain, purpose: "pause" | "leave" | null): Promise<Outcome<null>> {
  return deps.database.transaction(async (tx) => {
    if ((await deps.stages.setStage(tx, shop, "observe")) === null) return refused(problem("stage_unknown", "stage"));
    await deps.stages.adoptPlans(tx, shop);
    if (purpose === null) return done(null);
    await deps.stages.beginGivingBack(tx, shop, { at: deps.clock.now(), purpose });
    await deps.jobs.enqueue(tx, [{ name: "give-back", shop }]);
    return done(null);
  });
}
