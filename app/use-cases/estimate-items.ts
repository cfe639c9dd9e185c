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
import type { EstimateFacts, EstimateStore, LineOfOrder, MovedLines, PromisedLine, PromiseStore } from "./ports/promises.ts";
import { noticeIdOf } from "./ports/queue.ts";
import type { Database, Transaction } from "./ports/transaction.ts";
import { curvesOf } from "./together-estimate.ts";
import type { Curves } from "./together-estimate.ts";

/** Items estimated, and lines told of new dates, in one transaction: it holds the items' locks, so it must stay short. */
const ITEMS_PER_TRANSACTION = 25;
const LINES_TOLD_PER_TRANSACTION = 200;
/** Transactions for one chunk of items; the longest queue of all is through by then. */
const MOST_ROUNDS = 10_000;

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
    await estimateToTheEnd(deps, shop, chunk);
  }
}

interface Left {
  readonly inventoryItemIds: readonly InventoryItemId[];
  /** Customers of these items are still to be told; who, only a look at all of them says. */
  readonly looksAtAll: boolean;
  /** Those up to this line were told, or had nothing to be told. */
  readonly after: LineOfOrder | null;
}

const NOTHING_LEFT: Left = { inventoryItemIds: [], looksAtAll: false, after: null };

/** A long queue gets its dates, and its customers are told of them, in several transactions. */
async function estimateToTheEnd(deps: EstimateItemsDeps, shop: ShopDomain, chunk: readonly InventoryItemId[]): Promise<void> {
  let left: Left = { inventoryItemIds: chunk, looksAtAll: false, after: null };
  for (let round = 0; left.inventoryItemIds.length > 0; round++) {
    if (round === MOST_ROUNDS) throw new Error(`After ${MOST_ROUNDS} transactions dates of ${left.inventoryItemIds.length} items still move.`);
    const now = left;
    left = await deps.database.transaction((tx) => estimateChunk(deps, tx, { shop, ...now }));
  }
}

async function estimateChunk(
  deps: EstimateItemsDeps,
  tx: Transaction,
  { shop, inventoryItemIds, looksAtAll, after }: Left & { shop: ShopDomain },
): Promise<Left> {
  const now = deps.clock.now();
  const facts = await deps.estimates.lock(tx, shop, { inventoryItemIds, now });
  if (facts === null) return NOTHING_LEFT;
  const locations = layOutLocations(facts, now);
  // An item whose receipt is on its way into Shopify's stock is estimated when that is confirmed.
  const items = facts.items.filter(({ isReceiptUncertain }) => !isReceiptUncertain).map((item) => estimateItem(item, { facts, locations, now }));

  const { movedWork, movedLines, unfinished } = await deps.estimates.saveCurves(
    tx,
    shop,
    items.flatMap(({ places }) => places.filter(isWorthSaving)),
  );
  const jobs: Job[] = await sharingJobs(deps, tx, { shop, movedWork, inventoryItemIds, facts });
  let left = NOTHING_LEFT;
  await deps.estimates.saveReadiness(
    tx,
    shop,
    items.map((estimated) => ({ inventoryItemId: estimated.item.inventoryItemId, readiness: contentOf(estimated).readiness })),
  );
  if (facts.stage === "live") {
    const told = await tellMoved(deps, tx, { shop, items, facts, ...toLookAt({ looksAtAll, after }, movedLines), now });
    jobs.push(...told.jobs, ...(await republish(deps, tx, { shop, items, now })));
    left = told.left;
  }
  await deps.jobs.enqueue(tx, jobs);
  return { ...left, inventoryItemIds: [...new Set([...unfinished, ...left.inventoryItemIds])] };
}

/** Where estimates changed while customers were being told, the telling begins anew. */
function toLookAt({ looksAtAll, after }: Pick<Left, "looksAtAll" | "after">, movedLines: MovedLines): { movedLines: MovedLines; after: LineOfOrder | null } {
  return looksAtAll ? { movedLines: "many", after: movedLines.length === 0 ? after : null } : { movedLines, after: null };
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
  }: { shop: ShopDomain; movedWork: readonly { locationId: LocationId }[]; inventoryItemIds: readonly InventoryItemId[]; facts: EstimateFacts },
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
  {
    shop,
    items,
    facts,
    movedLines,
    after,
    now,
  }: { shop: ShopDomain; items: readonly EstimatedItem[]; facts: EstimateFacts; movedLines: MovedLines; after: LineOfOrder | null; now: Instant },
): Promise<{ jobs: Job[]; left: Left }> {
  const waiting = items.filter(({ places }) => places.some(({ movesQueue }) => movesQueue));
  // What a page showed may be earlier than our estimate: once a day all lines are looked at, else those whose estimate changed.
  const lineItemIds = waiting.some(({ places }) => places.some(({ isNewDay }) => isNewDay)) ? "many" : movedLines;
  if (waiting.length === 0 || lineItemIds.length === 0) return { jobs: [], left: NOTHING_LEFT };
  const inventoryItemIds = waiting.map(({ item }) => item.inventoryItemId);
  const { lines, hasMore } = await deps.estimates.promisedLines(tx, shop, { inventoryItemIds, lineItemIds, after, limit: LINES_TOLD_PER_TRANSACTION });
  const curves = new Map(items.map(({ item, curves: ofItem }) => [item.inventoryItemId, ofItem]));
  const jobs: Job[] = [];
  const together = await curvesTogether(deps, tx, { shop, facts, lines, now });
  for (const told of movedPromises(lines, { curves, together, confidence: facts.confidence, at: now })) {
    const isNew = await deps.promises.append(tx, shop, told);
    if (isNew) jobs.push({ name: "send-notice", shop, noticeId: noticeIdOf(told.notice) });
  }
  return { jobs, left: hasMore ? { inventoryItemIds, looksAtAll: true, after: lines.at(-1) ?? null } : NOTHING_LEFT };
}

/** What the lines' orders wait for beside these items is read as it stands: it is not being changed. */
async function curvesTogether(
  deps: EstimateItemsDeps,
  tx: Transaction,
  { shop, facts, lines, now }: { shop: ShopDomain; facts: EstimateFacts; lines: readonly PromisedLine[]; now: Instant },
): Promise<Curves> {
  const entries = lines.flatMap(({ together }) => together?.entries ?? []);
  const known = new Set(facts.items.map(({ inventoryItemId }) => inventoryItemId));
  const others = [...new Set(entries.map(({ inventoryItemId }) => inventoryItemId))].filter((inventoryItemId) => !known.has(inventoryItemId));
  const read = others.length === 0 ? null : await deps.estimates.read(tx, shop, { inventoryItemIds: others, now });
  return curvesOf(entries.length === 0 ? [] : read === null ? [facts] : [facts, read], now);
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
    .map(({ item, content, unitsWaiting }) => ({
      variantId: item.variantId,
      unitsWaiting,
      payload: publish(content, { rev: item.publicationRev + 1, at: now }),
    }));
  await deps.estimates.savePublications(tx, shop, publications);
  const switches = said.filter(({ item, stillSellable }) => item.mode !== "off" && policyForCap(stillSellable) !== item.inventoryPolicy);
  return [
    ...(publications.length > 0 ? [{ name: "publish-promises", shop } as const] : []),
    ...switches.map(({ item }) => ({ name: "set-inventory-policy", shop, variantId: item.variantId }) as const),
  ];
}
