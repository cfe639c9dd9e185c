/** What the storefront is offered, and the orders that came when nothing was, in memory. */
import { unitsBeyondOffer } from "../../domain/backorder-cap.ts";
import type { Instant, InventoryItemId, ShopDomain } from "../../domain/ids.ts";
import type { EstimateStore } from "../../use-cases/ports/promises.ts";
import type { QueueStore } from "../../use-cases/ports/queue.ts";
import { memory } from "./database.ts";
import type { MemoryTransaction } from "./database.ts";
import { compare, sum } from "./memory.ts";
import type { Memory } from "./memory.ts";
import type { EntryRow, PublicationRow } from "./tables.ts";

/** Units of an item that wait, at all locations that orders were routed to. */
export function unitsWaitingOf({ tables }: Memory, tx: MemoryTransaction | null, shop: ShopDomain, item: InventoryItemId): number {
  return sum(tables.totals.of(tx, "item", shop, item), ({ locationId, unitsWaiting }) => (locationId === "" ? 0 : unitsWaiting));
}

export function savePublicationsOf({ tables }: Memory): EstimateStore["savePublications"] {
  return async (transaction, shop, publications) => {
    const tx = memory(transaction);
    for (const { variantId, payload, unitsWaiting } of publications) {
      tables.variants.change(tx, tables.variants.get(tx, shop, variantId), { publicationRev: payload.rev });
      if (tables.publications.get(tx, shop, variantId, payload.rev) !== undefined)
        throw new Error(`Variant ${variantId} has a revision ${payload.rev} already.`);
      tables.publications.put(tx, { shop, variantId, rev: payload.rev, payload, publishedAt: null, unitsWaiting });
    }
  };
}

export function readOffersOf(memoryParts: Memory): QueueStore["offers"] {
  const { tables } = memoryParts;
  return async (transaction, shop, inventoryItemIds) => {
    const tx = memory(transaction);
    return inventoryItemIds
      .flatMap((item) => tables.variants.of(tx, "item", shop, item))
      .filter(({ deletedAt, mode, limit }) => deletedAt === null && (mode === "autopilot" || limit !== null))
      .map(({ inventoryItemId, variantId, mode, limit, inventoryPolicy, publicationRev }) => {
        const newest = tables.publications.get(tx, shop, variantId, publicationRev);
        const unitsWaiting = unitsWaitingOf(memoryParts, tx, shop, inventoryItemId);
        const unitsFree = sum(tables.levels.of(tx, "item", shop, inventoryItemId), ({ available, committed, locationId }) =>
          Math.max(0, available + committed - (tables.totals.get(tx, shop, inventoryItemId, locationId)?.unitsAllocated ?? 0)),
        );
        return {
          inventoryItemId,
          variantId,
          mode,
          limit,
          inventoryPolicy,
          unitsWaiting,
          unitsFree,
          newest: newest?.payload ?? null,
          waitedThen: newest?.unitsWaiting ?? null,
        };
      });
  };
}

export function saveOvershootOf(memoryParts: Memory): QueueStore["saveOvershoot"] {
  const { tables } = memoryParts;
  return async (transaction, shop, { inventoryItemIds, orderedAfter }) => {
    const tx = memory(transaction);
    const isLate = ({ orderId }: EntryRow) => {
      const order = tables.orders.get(tx, shop, orderId);
      return order !== undefined && order.createdAt >= orderedAfter && order.cancelledAt === null;
    };
    for (const variant of inventoryItemIds.flatMap((item) => tables.variants.of(tx, "item", shop, item))) {
      const publications = tables.publications.of(tx, "variant", shop, variant.variantId).sort((a, b) => b.rev - a.rev);
      const entries = tables.entries
        .of(tx, "item", shop, variant.inventoryItemId)
        .filter((entry) => entry.unitsWaiting > 0 && entry.locationId !== "" && isLate(entry));
      let lastPlace = unitsWaitingOf(memoryParts, tx, shop, variant.inventoryItemId);
      for (const entry of entries.sort(newestFirst)) {
        const offer = offerAt(publications, entry.rankAt);
        const units =
          offer === undefined
            ? 0
            : unitsBeyondOffer({ units: entry.unitsWaiting, lastPlace, offer: { cap: offer.payload.cap, unitsWaiting: offer.unitsWaiting } });
        lastPlace -= entry.unitsWaiting;
        const { lineItemId, cohort, locationId, inventoryItemId, orderId } = entry;
        if (offer === undefined || units === 0 || tables.overshoots.get(tx, shop, lineItemId, cohort, locationId) !== undefined) continue;
        tables.overshoots.put(tx, { shop, lineItemId, cohort, locationId, inventoryItemId, orderId, units, rev: offer.rev });
      }
    }
  };
}

/** Newest first. Shopify's times are whole seconds: an order may have come under an offer of its second. */
function offerAt(publications: readonly PublicationRow[], orderedAt: Instant): PublicationRow | undefined {
  const inForce = publications.find(({ payload }) => payload.at <= orderedAt);
  const ofSecond = publications.filter(({ payload }) => payload.at > orderedAt && Date.parse(payload.at) <= Date.parse(orderedAt) + 1_000);
  return [...ofSecond, ...(inForce === undefined ? [] : [inForce])]
    .reverse()
    .find(({ payload, unitsWaiting }) => payload.cap !== null && unitsWaiting !== null);
}

function newestFirst(a: EntryRow, b: EntryRow): number {
  return compare(b.rankAt, a.rankAt) || compare(b.lineItemId, a.lineItemId) || b.cohort - a.cohort || compare(b.locationId, a.locationId);
}
