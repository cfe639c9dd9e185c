import { NO_DRIFT } from "../../use-cases/ports/reconciliation.ts";
import type { Reconciliations } from "../../use-cases/ports/reconciliation.ts";
import { compare } from "./memory.ts";
import type { Memory } from "./memory.ts";

const RESUMED_WITHIN_MS = 86_400_000;

/** Where a shop's re-reading stands, in memory. */
export function createReconciliations({ database, tables }: Memory): Reconciliations {
  return {
    async resume(shop, { now, readSeq }) {
      const begun = tables.reconciliations
        .of(null, "shop", shop)
        .filter((row) => row.finishedAt === null && Date.parse(row.startedAt) > Date.parse(now) - RESUMED_WITHIN_MS)
        .sort((a, b) => compare(b.startedAt, a.startedAt));
      if (begun[0] !== undefined) return begun[0];
      const anew = { startedAt: now, phase: "open_orders", cursor: null, pagesRead: 0, changes: 0, readSeq, drift: NO_DRIFT, looked: 0, toLook: 0 } as const;
      return database.now((tx) => tables.reconciliations.put(tx, { shop, ...anew, finishedAt: null }));
    },
    async save(shop, { startedAt, ...stand }) {
      database.now((tx) => tables.reconciliations.change(tx, tables.reconciliations.get(tx, shop, startedAt), stand));
    },
    async finish(shop, { startedAt, ...stand }, now) {
      const end = { ...stand, finishedAt: now, cursor: null };
      database.now((tx) => tables.reconciliations.change(tx, tables.reconciliations.get(tx, shop, startedAt), end));
    },
    async openOrdersReadBefore(shop, readSeq, after, limit) {
      const isOpen = (orderId: string) => tables.entries.of(null, "order", shop, orderId).some((entry) => entry.unitsWaiting + entry.unitsAllocated > 0);
      return tables.orders
        .of(null, "shop", shop)
        .filter((row) => row.readSeq < readSeq && row.orderId > (after ?? "") && isOpen(row.orderId))
        .map(({ orderId }) => orderId)
        .sort()
        .slice(0, limit);
    },
    async trackedItems(shop, after, limit) {
      return tables.variants
        .of(null, "shop", shop)
        .filter((row) => row.isTracked && row.deletedAt === null && row.inventoryItemId > (after ?? ""))
        .map(({ inventoryItemId }) => inventoryItemId)
        .sort()
        .slice(0, limit);
    },
  };
}
