/** Deliveries in memory, kept until they are applied. What a worker claimed is another's once its lease has run out. */
import type { WebhookInbox } from "../../adapters/prisma/webhook-inbox.server.ts";
import type { Instant, ShopDomain } from "../../domain/ids.ts";
import { compare } from "./memory.ts";
import type { Memory } from "./memory.ts";
import type { DeliveryRow } from "./tables.ts";

const TRIES_BEFORE_DEAD = 12;
const RETRY_WAIT_MAX_SECONDS = 300;

export function createMemoryInbox({ database, tables, clock }: Memory): WebhookInbox {
  const after = (seconds: number) => new Date(Date.parse(clock.now()) + seconds * 1000).toISOString() as Instant; // toISOString has exactly this form
  const open = () => tables.deliveries.of(null, "open", "open");
  const free = { leaseToken: null, leaseUntil: null };
  /** Changes deliveries, but only those that the lease still holds. */
  const settle = (
    leaseToken: string,
    deliveries: readonly Pick<DeliveryRow, "shop" | "topic" | "webhookId">[],
    change: (row: DeliveryRow) => Partial<DeliveryRow>,
  ) => {
    const rows = deliveries.flatMap(({ shop, topic, webhookId }) => tables.deliveries.get(null, shop, topic, webhookId) ?? []);
    const ours = rows.filter((row) => row.appliedAt === null && row.deadAt === null && row.leaseToken === leaseToken);
    database.now((tx) => ours.forEach((row) => tables.deliveries.change(tx, row, { ...free, ...change(row) })));
    return ours.length;
  };
  return {
    async save({ shop, topic, webhookId, key, triggeredAt, deadReason }) {
      if (tables.deliveries.get(null, shop, topic, webhookId) !== undefined) return false;
      const now = clock.now();
      const row = {
        topic,
        webhookId,
        key,
        receivedAt: now,
        nextTryAt: now,
        attempts: 0,
        appliedAt: null,
        deadAt: deadReason === null ? null : now,
        deadReason,
      };
      // Deliveries come from the outside: their shop and moment were read from headers.
      database.now((tx) => tables.deliveries.put(tx, { shop: shop as ShopDomain, triggeredAt: triggeredAt as Instant | null, ...row, ...free }));
      return true;
    },
    async claim({ limit, leaseSeconds }) {
      const now = clock.now();
      const leaseToken = `lease-${database.next("lease")}`;
      const due = open().filter((row) => row.nextTryAt <= now && (row.leaseUntil === null || row.leaseUntil < now));
      const head = due.sort((a, b) => compare(a.nextTryAt, b.nextTryAt) || compare(a.receivedAt, b.receivedAt)).slice(0, limit);
      const claimed = database.now((tx) =>
        head.map((row) => tables.deliveries.put(tx, { ...row, leaseToken, leaseUntil: after(leaseSeconds), attempts: row.attempts + 1 })),
      );
      return { leaseToken, deliveries: claimed };
    },
    async extend(leaseToken, leaseSeconds) {
      const ours = open().filter((row) => row.leaseToken === leaseToken);
      database.now((tx) => ours.forEach((row) => tables.deliveries.change(tx, row, { leaseUntil: after(leaseSeconds) })));
    },
    async apply(leaseToken, deliveries) {
      return settle(leaseToken, deliveries, () => ({ appliedAt: clock.now() }));
    },
    async bury(leaseToken, deliveries, reason) {
      return settle(leaseToken, deliveries, () => ({ deadAt: clock.now(), deadReason: reason }));
    },
    async giveBack(leaseToken, deliveries, { reason, isOutage, retryBaseSeconds }) {
      return settle(leaseToken, deliveries, (row) => {
        const nextTryAt = after(Math.min(retryBaseSeconds * 2 ** (row.attempts - 1), RETRY_WAIT_MAX_SECONDS));
        if (isOutage) return { deadReason: reason, nextTryAt, attempts: row.attempts - 1 };
        return { deadReason: reason, nextTryAt, deadAt: row.attempts >= TRIES_BEFORE_DEAD ? clock.now() : null };
      });
    },
    async release(leaseToken) {
      const ours = open().filter((row) => row.leaseToken === leaseToken);
      database.now((tx) => ours.forEach((row) => tables.deliveries.change(tx, row, { ...free, attempts: row.attempts - 1 })));
    },
  };
}
