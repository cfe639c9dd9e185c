/**
 * Everything is compared again: webhooks get lost, and Shopify itself asks apps not to rely on them alone.
 *
 * A small shop is read page by page: open orders first, then those that we hold open and Shopify no longer lists, then
 * the levels of every tracked item. Of a large one Shopify lists orders, fulfillment orders and levels in the background,
 * which costs nothing of the budget that the shop's orders need, and only what differs is read.
 *
 * Each step is saved with the place where it ends, so a restart goes on. A run that takes long is cut into several jobs.
 * A second run finds nothing to change.
 */
import type { InventoryItemId, OrderId, ShopDomain } from "../domain/ids.ts";
import type { ListedRows, ShopListings } from "./ports/listings.ts";
import { PAGED_PHASES } from "./ports/reconciliation.ts";
import type { DriftByKind, DriftKind, Reconciliation, Reconciliations } from "./ports/reconciliation.ts";
import { listingStep } from "./reconcile-by-lists.ts";
import { foldOrders, ORDERS_PER_READ, recordOrders } from "./record-orders.ts";
import { settleItems } from "./settle-items.ts";
import type { SettleItemsDeps } from "./settle-items.ts";

const ITEMS_PER_PAGE = 100;
/** A shop that has more steps than this is beyond what a single run is built for: better stop than never end. */
const STEPS_PER_RECONCILIATION = 200_000;
/** A job is taken from its worker after a quarter of an hour: long before that, another goes on. */
const RUN_MS = 5 * 60_000;
/** From so many open orders or items on, lists are cheaper: 500 orders are 20 questions of 25, a list takes at least half a minute. */
export const LISTS_FROM = { orders: 500, items: 5_000 };

export interface ReconcileDeps extends SettleItemsDeps {
  readonly reconciliations: Reconciliations;
  /** Without them every shop is read page by page. */
  readonly listings?: ShopListings;
  readonly listedRows?: ListedRows;
}

export interface ReconcileOutcome {
  readonly pagesRead: number;
  readonly changes: number;
  readonly drift: DriftByKind;
  /** Seconds until it should be gone on with; null: it is finished. */
  readonly goOnAfterSeconds: number | null;
}

export interface Step {
  readonly run: Reconciliation;
  readonly isLast: boolean;
  /** Shopify is still at it. */
  readonly waitSeconds: number;
}

/** Throws `ShopifyUnavailable` when the reading may be repeated later; then the next run goes on where this one stopped. */
export async function reconcile(
  deps: ReconcileDeps,
  { shop, listsFrom = LISTS_FROM }: { shop: ShopDomain; listsFrom?: { readonly orders: number; readonly items: number } },
): Promise<ReconcileOutcome> {
  const startedMs = Date.parse(deps.clock.now());
  let run = await deps.reconciliations.resume(shop, { now: deps.clock.now(), readSeq: await deps.ledger.nextReadSeq() });
  if (run.phase === "open_orders" && run.pagesRead === 0) run = await begin(deps, shop, run, listsFrom);
  while (run.pagesRead < STEPS_PER_RECONCILIATION) {
    const step = await takeStep(deps, shop, run);
    run = { ...step.run, pagesRead: run.pagesRead + 1 };
    if (step.isLast) break;
    await deps.reconciliations.save(shop, run);
    const isTimeUp = Date.parse(deps.clock.now()) - startedMs > RUN_MS;
    if (step.waitSeconds > 0 || isTimeUp) return { ...run, goOnAfterSeconds: step.waitSeconds };
  }
  await deps.reconciliations.finish(shop, run, deps.clock.now());
  return { ...run, goOnAfterSeconds: null };
}

async function begin(deps: ReconcileDeps, shop: ShopDomain, run: Reconciliation, listsFrom: { orders: number; items: number }): Promise<Reconciliation> {
  if (deps.listings === undefined || deps.listedRows === undefined) return run;
  const { orders, items } = await deps.listings.size(shop);
  if (orders < listsFrom.orders && items < listsFrom.items) return { ...run, toLook: orders + items };
  await deps.listedRows.clear(shop, "all");
  return { ...run, phase: "listing", cursor: null };
}

async function takeStep(deps: ReconcileDeps, shop: ShopDomain, run: Reconciliation): Promise<Step> {
  switch (run.phase) {
    case "open_orders":
    case "other_orders":
    case "levels":
      return readPage(deps, shop, run);
    case "listing": {
      const { listings, listedRows } = deps;
      // Without the means for lists, pages do.
      if (listings === undefined || listedRows === undefined) return { run: { ...run, phase: "open_orders", cursor: null }, isLast: false, waitSeconds: 0 };
      return listingStep({ ...deps, listings, listedRows }, shop, run);
    }
    case "differing_orders":
    case "differing_items":
      return readDiffering(deps, shop, run);
  }
}

interface PageOutcome {
  readonly changes: number;
  readonly looked: number;
  /** Where the next page of this phase begins; null: it was the last. */
  readonly cursor: string | null;
}

async function readPage(deps: ReconcileDeps, shop: ShopDomain, run: Reconciliation): Promise<Step> {
  const page = await (run.phase === "open_orders" ? readOpenOrders : run.phase === "other_orders" ? readOtherOrders : readLevels)(deps, shop, run);
  const after = counted({ ...run, cursor: page.cursor }, run.phase === "levels" ? "levels" : "orders", { ...page, found: page.changes });
  if (page.cursor !== null) return { run: after, isLast: false, waitSeconds: 0 };
  const phases: readonly string[] = PAGED_PHASES;
  const phase = PAGED_PHASES[phases.indexOf(run.phase) + 1];
  if (run.phase === "other_orders") await deps.ledger.advanceWatermark(shop, run.startedAt);
  return { run: { ...after, phase: phase ?? run.phase }, isLast: phase === undefined, waitSeconds: 0 };
}

async function readOpenOrders(deps: ReconcileDeps, shop: ShopDomain, { cursor }: Reconciliation): Promise<PageOutcome> {
  const page = await deps.orders.open(shop, cursor);
  return { changes: await foldOrders(deps, { shop, facts: page.items }), looked: page.items.length, cursor: page.cursor };
}

async function readOtherOrders(deps: ReconcileDeps, shop: ShopDomain, { cursor, readSeq }: Reconciliation): Promise<PageOutcome> {
  const orderIds = await deps.reconciliations.openOrdersReadBefore(shop, readSeq, cursor, ORDERS_PER_READ);
  if (orderIds.length === 0) return { changes: 0, looked: 0, cursor: null };
  const { ordersChanged } = await recordOrders(deps, { shop, orderIds });
  return { changes: ordersChanged, looked: orderIds.length, cursor: orderIds.at(-1) ?? null };
}

async function readLevels(deps: ReconcileDeps, shop: ShopDomain, { cursor }: Reconciliation): Promise<PageOutcome> {
  const inventoryItemIds = await deps.reconciliations.trackedItems(shop, cursor, ITEMS_PER_PAGE);
  if (inventoryItemIds.length === 0) return { changes: 0, looked: 0, cursor: null };
  const { itemsChanged } = await settleItems(deps, { shop, inventoryItemIds });
  return { changes: itemsChanged, looked: inventoryItemIds.length, cursor: inventoryItemIds.at(-1) ?? null };
}

/** Orders first: an item is settled when its orders are known. */
async function readDiffering(deps: ReconcileDeps, shop: ShopDomain, run: Reconciliation): Promise<Step> {
  const isOfOrders = run.phase === "differing_orders";
  const next = await deps.listedRows?.differing(shop, isOfOrders ? ["orders", "places"] : ["levels"], isOfOrders ? ORDERS_PER_READ : ITEMS_PER_PAGE);
  if (next == null) {
    if (isOfOrders) await deps.ledger.advanceWatermark(shop, run.startedAt);
    return { run: { ...run, phase: "differing_items" }, isLast: !isOfOrders, waitSeconds: 0 };
  }
  const { kind, owners } = next;
  // The kind says whose ids they are.
  const changes = isOfOrders
    ? await readOrdersAnew(deps, shop, owners as readonly OrderId[])
    : (await settleItems(deps, { shop, inventoryItemIds: owners as readonly InventoryItemId[] })).itemsChanged;
  await deps.listedRows?.settle(shop, kind, owners);
  return { run: counted(run, kind, { changes, looked: owners.length, found: 0 }), isLast: false, waitSeconds: 0 };
}

async function readOrdersAnew(deps: ReconcileDeps, shop: ShopDomain, orderIds: readonly OrderId[]): Promise<number> {
  const { ordersChanged, inventoryItemIds } = await recordOrders(deps, { shop, orderIds });
  await settleItems(deps, { shop, inventoryItemIds });
  return ordersChanged;
}

function counted(run: Reconciliation, kind: DriftKind, { changes, looked, found }: { changes: number; looked: number; found: number }): Reconciliation {
  const before = run.drift[kind];
  const drift = { ...run.drift, [kind]: { found: before.found + found, repaired: before.repaired + changes } };
  return { ...run, drift, changes: run.changes + changes, looked: run.looked + looked };
}
