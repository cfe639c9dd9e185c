/** Re-estimation of a long queue beside one hand-written statement that writes the same dates, and how little is read when only the end moves. */
import type pg from "pg";
import type { InventoryItemId } from "../../app/domain/ids.ts";
import { estimateItems } from "../../app/use-cases/estimate-items.ts";
import { median } from "./bench-database.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { DATED_LOCATION, DATED_SHOP, estimateDeps, LOTS, makeDatedQueue, unitsOfLot } from "./core-shop.ts";
import { observeStatements } from "./observed-pool.ts";
import type { TransactionTimes } from "./timed-database.ts";

const LINES = 100_000;
const ROUNDS = 5;
const WARM_UPS = 1;

export interface EstimateFigures {
  readonly lines: number;
  readonly estimateMs: number;
  readonly byHandMs: number;
  readonly ratio: number;
  /** A change of the last lot: entries behind it, what was read and written for it, and the time. */
  readonly behind: { readonly entries: number; readonly rowsRead: number; readonly buffers: number; readonly buffersOfAll: number; readonly ms: number };
}

export async function measureEstimates(database: BenchDatabase, times: TransactionTimes): Promise<EstimateFigures> {
  const { pool } = database;
  const item = await makeDatedQueue(database, LINES, times);
  await pool.query("VACUUM ANALYZE queue_entry");
  const measured = { estimate: [] as number[], byHand: [] as number[], behind: [] as number[] };
  const estimate = () => estimateItems(estimateDeps(database, times, `estimate ${LINES} lines`), { shop: DATED_SHOP, inventoryItemIds: [item] });
  let days = 0;
  for (let round = -WARM_UPS; round < ROUNDS; round++) {
    for (const side of round % 2 === 0 ? (["estimate", "byHand"] as const) : (["byHand", "estimate"] as const)) {
      // A Monday becomes a Tuesday and a Tuesday a Monday, of every lot.
      days = 1 - days;
      await setDeadlines(pool, item, days, 1);
      const before = await datesOf(pool, item);
      const started = performance.now();
      if (side === "estimate") await estimate();
      else await estimateByHand(pool, item, days);
      const ms = performance.now() - started;
      const moved = await countMoved(pool, item, before);
      if (moved !== LINES) throw new Error(`${side} moved ${moved} of ${LINES} dates`);
      if (round >= 0) measured[side].push(ms);
      await vacuum(pool);
    }
  }
  // Whoever came last, the saved curve is the app's own again.
  await estimate();
  const all = await observeOne(pool, item, days, { ...database, times, from: 1 });
  for (let round = 0; round < ROUNDS; round++) {
    days = 1 - days;
    await setDeadlines(pool, item, days, LOTS);
    const started = performance.now();
    await estimate();
    measured.behind.push(performance.now() - started);
  }
  const last = await observeOne(pool, item, days, { ...database, times, from: LOTS });
  const [estimateMs, byHandMs] = [median(measured.estimate), median(measured.byHand)];
  const entries = LINES - (LOTS - 1) * unitsOfLot(LINES);
  return {
    lines: LINES,
    estimateMs,
    byHandMs,
    ratio: estimateMs / byHandMs,
    behind: { entries, rowsRead: last.rowsRead, buffers: last.buffers, buffersOfAll: all.buffers, ms: median(measured.behind) },
  };
}

/** What one estimate's statement reads, by PostgreSQL's own account, after the deadlines of the lots from one on moved. */
async function observeOne(pool: pg.Pool, item: InventoryItemId, days: number, bench: BenchDatabase & { times: TransactionTimes; from: number }) {
  await setDeadlines(pool, item, 1 - days, bench.from);
  const observed = observeStatements(pool, /UPDATE queue_entry q SET estimated_on/);
  await estimateItems(estimateDeps({ ...bench, pool: observed.pool }, bench.times, "observed estimate"), { shop: DATED_SHOP, inventoryItemIds: [item] });
  await setDeadlines(pool, item, days, bench.from);
  await estimateItems(estimateDeps(bench, bench.times, "observed estimate"), { shop: DATED_SHOP, inventoryItemIds: [item] });
  return observed.seen();
}

async function setDeadlines(pool: pg.Pool, item: InventoryItemId, days: number, fromLot: number): Promise<void> {
  await pool.query(
    `UPDATE inbound_shipment SET deadline = date '2026-09-28' + 7 * n + $3::int
       FROM generate_series($4::int, ${LOTS}) AS n WHERE shop = $1 AND inbound_shipment_id = $2 || '-' || n`,
    [DATED_SHOP, item, days, fromLot],
  );
}

/** Knows the new curve already: every lot's units by the day after the seventh day after its deadline, which here is a working day. */
async function estimateByHand(pool: pg.Pool, item: InventoryItemId, days: number): Promise<void> {
  const units = unitsOfLot(LINES);
  await pool.query(
    `WITH queue AS (
       SELECT ctid AS at, (sum(units_waiting) OVER (ORDER BY priority DESC, rank_at, line_item_id, cohort ROWS UNBOUNDED PRECEDING) - 1) / $4::int + 1 AS lot
         FROM queue_entry WHERE shop = $1 AND inventory_item_id = $2 AND location_id = $3 AND units_waiting > 0),
     curve AS (UPDATE promise_curve SET computed_at = now() WHERE shop = $1 AND inventory_item_id = $2 AND location_id = $3)
     UPDATE queue_entry q SET estimated_on = date '2026-09-28' + 7 * queue.lot::int + 7 + 1 + $5::int
       FROM queue WHERE q.shop = $1 AND q.ctid = queue.at`,
    [DATED_SHOP, item, DATED_LOCATION, units, days],
  );
  // What an estimate would have left besides: the next one compares with it.
  await saveCurveByHand(pool, item, days);
}

async function saveCurveByHand(pool: pg.Pool, item: InventoryItemId, days: number): Promise<void> {
  await pool.query(
    `UPDATE promise_curve c SET steps = (
       SELECT jsonb_agg(step || jsonb_build_object('shipBy', date '2026-09-28' + 7 * place::int + 7 + 1 + $3::int) ORDER BY place)
         FROM jsonb_array_elements(c.steps) WITH ORDINALITY AS s(step, place))
      WHERE shop = $1 AND inventory_item_id = $2`,
    [DATED_SHOP, item, days],
  );
}

async function datesOf(pool: pg.Pool, item: InventoryItemId): Promise<readonly { day: string; lines: number }[]> {
  const { rows } = await pool.query<{ day: string; lines: number }>(
    `SELECT estimated_on AS day, count(*)::int AS lines FROM queue_entry WHERE shop = $1 AND inventory_item_id = $2 AND units_waiting > 0 GROUP BY 1 ORDER BY 1`,
    [DATED_SHOP, item],
  );
  return rows;
}

/** Every lot has a week of its own, so lines of a day that nobody has any more have moved. */
async function countMoved(pool: pg.Pool, item: InventoryItemId, before: readonly { day: string; lines: number }[]): Promise<number> {
  const days = new Set(before.map(({ day }) => day));
  return (await datesOf(pool, item)).filter(({ day }) => !days.has(day)).reduce((sum, { lines }) => sum + lines, 0);
}

/** Neither side shall find the dead rows of the other. */
async function vacuum(pool: pg.Pool): Promise<void> {
  await pool.query("VACUUM queue_entry");
}
