/**
 * Everything is read again, page by page: webhooks get lost, and Shopify itself asks apps not to rely on them alone.
 * Open orders first, then those that we hold open and Shopify no longer lists, then the levels of every tracked item.
 * Each page is saved with the place where it ends, so a restart goes on. A second run finds nothing to change.
 */
import type { ShopDomain } from "../domain/ids.ts";
import { PHASES } from "./ports/reconciliation.ts";
import type { Reconciliation, ReconciliationPhase, Reconciliations } from "./ports/reconciliation.ts";
import { foldOrders, ORDERS_PER_READ, recordOrders } from "./record-orders.ts";
import { settleItems } from "./settle-items.ts";
import type { SettleItemsDeps } from "./settle-items.ts";

const ITEMS_PER_PAGE = 100;
/** A shop that has more pages than this is beyond what a single run is built for: better stop than never end. */
const PAGES_PER_RECONCILIATION = 200_000;

export interface ReconcileDeps extends SettleItemsDeps {
  readonly reconciliations: Reconciliations;
}

export interface ReconcileOutcome {
  readonly pagesRead: number;
  readonly changes: number;
}

/** Throws `ShopifyUnavailable` when the reading may be repeated later; then the next run goes on where this one stopped. */
export async function reconcile(deps: ReconcileDeps, { shop }: { shop: ShopDomain }): Promise<ReconcileOutcome> {
  let run = await deps.reconciliations.resume(shop, { now: deps.clock.now(), readSeq: await deps.ledger.nextReadSeq() });
  while (run.pagesRead < PAGES_PER_RECONCILIATION) {
    const { changes, cursor } = await readPage(deps, shop, run);
    const phase: ReconciliationPhase | undefined = cursor === null ? PHASES[PHASES.indexOf(run.phase) + 1] : run.phase;
    run = { ...run, cursor, pagesRead: run.pagesRead + 1, changes: run.changes + changes };
    if (phase === undefined) break;
    if (run.phase === "other_orders" && phase === "levels") await deps.ledger.advanceWatermark(shop, run.startedAt);
    run = { ...run, phase };
    await deps.reconciliations.save(shop, run);
  }
  await deps.reconciliations.finish(shop, run, deps.clock.now());
  return { pagesRead: run.pagesRead, changes: run.changes };
}

interface PageOutcome {
  readonly changes: number;
  /** Where the next page of this phase begins; null: it was the last. */
  readonly cursor: string | null;
}

async function readPage(deps: ReconcileDeps, shop: ShopDomain, run: Reconciliation): Promise<PageOutcome> {
  switch (run.phase) {
    case "open_orders":
      return readOpenOrders(deps, shop, run);
    case "other_orders":
      return readOtherOrders(deps, shop, run);
    case "levels":
      return readLevels(deps, shop, run);
  }
}

async function readOpenOrders(deps: ReconcileDeps, shop: ShopDomain, { cursor }: Reconciliation): Promise<PageOutcome> {
  const page = await deps.orders.open(shop, cursor);
  return { changes: await foldOrders(deps, { shop, facts: page.items }), cursor: page.cursor };
}

async function readOtherOrders(deps: ReconcileDeps, shop: ShopDomain, { cursor, readSeq }: Reconciliation): Promise<PageOutcome> {
  const orderIds = await deps.reconciliations.openOrdersReadBefore(shop, readSeq, cursor, ORDERS_PER_READ);
  if (orderIds.length === 0) return { changes: 0, cursor: null };
  const { ordersChanged } = await recordOrders(deps, { shop, orderIds });
  return { changes: ordersChanged, cursor: orderIds.at(-1) ?? null };
}

async function readLevels(deps: ReconcileDeps, shop: ShopDomain, { cursor }: Reconciliation): Promise<PageOutcome> {
  const inventoryItemIds = await deps.reconciliations.trackedItems(shop, cursor, ITEMS_PER_PAGE);
  if (inventoryItemIds.length === 0) return { changes: 0, cursor: null };
  const { itemsChanged } = await settleItems(deps, { shop, inventoryItemIds });
  return { changes: itemsChanged, cursor: inventoryItemIds.at(-1) ?? null };
}
