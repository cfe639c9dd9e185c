/**
 * An offer that is sold out is closed with the settle that finds it so, before any date is computed anew: Shopify's switch
 * turns by a job that waits for nothing else, the storefront is told that nothing is left, and the orders that came in
 * between are named, so that the merchant sees them as soon as they are recorded.
 */
import { unitsLeft } from "../domain/backorder-cap.ts";
import type { Instant, InventoryItemId, ShopDomain } from "../domain/ids.ts";
import { publish, soldOut } from "../domain/published-promise.ts";
import type { Job } from "./ports/jobs.ts";
import type { NewPublication } from "./ports/promises.ts";
import type { OfferedItem, OrderLedger, QueueStore } from "./ports/queue.ts";
import type { Transaction } from "./ports/transaction.ts";

/** An order is heard of within minutes: what is older was not sold past an offer. */
const OVERSHOOT_LOOKBACK_MS = 15 * 60_000;

/** Answers with the jobs owed. Called under the items' locks, after their queue is written. */
export async function closeOffers(
  queue: Pick<QueueStore, "offers" | "saveOvershoot" | "savePublications">,
  tx: Transaction,
  { shop, inventoryItemIds, now }: { shop: ShopDomain; inventoryItemIds: readonly InventoryItemId[]; now: Instant },
): Promise<Job[]> {
  if (inventoryItemIds.length === 0) return [];
  const offered = await queue.offers(tx, shop, inventoryItemIds);
  const closed = offered.filter((item) => unitsLeft({ ...item, offer: offerOf(item) }) === 0);
  if (closed.length === 0) return [];
  const orderedAfter = new Date(Date.parse(now) - OVERSHOOT_LOOKBACK_MS).toISOString() as Instant; // toISOString writes exactly an Instant
  await queue.saveOvershoot(tx, shop, { inventoryItemIds: closed.map(({ inventoryItemId }) => inventoryItemId), orderedAfter, now });
  const publications = closed.flatMap((item) => closingOf(item, now));
  await queue.savePublications(tx, shop, publications);
  const open = closed.filter(({ inventoryPolicy }) => inventoryPolicy === "CONTINUE");
  return [
    ...open.map(({ variantId }): Job => ({ name: "set-inventory-policy", shop, variantId, isUrgent: true })),
    ...(publications.length > 0 ? [{ name: "publish-promises", shop } as const] : []),
  ];
}

/**
 * The switch alone, as soon as orders are recorded: reading the shelves first would let more in. What lay free on them when
 * they were last read counts for those who wait; were that wrong, the settle that follows at once has the switch put right.
 */
export async function turnSwitches(
  ledger: Pick<OrderLedger, "offers">,
  tx: Transaction,
  { shop, inventoryItemIds }: { shop: ShopDomain; inventoryItemIds: readonly InventoryItemId[] },
): Promise<Job[]> {
  if (inventoryItemIds.length === 0) return [];
  const offered = await ledger.offers(tx, shop, inventoryItemIds);
  return offered
    .map((item) => ({ ...item, unitsWaiting: Math.max(0, item.unitsWaiting - item.unitsFree) }))
    .filter((item) => item.inventoryPolicy === "CONTINUE" && unitsLeft({ ...item, offer: offerOf(item) }) === 0)
    .map(({ variantId }): Job => ({ name: "set-inventory-policy", shop, variantId, isUrgent: true }));
}

function offerOf({ newest, waitedThen }: OfferedItem) {
  return newest === null ? null : { cap: newest.cap, unitsWaiting: waitedThen };
}

function closingOf({ newest, variantId, limit, unitsWaiting }: OfferedItem, now: Instant): NewPublication[] {
  if (newest === null || newest.cap === 0) return [];
  const content = soldOut(newest, { isLimitReached: limit !== null && unitsWaiting >= limit });
  return [{ variantId, unitsWaiting, payload: publish(content, { rev: newest.rev + 1, at: now }) }];
}
