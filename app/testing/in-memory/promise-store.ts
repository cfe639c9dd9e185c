/** Promises and publications in memory. */
import type { ShopDomain } from "../../domain/ids.ts";
import { noticeIdOf } from "../../use-cases/ports/queue.ts";
import type { PromiseStore, UnpromisedLine } from "../../use-cases/ports/promises.ts";
import { memory } from "./database.ts";
import type { MemoryTransaction } from "./database.ts";
import { compare, lockItems, sum } from "./memory.ts";
import type { Memory } from "./memory.ts";
import { saveNotices } from "./notice-rows.ts";
import type { EntryRow, LineRow, OrderRow } from "./tables.ts";

export function createPromiseStore(memoryParts: Memory): PromiseStore {
  const { database, tables } = memoryParts;
  return {
    async lockUnpromised(transaction, shop, orderId) {
      const tx = memory(transaction);
      const waiting = tables.entries.of(tx, "order", shop, orderId).filter(({ unitsWaiting }) => unitsWaiting > 0);
      await lockItems(
        memoryParts,
        tx,
        shop,
        waiting.map(({ inventoryItemId }) => inventoryItemId),
      );
      const own = tables.shops.get(tx, shop);
      const order = tables.orders.get(tx, shop, orderId);
      if (own === undefined || own.uninstalledAt !== null || order === undefined || order.cancelledAt !== null) return null;
      const entries = tables.entries.of(tx, "order", shop, orderId);
      return {
        stage: own.stage,
        confidence: own.confidence,
        customerId: order.customerId,
        orderedAt: order.createdAt,
        isRouting: entries.some(({ locationId, unitsWaiting }) => locationId === "" && unitsWaiting > 0),
        isConfirmed: tables.notices.get(tx, shop, `confirmed:${orderId}`) !== undefined,
        lines: unpromisedLines(memoryParts, tx, order, entries),
        together: entries.filter(({ shipsTogether, unitsWaiting }) => shipsTogether && unitsWaiting > 0),
      };
    },

    async append(transaction, shop, { notice, promises, at }) {
      const tx = memory(transaction);
      const [isNew] = await saveNotices(memoryParts, tx, { shop, notices: [notice], at });
      if (isNew === undefined) return false;
      for (const promise of promises) {
        if (tables.promises.get(tx, shop, promise.lineItemId, promise.seq) !== undefined)
          throw new Error(`Line ${promise.lineItemId} has a promise number ${promise.seq} already.`);
        tables.promises.put(tx, { shop, ...promise, noticeId: noticeIdOf(notice), at });
        for (const entry of tables.entries.of(tx, "line", shop, promise.lineItemId)) {
          if (entry.cohort <= promise.lastCohort) tables.entries.change(tx, entry, { promisedOn: promise.shipBy });
        }
      }
      return true;
    },

    async unpublished(shop, { limit, except }) {
      const own = tables.shops.get(null, shop);
      if (own?.stage !== "live" || own.uninstalledAt !== null) return [];
      return tables.variants
        .of(null, "shop", shop)
        .filter(({ deletedAt, variantId }) => deletedAt === null && !except.includes(variantId))
        .flatMap(({ variantId, publicationRev }) => tables.publications.get(null, shop, variantId, publicationRev) ?? [])
        .filter(({ publishedAt }) => publishedAt === null)
        .sort((one, other) => compare(one.payload.at, other.payload.at) || compare(one.variantId, other.variantId))
        .slice(0, limit)
        .map(({ variantId, payload }) => ({ variantId, payload }));
    },

    async markPublished(shop, published, at) {
      database.now((tx) => {
        for (const { variantId, rev } of published) {
          for (const row of tables.publications.of(tx, "variant", shop, variantId)) {
            if (row.rev <= rev && row.publishedAt === null) tables.publications.change(tx, row, { publishedAt: at });
          }
        }
      });
    },
  };
}

/** Lines that wait as backorders of a variant we manage, with units that no promise is about. */
function unpromisedLines(memoryParts: Memory, tx: MemoryTransaction, order: OrderRow, entries: readonly EntryRow[]): UnpromisedLine[] {
  const { tables } = memoryParts;
  const { shop, orderId } = order;
  const lines = tables.lines.of(tx, "order", shop, orderId).sort((a, b) => compare(a.lineItemId, b.lineItemId));
  return lines.flatMap((line) => {
    const waiting = entries.filter((entry) => entry.lineItemId === line.lineItemId && entry.isBackorder && entry.unitsWaiting > 0);
    const isManaged = tables.variants.of(tx, "item", shop, line.inventoryItemId).some(({ mode }) => mode !== "off");
    const [told] = tables.promises.of(tx, "line", shop, line.lineItemId).sort((a, b) => b.seq - a.seq);
    const untold = waiting.filter(({ cohort }) => told === undefined || cohort > told.lastCohort);
    if (untold.length === 0 || !isManaged) return [];
    const earlier = entries.filter((entry) => entry.lineItemId === line.lineItemId && told !== undefined && entry.cohort <= told.lastCohort);
    const promised = told === undefined ? null : { seq: told.seq, shipBy: told.shipBy, unitsWaiting: sum(earlier, (entry) => entry.unitsWaiting) };
    return [unpromisedLine(memoryParts, tx, { shop, order, line, waiting: untold, promised })];
  });
}

function unpromisedLine(
  { tables }: Memory,
  tx: MemoryTransaction,
  {
    shop,
    order,
    line,
    waiting,
    promised,
  }: { shop: ShopDomain; order: OrderRow; line: LineRow; waiting: readonly EntryRow[]; promised: UnpromisedLine["promised"] },
): UnpromisedLine {
  const { lineItemId, inventoryItemId, title, sku, unitsOrdered, unitsRemoved, promisedRev } = line;
  const [variant] = tables.variants.of(tx, "item", shop, inventoryItemId);
  const publications = variant === undefined ? [] : tables.publications.of(tx, "variant", shop, variant.variantId);
  const inForce = publications.filter(({ payload }) => payload.at < order.createdAt && payload.validUntil >= order.createdAt).sort((a, b) => b.rev - a.rev);
  return {
    lineItemId,
    inventoryItemId,
    title,
    sku,
    unitsOrdered: unitsOrdered - unitsRemoved,
    unitsWaiting: sum(waiting, (entry) => entry.unitsWaiting),
    lastCohort: Math.max(...waiting.map(({ cohort }) => cohort)),
    promised,
    estimates: waiting.map((entry) => ({ shipBy: entry.estimatedOn, steps: tables.curves.get(tx, shop, inventoryItemId, entry.locationId)?.steps ?? [] })),
    seen: publications.find(({ rev }) => rev === promisedRev)?.payload ?? null,
    inForce: inForce[0]?.payload ?? null,
  };
}
