/**
 * Work that comes due by the clock: a shop is reconciled each hour, and what was estimated for yesterday is estimated
 * again after the shop's midnight. What is due follows from the ledger, so a missed hour is made up for and several workers
 * may look at once: equal jobs are done once.
 */
import type pg from "pg";
import { sql } from "../adapters/prisma/database.server.ts";
import type { InventoryItemId, ShopDomain } from "../domain/ids.ts";
import type { Log } from "../log.server.ts";
import type { Job } from "../use-cases/ports/jobs.ts";
import type { Transaction } from "../use-cases/ports/transaction.ts";
import { recoverNotices } from "../use-cases/recover-notices.ts";
import type { Parts } from "./parts.ts";

const LOOK_EVERY_MS = 60_000;
const RECONCILE_EVERY_MINUTES = 60;
const ITEMS_PER_JOB = 100;
/** Kept long enough to be asked about, then gone. */
const KEEP_APPLIED_DELIVERIES_DAYS = 7;
const DELIVERIES_DELETED_AT_ONCE = 5_000;

export interface Timetable {
  stop(): void;
}

export function startTimetable({ parts, pool, log }: { parts: Parts; pool: pg.Pool; log: Log }): Timetable {
  const look = () =>
    lookOnce(parts, pool).then(
      (jobs) => void (jobs > 0 && log.info({ jobs }, "work came due")),
      (error: unknown) => log.error({ err: error }, "timetable"),
    );
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

/** Enqueues what is due. Answers how many jobs that gave. */
export async function lookOnce(parts: Parts, pool: pg.Pool): Promise<number> {
  for (const { shop } of await parts.shops.installed()) await recoverNotices(parts, { shop });
  await pool.query(FORGET_APPLIED, [KEEP_APPLIED_DELIVERIES_DAYS, DELIVERIES_DELETED_AT_ONCE]);
  return parts.database.transaction(async (tx) => {
    const due = [...(await dueReconciliations(tx)), ...(await dueEstimates(tx))];
    await parts.jobs.enqueue(tx, due);
    return due.length;
  });
}

async function dueReconciliations(tx: Transaction): Promise<Job[]> {
  const { rows } = await sql(tx).query<{ shop: ShopDomain }>(
    `SELECT s.shop FROM shop s WHERE s.uninstalled_at IS NULL AND s.installed_at < now() - make_interval(mins => $1)
        AND NOT EXISTS (SELECT FROM reconciliation r WHERE r.shop = s.shop AND r.started_at > now() - make_interval(mins => $1))`,
    [RECONCILE_EVERY_MINUTES],
  );
  return rows.map(({ shop }) => ({ name: "reconcile", shop }));
}

async function dueEstimates(tx: Transaction): Promise<Job[]> {
  const { rows } = await sql(tx).query<{ shop: ShopDomain; inventoryItemIds: InventoryItemId[] }>(
    `SELECT c.shop, array_agg(DISTINCT c.inventory_item_id) AS "inventoryItemIds" FROM promise_curve c JOIN shop s ON s.shop = c.shop
      WHERE s.uninstalled_at IS NULL AND c.computed_for < (now() AT TIME ZONE s.time_zone)::date GROUP BY c.shop`,
  );
  return rows.flatMap(({ shop, inventoryItemIds }) =>
    Array.from({ length: Math.ceil(inventoryItemIds.length / ITEMS_PER_JOB) }, (_, index): Job => ({
      name: "estimate-items",
      shop,
      inventoryItemIds: inventoryItemIds.slice(index * ITEMS_PER_JOB, (index + 1) * ITEMS_PER_JOB),
    })),
  );
}

const FORGET_APPLIED = `
  DELETE FROM webhook_delivery d USING (
    SELECT shop, topic, webhook_id FROM webhook_delivery WHERE applied_at < now() - make_interval(days => $1) LIMIT $2) AS old
   WHERE d.shop = old.shop AND d.topic = old.topic AND d.webhook_id = old.webhook_id`;
