/**
 * New dates for items whose supply, queue or calendar changed: the curve, the estimates along the queue, the promises
 * that no longer hold, and what the storefront is told. All of it is one transaction, so that a customer is told of a
 * new date exactly if it was saved. Twice without new facts writes nothing.
 */
import { policyForCap } from "../domain/backorder-cap.ts";
import type { Instant, InventoryItemId, LocationId, ShopDomain } from "../domain/ids.ts";
import { needsPublishing, publish } from "../domain/published-promise.ts";
import { contentOf, estimateItem, layOutLocations } from "./item-estimate.ts";
import type { EstimatedItem } from "./item-estimate.ts";
import { movedPromises } from "./moved-promises.ts";
import type { Clock } from "./ports/clock.ts";
import type { Job, Jobs } from "./ports/jobs.ts";
import type { EstimateFacts, EstimateStore, MovedLines, PromiseStore } from "./ports/promises.ts";
import { noticeIdOf } from "./ports/queue.ts";
import type { Database, Transaction } from "./ports/transaction.ts";

/** Items estimated in one transaction: it holds their locks, so it must stay short. */
const ITEMS_PER_TRANSACTION = 25;

export interface EstimateItemsDeps {
  readonly estimates: EstimateStore;
  readonly promises: PromiseStore;
  readonly database: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
}

export async function estimateItems(
  deps: EstimateItemsDeps,
  { shop, inventoryItemIds }: { shop: ShopDomain; inventoryItemIds: readonly InventoryItemId[] },
): Promise<void> {
  const all = [...new Set(inventoryItemIds)].sort();
  for (let first = 0; first < all.length; first += ITEMS_PER_TRANSACTION) {
    const chunk = all.slice(first, first + ITEMS_PER_TRANSACTION);
    await deps.database.transaction((tx) => estimateChunk(deps, tx, { shop, inventoryItemIds: chunk }));
  }
}

async function estimateChunk(
  deps: EstimateItemsDeps,
  tx: Transaction,
  { shop, inventoryItemIds }: { shop: ShopDomain; inventoryItemIds: InventoryItemId[] },
): Promise<void> {
  const now = deps.clock.now();
  const facts = await deps.estimates.lock(tx, shop, { inventoryItemIds, now });
  if (facts === null) return;
  const locations = layOutLocations(facts, now);
  // An item whose receipt is on its way into Shopify's stock is estimated when that is confirmed.
  const items = facts.items.filter(({ isReceiptUncertain }) => !isReceiptUncertain).map((item) => estimateItem(item, { facts, locations, now }));

  const { movedWork, movedLines } = await deps.estimates.saveCurves(
    tx,
    shop,
    items.flatMap(({ places }) => places.filter(isWorthSaving)),
  );
  const jobs: Job[] = await sharingJobs(deps, tx, { shop, movedWork, inventoryItemIds, facts });
  if (facts.stage === "live") {
    jobs.push(...(await tellMoved(deps, tx, { shop, items, movedLines, confidence: facts.confidence, now })));
    jobs.push(...(await republish(deps, tx, { shop, items, now })));
  }
  await deps.jobs.enqueue(tx, jobs);
}

/** A curve without a date is kept only where there was one before. */
function isWorthSaving({ hasCurve, steps }: { hasCurve: boolean; steps: readonly unknown[] }): boolean {
  return hasCurve || steps.length > 0;
}

/** Items that are packed at the same location after the work that changed. Their own work does not depend on it: one round suffices. */
async function sharingJobs(
  deps: EstimateItemsDeps,
  tx: Transaction,
  {
    shop,
    movedWork,
    inventoryItemIds,
    facts,
  }: { shop: ShopDomain; movedWork: readonly { locationId: LocationId }[]; inventoryItemIds: InventoryItemId[]; facts: EstimateFacts },
): Promise<Job[]> {
  const shared: InventoryItemId[] = [];
  for (const { locationId } of movedWork) {
    if (facts.locations.get(locationId)?.unitsPerDay == null) continue;
    shared.push(...(await deps.estimates.itemsSharing(tx, shop, { locationId, except: inventoryItemIds })));
  }
  return shared.length > 0 ? [{ name: "estimate-items", shop, inventoryItemIds: [...new Set(shared)] }] : [];
}

async function tellMoved(
  deps: EstimateItemsDeps,
  tx: Transaction,
  { shop, items, movedLines, confidence, now }: { shop: ShopDomain; items: readonly EstimatedItem[]; movedLines: MovedLines; confidence: number; now: Instant },
): Promise<Job[]> {
  const waiting = items.filter(({ places }) => places.some(({ movesQueue }) => movesQueue));
  // What a page showed may be earlier than our estimate: once a day all lines are looked at, else those whose estimate changed.
  const lineItemIds = waiting.some(({ places }) => places.some(({ isNewDay }) => isNewDay)) ? "many" : movedLines;
  if (waiting.length === 0 || lineItemIds.length === 0) return [];
  const lines = await deps.estimates.promisedLines(tx, shop, { inventoryItemIds: waiting.map(({ item }) => item.inventoryItemId), lineItemIds });
  const curves = new Map(items.map(({ item, curves: ofItem }) => [item.inventoryItemId, ofItem]));
  const jobs: Job[] = [];
  for (const told of movedPromises(lines, { curves, confidence, at: now })) {
    const isNew = await deps.promises.append(tx, shop, told);
    if (isNew) jobs.push({ name: "send-notice", shop, noticeId: noticeIdOf(told.notice) });
  }
  return jobs;
}

async function republish(
  deps: EstimateItemsDeps,
  tx: Transaction,
  { shop, items, now }: { shop: ShopDomain; items: readonly EstimatedItem[]; now: Instant },
): Promise<Job[]> {
  const said = items.map((estimated) => ({ item: estimated.item, ...contentOf(estimated) }));
  // A variant that was never switched on has nothing to say; one that was switched off says so once and is renewed no more.
  const publications = said
    .filter(({ item }) => item.mode !== "off" || item.newest !== null)
    .filter(({ item, content }) => needsPublishing(content, item.newest, item.mode === "off" ? (item.newest?.at ?? now) : now))
    .map(({ item, content }) => ({ variantId: item.variantId, payload: publish(content, { rev: item.publicationRev + 1, at: now }) }));
  await deps.estimates.savePublications(tx, shop, publications);
  const switches = said.filter(({ item, stillSellable }) => item.mode !== "off" && policyForCap(stillSellable) !== item.inventoryPolicy);
  return [
    ...(publications.length > 0 ? [{ name: "publish-promises", shop } as const] : []),
    ...switches.map(({ item }) => ({ name: "set-inventory-policy", shop, variantId: item.variantId }) as const),
  ];
}
