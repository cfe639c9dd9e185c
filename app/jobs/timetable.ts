/**
 * Work that comes due by the clock: a shop is reconciled each hour, and what was estimated for yesterday is estimated
 * again after the shop's midnight. What is due follows from the ledger, so a missed hour is made up for. One worker looks
 * at a time.
 */
import type pg from "pg";
import { sql } from "../adapters/prisma/database.server.ts";
import { nameLostMutations } from "../adapters/prisma/outgoing-mutations.server.ts";
import { KeyBusy } from "../adapters/queue/key-locks.server.ts";
import type { KeyLocks } from "../adapters/queue/key-locks.server.ts";
import type { ShopDomain } from "../domain/ids.ts";
import type { Log } from "../log.server.ts";
import type { Job } from "../use-cases/ports/jobs.ts";
import type { Transaction } from "../use-cases/ports/transaction.ts";
import { recoverMoves } from "../use-cases/recover-moves.ts";
import { recoverNotices } from "../use-cases/recover-notices.ts";
import { refreshEstimates } from "../use-cases/refresh-estimates.ts";
import type { Parts } from "./parts.ts";

const LOOK_EVERY_MS = 60_000;
const RECONCILE_EVERY_MINUTES = 60;
/** One that got somewhere within this time is still going on, however long ago it began. */
const STILL_RECONCILING_MINUTES = 20;
/** Kept long enough to be asked about, then gone. */
const KEEP_APPLIED_DELIVERIES_DAYS = 7;
const KEEP_DEAD_DELIVERIES_DAYS = 30;
const DELIVERIES_DELETED_AT_ONCE = 5_000;

export interface Timetable {
  /** Ends when the look under way has ended. */
  stop(): Promise<void>;
}

export function startTimetable({ parts, pool, locks, log }: { parts: Parts; pool: pg.Pool; locks: KeyLocks; log: Log }): Timetable {
  const look = async (): Promise<void> => {
    try {
      await locks.run("timetable", () => lookOnce(parts, pool));
    } catch (error) {
      if (!(error instanceof KeyBusy)) log.error({ err: error }, "timetable");
    }
  };
  let looking = Promise.resolve();
  const timer = setInterval(() => (looking = looking.then(look)), LOOK_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

/** Does or enqueues what is due. What fails for one shop keeps nobody else waiting; all failures are thrown at the end. */
export async function lookOnce(parts: Parts, pool: pg.Pool): Promise<void> {
  const failures: unknown[] = [];
  const attempt = (work: Promise<unknown>) => work.catch((error: unknown) => void failures.push(error));
  for (const { shop, timeZone } of await parts.shops.installed()) {
    await attempt(recoverNotices(parts, { shop }));
    await attempt(nameLostMutations(pool, shop));
    await attempt(recoverMoves(parts, { shop }));
    await attempt(refreshEstimates(parts, { shop, timeZone }));
  }
  await attempt(pool.query(FORGET_DELIVERIES, [KEEP_APPLIED_DELIVERIES_DAYS, KEEP_DEAD_DELIVERIES_DAYS, DELIVERIES_DELETED_AT_ONCE]));
  await attempt(parts.database.transaction(async (tx) => parts.jobs.enqueue(tx, await dueReconciliations(tx), { unlessOpen: true })));
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} pieces of work that were due failed: ${[...new Set(failures.map(String))].join("; ")}`);
}

async function dueReconciliations(tx: Transaction): Promise<Job[]> {
  const { rows } = await sql(tx).query<{ shop: ShopDomain }>(
    `SELECT s.shop FROM shop s WHERE s.uninstalled_at IS NULL AND s.installed_at < now() - make_interval(mins => $1)
        AND NOT EXISTS (SELECT FROM reconciliation r WHERE r.shop = s.shop
                           AND (r.started_at > now() - make_interval(mins => $1) OR (r.finished_at IS NULL AND r.saved_at > now() - make_interval(mins => $2))))`,
    [RECONCILE_EVERY_MINUTES, STILL_RECONCILING_MINUTES],
  );
  return rows.map(({ shop }) => ({ name: "reconcile", shop }));
}

const FORGET_DELIVERIES = `
  DELETE FROM webhook_delivery d USING (
    SELECT shop, topic, webhook_id FROM webhook_delivery WHERE applied_at < now() - make_interval(days => $1) OR dead_at < now() - make_interval(days => $2) LIMIT $3) AS old
   WHERE d.shop = old.shop AND d.topic = old.topic AND d.webhook_id = old.webhook_id`;
