/**
 * Finds orders that no webhook has told us about: those that Shopify changed since the watermark and that we know in an
 * older version or not at all. Webhooks get lost and come up to a day late; Shopify's own count of committed units
 * tells that somebody is missing long before.
 */
import type { Instant, ShopDomain } from "../domain/ids.ts";
import { foldOrders, inChunks, ORDERS_PER_READ } from "./record-orders.ts";
import type { RecordOrdersDeps } from "./record-orders.ts";

/** Shopify's search index lags its orders a little, so a reading overlaps the one before it. */
const OVERLAP_MS = 5 * 60_000;
/** A catch-up that finds more pages than this leaves the rest to the next one. */
const PAGES_PER_CATCH_UP = 20;

export interface CatchUp {
  /** Orders that said something new. */
  readonly ordersChanged: number;
  /** False where the shop's orders were never read to the end: then nothing can be concluded from finding none. */
  readonly isComplete: boolean;
}

/** Reads what changed since the watermark and moves it on. Throws `ShopifyUnavailable` when the reading may be repeated. */
export async function catchUpOrders(deps: RecordOrdersDeps, { shop }: { shop: ShopDomain }): Promise<CatchUp> {
  const watermark = await deps.ledger.watermark(shop);
  if (watermark === null) return { ordersChanged: 0, isComplete: false };
  const since = new Date(Date.parse(watermark) - OVERLAP_MS).toISOString() as Instant; // ISO 8601 with Z, as the brand asks
  let ordersChanged = 0;
  let cursor: string | null = null;
  let newest: Instant = watermark;
  for (let page = 0; page < PAGES_PER_CATCH_UP; page++) {
    const changes = await deps.orders.changedSince(shop, since, cursor);
    const known = await deps.ledger.recordedAt(shop, changes.items);
    const missed = changes.items.filter(({ orderId }) => !known.has(orderId)).map(({ orderId }) => orderId);
    for (const orderIds of inChunks(missed, ORDERS_PER_READ)) {
      ordersChanged += await foldOrders(deps, { shop, facts: await deps.orders.read(shop, orderIds) });
    }
    newest = changes.items.reduce((latest, { updatedAt }) => (Date.parse(updatedAt) > Date.parse(latest) ? updatedAt : latest), newest);
    cursor = changes.cursor;
    if (cursor === null) break;
  }
  await deps.ledger.advanceWatermark(shop, newest);
  return { ordersChanged, isComplete: cursor === null };
}
