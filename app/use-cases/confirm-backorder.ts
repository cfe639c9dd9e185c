/**
 * The first promise of an order's waiting lines, and the mail that states it: one for the whole order. What the product
 * page showed is the promise; only where it showed no date is one computed now.
 */
import type { Instant, OrderId, ShopDomain } from "../domain/ids.ts";
import type { ConfirmedFacts } from "../domain/notice-facts.ts";
import { firstPromise, latestEstimate, promiseOfAdded, promisesTogether } from "../domain/promise.ts";
import type { Estimate, FirstPromise } from "../domain/promise.ts";
import { estimateItems } from "./estimate-items.ts";
import type { EstimateItemsDeps } from "./estimate-items.ts";
import type { ToldPromises, UnpromisedLine, UnpromisedOrder } from "./ports/promises.ts";
import { noticeIdOf, personOf } from "./ports/queue.ts";
import type { Transaction } from "./ports/transaction.ts";
import { curvesOf, togetherEstimate } from "./together-estimate.ts";

/** Shopify routes an order within seconds; a mail that waits for it longer would come too late. */
const ROUTING_PATIENCE_MS = 15 * 60_000;

/** Promises and notice are one transaction; a repeated call finds no line without a promise and does nothing. */
export async function confirmBackorder(deps: EstimateItemsDeps, { shop, orderId }: { shop: ShopDomain; orderId: OrderId }): Promise<void> {
  const waiting = await deps.database.transaction((tx) => deps.promises.lockUnpromised(tx, shop, orderId));
  if (waiting === null || !hasNews(waiting)) return;
  const patienceMs = routingPatienceMs(waiting, deps.clock.now());
  if (patienceMs > 0) return confirmLater(deps, { shop, orderId, afterSeconds: Math.ceil(patienceMs / 1000) });
  // Estimates first: a line that nobody showed a date for is promised what we compute, not what we have not computed yet.
  await estimateItems(deps, { shop, inventoryItemIds: waiting.lines.map(({ inventoryItemId }) => inventoryItemId) });
  await deps.database.transaction(async (tx) => {
    const order = await deps.promises.lockUnpromised(tx, shop, orderId);
    const now = deps.clock.now();
    if (order === null || !hasNews(order) || routingPatienceMs(order, now) > 0) return;
    const together = await togetherOf(deps, tx, { shop, order, now });
    const told = confirmation(order, { orderId, at: now, together });
    const isNew = await deps.promises.append(tx, shop, told);
    if (isNew) await deps.jobs.enqueue(tx, [{ name: "send-notice", shop, noticeId: noticeIdOf(told.notice) }]);
  });
}

function hasNews(order: UnpromisedOrder): boolean {
  return order.stage === "live" && order.lines.length > 0;
}

/** An order that is not routed yet has units without a place in a queue: how much longer they are waited for. */
function routingPatienceMs(order: UnpromisedOrder, now: Instant): number {
  return order.isRouting ? Math.max(0, Date.parse(order.orderedAt) + ROUTING_PATIENCE_MS - Date.parse(now)) : 0;
}

/** The settle that finds the units' place asks again only if they wait there too; where they are covered nobody else would. */
function confirmLater(deps: EstimateItemsDeps, { shop, orderId, afterSeconds }: { shop: ShopDomain; orderId: OrderId; afterSeconds: number }): Promise<void> {
  return deps.database.transaction((tx) => deps.jobs.enqueue(tx, [{ name: "confirm-backorder", shop, orderId, afterSeconds }]));
}

/** Null: each line has a date of its own. */
async function togetherOf(
  deps: EstimateItemsDeps,
  tx: Transaction,
  { shop, order, now }: { shop: ShopDomain; order: UnpromisedOrder; now: Instant },
): Promise<Estimate | null> {
  if (order.together.length < 2) return null;
  const inventoryItemIds = [...new Set(order.together.map(({ inventoryItemId }) => inventoryItemId))];
  const facts = await deps.estimates.read(tx, shop, { inventoryItemIds, now });
  return facts === null ? null : togetherEstimate(order.together, curvesOf([facts], now));
}

function confirmation(order: UnpromisedOrder, { orderId, at, together }: { orderId: OrderId; at: Instant; together: Estimate | null }): ToldPromises {
  const own = order.lines.map((line) => ({ line, promise: promiseOf(line, order, together) }));
  const promises = together === null ? own.map(({ promise }) => promise) : promisesTogether(own.map(({ promise }) => promise));
  const lines = own.map(({ line, promise }, index) => ({ line, promise: promises[index] ?? promise }));
  const facts: ConfirmedFacts = {
    kind: "confirmed",
    orderId,
    lines: lines.map(({ line, promise }) => ({
      lineItemId: line.lineItemId,
      title: line.title,
      sku: line.sku,
      units: line.unitsWaiting,
      tranches: promise.tranches,
      shipBy: promise.tranches.at(-1)?.shipBy ?? null,
      differsFromPage: promise.differsFromPage,
      confidence: promise.confidence,
    })),
  };
  const event = order.isConfirmed ? laterConfirmation(order, orderId) : `confirmed:${orderId}`;
  return {
    at,
    notice: { person: personOf({ orderId, customerId: order.customerId }), event, orderId, facts },
    promises: lines.map(({ line, promise }) => ({
      lineItemId: line.lineItemId,
      orderId,
      seq: (line.promised?.seq ?? 0) + 1,
      shipBy: promise.shipBy,
      windowFrom: promise.windowFrom,
      units: line.unitsWaiting + (line.promised?.unitsWaiting ?? 0),
      lastCohort: line.lastCohort,
      confidence: promise.confidence,
      origin: promise.origin,
      rev: promise.rev,
      because: promise.because,
    })),
  };
}

/** A line that began to wait after the order was confirmed, or that got more units, is told of in a mail of its own. */
function laterConfirmation({ lines }: UnpromisedOrder, orderId: OrderId): string {
  const [first] = lines;
  return `confirmed:${orderId}:${first?.lineItemId}${first?.promised == null ? "" : `-${first.promised.seq + 1}`}`;
}

function promiseOf(line: UnpromisedLine, { orderedAt, confidence }: UnpromisedOrder, together: Estimate | null): FirstPromise {
  const { seen, inForce, unitsOrdered, unitsWaiting } = line;
  const own = latestEstimate(line.estimates.map(estimateFrom));
  const estimate = together === null ? own : { ...together, because: [...own.because, ...together.because] };
  if (line.promised !== null) return promiseOfAdded(line.promised.shipBy, { units: unitsWaiting, estimate }, confidence);
  return firstPromise({ seen, inForce, orderedAt, unitsOrdered, unitsWaiting }, estimate, confidence);
}

function estimateFrom({ shipBy, steps }: UnpromisedLine["estimates"][number]): Estimate {
  const step = steps.find((one) => one.shipBy === shipBy);
  return { shipBy, windowFrom: step?.windowFrom ?? null, because: step?.because ?? [{ kind: "no_dated_supply" }] };
}
