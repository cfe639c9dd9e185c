/**
 * Orders are read from Shopify and folded into the queue. A webhook only names the order: what counts is the reading,
 * and of two readings the one with the newer source version, then the one that started later.
 */
import { priorityOf } from "../domain/priority-class.ts";
import { foldOrder } from "../domain/queue-entry.ts";
import type { FoldedOrder, QueueEntry } from "../domain/queue-entry.ts";
import type { InventoryItemId, OrderId, ShopDomain } from "../domain/ids.ts";
import type { NoticeLine } from "../domain/notice-facts.ts";
import { turnSwitches } from "./close-offers.ts";
import type { Clock } from "./ports/clock.ts";
import type { FulfillmentFact, LineFact, OrderFact } from "./ports/facts.ts";
import type { Job, Jobs } from "./ports/jobs.ts";
import { noticeIdOf, personOf } from "./ports/queue.ts";
import type { OrderLedger, OrderToSave, OwedNotice, RecordedOrders } from "./ports/queue.ts";
import type { Orders } from "./ports/shopify.ts";
import type { Database } from "./ports/transaction.ts";

/** Orders folded in one transaction: it holds the locks of all their items, so it must stay short. */
const ORDERS_PER_TRANSACTION = 25;
/** Orders asked for in one reading. */
export const ORDERS_PER_READ = 50;
/** Without the scope `read_all_orders` Shopify shows an app no older orders. An hour less, because clocks differ. */
const ORDERS_SHOWN_MS = 60 * 24 * 3_600_000 - 3_600_000;

export interface FoldOrdersDeps {
  readonly ledger: OrderLedger;
  readonly database: Database;
  readonly jobs: Jobs;
}

export interface RecordOrdersDeps extends FoldOrdersDeps {
  readonly orders: Orders;
  readonly clock: Clock;
}

/**
 * Reads the orders and folds them in. Answers with the items that owe a settle: the caller settles them before it lets
 * go of whatever named the orders, then a crash in between only repeats both. Throws `ShopifyUnavailable` when the reading
 * may be repeated later; then nothing was changed. `deletedIds`: those of which Shopify said that they were deleted.
 */
export async function recordOrders(
  deps: RecordOrdersDeps,
  { shop, orderIds, deletedIds = [] }: { shop: ShopDomain; orderIds: readonly OrderId[]; deletedIds?: readonly OrderId[] },
): Promise<{ inventoryItemIds: InventoryItemId[]; ordersChanged: number }> {
  let ordersChanged = 0;
  for (const ids of inChunks([...new Set(orderIds)], ORDERS_PER_READ)) {
    const facts = await deps.orders.read(shop, ids);
    const found = new Set(facts.map(({ orderId }) => orderId));
    const missing = ids.filter((orderId) => !found.has(orderId));
    const gone = await goneOrders(deps, shop, { missing, deletedIds: new Set(deletedIds) });
    ordersChanged += await foldOrders(deps, { shop, facts: [...facts, ...gone] });
  }
  return { inventoryItemIds: await deps.ledger.unsettledItemsOf(shop, orderIds), ordersChanged };
}

/**
 * An order that we wait for and that Shopify no longer has was deleted: nothing of it is owed any more. One that may only
 * have grown too old for us to be shown it keeps its place, unless Shopify has said that it was deleted.
 */
async function goneOrders(
  deps: RecordOrdersDeps,
  shop: ShopDomain,
  { missing, deletedIds }: { missing: readonly OrderId[]; deletedIds: ReadonlySet<OrderId> },
): Promise<OrderFact[]> {
  if (missing.length === 0) return [];
  const shownSinceMs = Date.parse(deps.clock.now()) - ORDERS_SHOWN_MS;
  const recorded = (await deps.ledger.openFacts(shop, missing)).filter(
    ({ orderId, createdAt }) => deletedIds.has(orderId) || Date.parse(createdAt) > shownSinceMs,
  );
  if (recorded.length === 0) return [];
  const readSeq = await deps.ledger.nextReadSeq();
  const found = new Set(
    (
      await deps.orders.read(
        shop,
        recorded.map(({ orderId }) => orderId),
      )
    ).map(({ orderId }) => orderId),
  );
  return recorded.filter(({ orderId }) => !found.has(orderId)).map((fact) => ({ ...fact, readSeq, lines: fact.lines.map(withNothingOpen) }));
}

function withNothingOpen(line: LineFact): LineFact {
  const at = line.at.map((place) => ({ ...place, unitsRemaining: 0 }));
  return { ...line, at, unitsRemoved: line.unitsOrdered - line.unitsFulfilled };
}

/** Folds orders that were read. Answers how many of them said something new. */
export async function foldOrders(deps: FoldOrdersDeps, { shop, facts }: { shop: ShopDomain; facts: readonly OrderFact[] }): Promise<number> {
  let ordersChanged = 0;
  for (const chunk of inChunks(newestOfEach(facts), ORDERS_PER_TRANSACTION)) {
    ordersChanged += await deps.database.transaction(async (tx) => {
      const recorded = await deps.ledger.lock(tx, shop, chunk);
      const newer = chunk.filter((fact) => isNewer(fact, recorded.orders.get(fact.orderId)));
      const [same, changed] = partition(newer, ({ orderId }) => recorded.orders.get(orderId)?.isSame === true);
      await deps.ledger.confirm(tx, shop, same);
      const orders = changed.map((fact) => fold(fact, recorded));
      const newNotices = await deps.ledger.save(tx, shop, orders);
      const switches = await turnSwitches(deps.ledger, tx, { shop, inventoryItemIds: offeredItems(orders, recorded) });
      await deps.jobs.enqueue(tx, [...switches, ...sendJobs(shop, newNotices), ...holdJobs(shop, orders, recorded)]);
      return orders.length;
    });
  }
  return ordersChanged;
}

/** Items whose queue these orders may have lengthened, among those that we act for. */
function offeredItems(orders: readonly OrderToSave[], { stage, managedItems }: RecordedOrders): InventoryItemId[] {
  if (stage !== "live") return [];
  const touched = orders.flatMap(({ folded }) => folded.changed.map(({ after }) => after.inventoryItemId));
  return [...new Set(touched)].filter((item) => managedItems.has(item));
}

type Version = Pick<OrderFact, "updatedAt" | "readSeq">;

/** An older fact never overwrites a newer one. */
function isNewer(fact: Version, known: Version | undefined): boolean {
  if (known === undefined) return true;
  const [theirs, ours] = [Date.parse(fact.updatedAt), Date.parse(known.updatedAt)];
  return theirs > ours || (theirs === ours && fact.readSeq > known.readSeq);
}

function newestOfEach(facts: readonly OrderFact[]): OrderFact[] {
  const newest = new Map<OrderId, OrderFact>();
  for (const fact of facts) if (isNewer(fact, newest.get(fact.orderId))) newest.set(fact.orderId, fact);
  return [...newest.values()];
}

function fold(fact: OrderFact, recorded: RecordedOrders): OrderToSave {
  const entries = recorded.entries.get(fact.orderId) ?? [];
  const priority = priorityOf(fact, recorded.priorityRules);
  return { fact, priority, folded: foldOrder(fact, entries, priority), notices: shippedNotices(fact, entries, recorded) };
}

/** A parcel with units that were once backordered is announced, once; what left before our last reading was seen then. */
function shippedNotices(fact: OrderFact, entries: readonly QueueEntry[], recorded: RecordedOrders): OwedNotice[] {
  const known = recorded.orders.get(fact.orderId);
  if (known === undefined || recorded.stage !== "live") return [];
  const backordered = new Set(
    entries.filter((entry) => entry.isBackorder && recorded.managedItems.has(entry.inventoryItemId)).map((entry) => entry.lineItemId),
  );
  const titles = new Map(fact.lines.map((line) => [line.lineItemId, line.title]));
  return fact.fulfillments
    .filter(({ createdAt }) => Date.parse(createdAt) >= Date.parse(known.updatedAt))
    .flatMap((fulfillment) => {
      const lines = fulfillment.lines
        .filter(({ lineItemId, units }) => backordered.has(lineItemId) && units > 0)
        .map(({ lineItemId, units }): NoticeLine => ({ lineItemId, units, title: titles.get(lineItemId) ?? "" }));
      return lines.length === 0 ? [] : [shippedNotice(fact, fulfillment, lines)];
    });
}

function shippedNotice(fact: OrderFact, { fulfillmentId, trackingNumber, trackingUrl }: FulfillmentFact, lines: NoticeLine[]): OwedNotice {
  return {
    person: personOf({ orderId: fact.orderId, customerId: fact.customer?.customerId ?? null }),
    event: `shipped:${fact.orderId}:${fulfillmentId}`,
    orderId: fact.orderId,
    facts: { kind: "shipped", orderId: fact.orderId, fulfillmentId, lines, trackingNumber, trackingUrl },
  };
}

function sendJobs(shop: ShopDomain, notices: readonly OwedNotice[]): Job[] {
  return notices.map((notice) => ({ name: "send-notice", shop, noticeId: noticeIdOf(notice) }));
}

/** A backorder whose units changed under us may need its holds drawn anew; lines that newly wait are held by the settle. */
function holdJobs(shop: ShopDomain, orders: readonly OrderToSave[], recorded: RecordedOrders): Job[] {
  if (recorded.stage !== "live") return [];
  return orders
    .filter(({ fact, folded }) => touchesHeldUnits(folded, recorded) || stillWaits(fact.orderId, recorded))
    .map(({ fact }) => ({ name: "apply-holds", shop, orderId: fact.orderId }));
}

/** What could not be held when it began to wait, because it was being picked, may be free to be held by now. */
function stillWaits(orderId: OrderId, { entries, managedItems }: RecordedOrders): boolean {
  return (entries.get(orderId) ?? []).some((entry) => entry.isBackorder && entry.unitsWaiting > 0 && managedItems.has(entry.inventoryItemId));
}

function touchesHeldUnits({ changed, gone }: FoldedOrder, { managedItems }: RecordedOrders): boolean {
  const before = [...changed.flatMap((change) => change.before ?? []), ...gone];
  return before.some(({ isBackorder, inventoryItemId }) => isBackorder && managedItems.has(inventoryItemId));
}

export function inChunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
