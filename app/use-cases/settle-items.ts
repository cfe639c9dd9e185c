/**
 * Units are given to those who wait, and taken back when the shelf turns out to be short. Runs one at a time per item.
 *
 * Our queue is read first and Shopify's levels last, so what happens in between can only make us cautious. Shopify's
 * count of committed units is the checksum: where our queue does not explain it, somebody is missing or gone, and the
 * orders changed lately are read before anything is decided. What still differs then is named and shown.
 */
import type { Instant, InventoryItemId, OrderId, ShopDomain } from "../domain/ids.ts";
import { SHORTAGE_SECOND_READING_MS } from "../domain/settle.ts";
import { catchUpOrders } from "./catch-up-orders.ts";
import { closeOffers } from "./close-offers.ts";
import type { Job } from "./ports/jobs.ts";
import { noticeIdOf } from "./ports/queue.ts";
import type { ItemQueue, LockedQueue, QueueState, QueueStore, SettledItems } from "./ports/queue.ts";
import type { Stock } from "./ports/shopify.ts";
import type { Transaction } from "./ports/transaction.ts";
import { inChunks } from "./record-orders.ts";
import type { RecordOrdersDeps } from "./record-orders.ts";
import { decideItem, idlePlaces, isAboutToTakeBack, overrideTargets, placeKey, risenPlaces, steeredViews, unexplainedItems, wishesOf } from "./settlement.ts";
import type { ItemDecision, QueueEnds, View } from "./settlement.ts";

/** Items read and settled together. */
const ITEMS_PER_SETTLE = 100;
/** How often a settle starts again because the queue moved under it, before it leaves the item to a later job. */
const SETTLE_TRIES = 5;
/** How often orders are searched for units that our queue does not explain. */
const CATCH_UPS = 3;
/** When an item is settled again whose difference may be explained by deliveries that are being applied. */
const UNSURE_AGAIN_SECONDS = 5;
const MOVED_AGAIN_SECONDS = 1;
const SHORTAGE_AGAIN_SECONDS = SHORTAGE_SECOND_READING_MS / 1000 + 1;

export interface SettleItemsDeps extends RecordOrdersDeps {
  readonly queue: QueueStore;
  readonly stock: Stock;
}

export interface SettleOutcome {
  /** Items for which anything was different. */
  itemsChanged: number;
  unitsGiven: number;
  unitsTakenBack: number;
  /** Items whose queue kept moving; a job settles them again. */
  itemsLeft: number;
}

/** Settles the items. Throws `ShopifyUnavailable` when the reading may be repeated later; then nothing was decided. */
export async function settleItems(
  deps: SettleItemsDeps,
  { shop, inventoryItemIds }: { shop: ShopDomain; inventoryItemIds: readonly InventoryItemId[] },
): Promise<SettleOutcome> {
  const outcome: SettleOutcome = { itemsChanged: 0, unitsGiven: 0, unitsTakenBack: 0, itemsLeft: 0 };
  for (const chunk of inChunks([...new Set(inventoryItemIds)], ITEMS_PER_SETTLE)) {
    let left: readonly InventoryItemId[] = chunk;
    for (let tries = 0; left.length > 0 && tries < SETTLE_TRIES; tries++) left = await settleOnce(deps, shop, left, outcome);
    if (left.length === 0) continue;
    outcome.itemsLeft += left.length;
    const again: Job = { name: "settle-items", shop, inventoryItemIds: left, afterSeconds: MOVED_AGAIN_SECONDS };
    await deps.database.transaction((tx) => deps.jobs.enqueue(tx, [again]));
  }
  return outcome;
}

/** Answers with the items that have to be settled again: their queue moved meanwhile, or was too long for one go. */
async function settleOnce(
  deps: SettleItemsDeps,
  shop: ShopDomain,
  inventoryItemIds: readonly InventoryItemId[],
  outcome: SettleOutcome,
): Promise<InventoryItemId[]> {
  const read = await readQueueThenLevels(deps, shop, inventoryItemIds);
  if (read.before.items.size === 0) return [];
  const now = deps.clock.now();
  // A transaction may run more than once: what it counts is added up after it.
  const { decisions, moved } = await deps.database.transaction(async (tx) => {
    const locked = await deps.queue.lock(tx, shop, [...read.before.items.keys()]);
    const moved = [...locked.items.values()].filter((item) => hasMoved(item, read)).map(({ inventoryItemId }) => inventoryItemId);
    const decisions = await decide(deps, tx, { shop, locked, moved: new Set(moved), read, now });
    await save(deps, tx, { shop, locked, decisions, read, now });
    return { decisions, moved };
  });
  for (const { settled, isNew } of decisions) {
    outcome.itemsChanged += isNew ? 1 : 0;
    for (const { units } of settled.changes) {
      if (units > 0) outcome.unitsGiven += units;
      else outcome.unitsTakenBack -= units;
    }
  }
  return [...moved, ...decisions.filter(({ hasMore }) => hasMore).map(({ settled }) => settled.inventoryItemId)];
}

interface Read {
  readonly before: QueueState;
  readonly reading: Awaited<ReturnType<Stock["readLevels"]>>;
  /** Items whose difference to Shopify's count may still be explained by what we have not read. */
  readonly unsure: ReadonlySet<InventoryItemId>;
  /** Whether the unsure are settled again by a job of ours. */
  readonly settlesAgain: boolean;
}

async function readQueueThenLevels(deps: SettleItemsDeps, shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): Promise<Read> {
  for (let catchUps = 0; ; catchUps++) {
    const before = await deps.queue.read(shop, inventoryItemIds);
    const reading = await deps.stock.readLevels(shop, [...before.items.keys()]);
    const sure = { before, reading, unsure: new Set<InventoryItemId>(), settlesAgain: false };
    const unexplained = unexplainedItems(before.items.values(), reading.levels);
    const takesBack = isAboutToTakeBack(before.items.values(), reading.levels, deps.clock.now());
    if ((unexplained.length === 0 && !takesBack) || catchUps === CATCH_UPS) return sure;
    const settlesAgain = await deps.queue.hasOrdersToApply(shop);
    const unsure = { before, reading, unsure: new Set(unexplained), settlesAgain };
    // Deliveries that wait will tell who is missing. But nothing is taken back before the orders themselves are asked:
    // a shipment and a sale that nobody has read make the count come out even, too.
    if (settlesAgain && !takesBack) return unsure;
    const { ordersChanged, isComplete } = await catchUpOrders(deps, { shop });
    if (!isComplete) return unsure;
    if (ordersChanged === 0 && catchUps > 0) return settlesAgain ? unsure : sure;
  }
}

function hasMoved(item: ItemQueue, { before, reading }: Read): boolean {
  if (before.items.get(item.inventoryItemId)?.queueVersion !== item.queueVersion) return true;
  return [...item.levels.values()].some(({ readSeq }) => readSeq > reading.readSeq);
}

interface Deciding {
  readonly shop: ShopDomain;
  readonly locked: LockedQueue;
  readonly read: Read;
  readonly now: Instant;
}

async function decide(
  deps: SettleItemsDeps,
  tx: Transaction,
  { shop, locked, moved, read, now }: Deciding & { moved: ReadonlySet<InventoryItemId> },
): Promise<ItemDecision[]> {
  const items = [...locked.items.values()].filter(({ inventoryItemId }) => !moved.has(inventoryItemId));
  const levelsOf = Map.groupBy(read.reading.levels, ({ inventoryItemId }) => inventoryItemId);
  const packing = locked.policy === "keep_promises" ? await deps.queue.packing(tx, shop) : null;
  const risen = items.flatMap((item) => risenPlaces(item, levelsOf.get(item.inventoryItemId) ?? []));
  const rises = new Map((await deps.queue.riseFacts(tx, shop, risen)).map((facts) => [placeKey(facts), facts]));
  const steering = { policy: locked.policy, packing, overrides: locked.overrides, rises, now };
  const views = new Map<InventoryItemId, View[]>(
    items.map((item) => [item.inventoryItemId, steeredViews(item, levelsOf.get(item.inventoryItemId) ?? [], steering)]),
  );
  const wishes = wishesOf([...views.values()].flat(), now);
  const head = Map.groupBy(await deps.queue.head(tx, shop, wishes.give), placeKey);
  const tail = Map.groupBy(await deps.queue.tail(tx, shop, wishes.lift), placeKey);
  const idle = await deps.queue.idleReasons(tx, shop, idlePlaces(wishes.give, head));
  const overrides = overrideTargets(locked.overrides, await deps.queue.overrideEntries(tx, shop, locked.overrides));
  const ends: QueueEnds = { head, tail, overrides, idleReasons: new Map(idle.map((place) => [placeKey(place), place.reason])) };
  return items.map((item) => {
    const settlementId = locked.settlementIds.get(item.inventoryItemId);
    if (settlementId === undefined) throw new Error(`No settlement id was drawn for item ${item.inventoryItemId}.`);
    return decideItem(item, { views: views.get(item.inventoryItemId) ?? [], ends, settlementId, now });
  });
}

async function save(
  deps: SettleItemsDeps,
  tx: Transaction,
  { shop, locked, decisions, read, now }: Deciding & { decisions: readonly ItemDecision[] },
): Promise<void> {
  // What is new everywhere is written with the reading's number anyway.
  const confirmed = decisions.filter(({ isNew, settled }) => !isNew || settled.newLevels.length < settled.locations.length);
  await deps.queue.confirm(tx, shop, { inventoryItemIds: confirmed.map(({ settled }) => settled.inventoryItemId), readSeq: read.reading.readSeq });
  const changed = decisions.filter(({ isNew }) => isNew);
  const settled: SettledItems = { at: now, policy: locked.policy, readSeq: read.reading.readSeq, items: changed.map((decision) => decision.settled) };
  const notices = await deps.queue.save(tx, shop, settled);
  const sure = decisions.filter(({ settled: { inventoryItemId } }) => !read.unsure.has(inventoryItemId));
  const named = await deps.queue.nameBackorders(
    tx,
    shop,
    sure.flatMap(({ waitingPlaces }) => waitingPlaces),
  );
  const moved = decisions.filter((decision) => locked.items.get(decision.settled.inventoryItemId)?.isManaged === true && isTouched(decision, locked));
  const closings = await closeOffers(deps.queue, tx, { shop, inventoryItemIds: moved.map(({ settled }) => settled.inventoryItemId), now });
  const newBackorders = named.filter(({ inventoryItemId }) => locked.items.get(inventoryItemId)?.isManaged === true).map(({ orderId }) => orderId);
  await deps.jobs.enqueue(tx, [
    ...closings,
    ...notices.map((notice): Job => ({ name: "send-notice", shop, noticeId: noticeIdOf(notice) })),
    ...holdJobs(shop, locked, changed, newBackorders),
    ...[...new Set(newBackorders)].map((orderId): Job => ({ name: "confirm-backorder", shop, orderId })),
    ...itemJobs(shop, locked, decisions, read),
  ]);
}

function holdJobs(shop: ShopDomain, locked: LockedQueue, changed: readonly ItemDecision[], newBackorders: readonly OrderId[]): Job[] {
  const touched = changed.filter(({ settled }) => locked.items.get(settled.inventoryItemId)?.isManaged === true).flatMap(({ ordersChanged }) => ordersChanged);
  return [...new Set([...touched, ...newBackorders])].map((orderId) => ({ name: "apply-holds", shop, orderId }));
}

/** Something was decided, or the queue has moved since the last settle. */
function isTouched({ settled, isNew }: ItemDecision, locked: LockedQueue): boolean {
  const item = locked.items.get(settled.inventoryItemId);
  return isNew || (item !== undefined && item.queueVersion > item.settledVersion);
}

function itemJobs(shop: ShopDomain, locked: LockedQueue, decisions: readonly ItemDecision[], { unsure, settlesAgain }: Read): Job[] {
  const toEstimate = decisions.filter(
    (decision) => isTouched(decision, locked) && (decision.waitingPlaces.length > 0 || locked.items.get(decision.settled.inventoryItemId)?.isManaged === true),
  );
  const jobs: Job[] = [];
  const add = (name: "estimate-items" | "settle-items", of: readonly ItemDecision[], afterSeconds?: number) => {
    const inventoryItemIds = of.map(({ settled }) => settled.inventoryItemId);
    if (inventoryItemIds.length > 0) jobs.push({ name, shop, inventoryItemIds, ...(afterSeconds === undefined ? {} : { afterSeconds }) });
  };
  add("estimate-items", toEstimate);
  // A shortage that was already there has its second reading behind it: the next change settles it.
  add(
    "settle-items",
    decisions.filter(({ isShort, isNew }) => isShort && isNew),
    SHORTAGE_AGAIN_SECONDS,
  );
  if (settlesAgain)
    add(
      "settle-items",
      decisions.filter(({ settled }) => unsure.has(settled.inventoryItemId)),
      UNSURE_AGAIN_SECONDS,
    );
  return jobs;
}
