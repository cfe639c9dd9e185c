/**
 * Settle against one hand-written statement that writes the same rows, over queues of 10 k, 100 k and 1 M lines; then
 * eight clients at once, counting every unit. `--small` leaves out the largest queue.
 */
import type pg from "pg";
import { createDatabase } from "../../app/adapters/prisma/database.server.ts";
import { createOrderLedger } from "../../app/adapters/prisma/order-ledger.server.ts";
import { createQueueStore } from "../../app/adapters/prisma/queue-store.server.ts";
import type { Instant, InventoryItemId, LocationId, ShopDomain } from "../../app/domain/ids.ts";
import type { LevelFact } from "../../app/use-cases/ports/facts.ts";
import type { Stock } from "../../app/use-cases/ports/shopify.ts";
import { settleItems } from "../../app/use-cases/settle-items.ts";
import type { SettleItemsDeps } from "../../app/use-cases/settle-items.ts";
import { median, openBenchDatabase } from "./bench-database.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { runEightClients } from "./settle-clients.ts";
import { restockByHand } from "./settle-by-hand.ts";
import { addWaitingLines, makeItem } from "./settle-queues.ts";
import { timeTransactions } from "./timed-database.ts";
import type { TransactionTimes } from "./timed-database.ts";

const QUEUES = [10_000, 100_000, 1_000_000];
const RESTOCK_UNITS = 1_000;
const ROUNDS = 9;
const WARM_UPS = 2;
const RATIO_BAR = 1.5;
const FLAT_BAR = 1.3;

const shop = "bench.myshopify.com" as ShopDomain; // a benchmark's own names
const location = "L1" as LocationId;

export interface Timed {
  readonly queue: number;
  readonly settleMs: number;
  readonly byHandMs: number;
  readonly ratio: number;
}

export async function run(): Promise<boolean> {
  const database = await openBenchDatabase("settle");
  try {
    const isSmall = process.argv.includes("--small");
    const timed: Timed[] = [];
    const queues = QUEUES.filter((lines) => !isSmall || lines < 1_000_000);
    for (const lines of queues) await makeQueue(database.pool, lines);
    await database.pool.query("VACUUM ANALYZE");
    for (const lines of queues) {
      const figures = await timeSettle(database, lines);
      timed.push(figures);
      const { settleMs, byHandMs, ratio } = figures;
      console.log(
        `restock of ${RESTOCK_UNITS} over ${String(lines).padStart(8)} lines: settle ${settleMs.toFixed(1)} ms, by hand ${byHandMs.toFixed(1)} ms, ratio ${ratio.toFixed(2)}`,
      );
    }
    const flatness = (timed.at(-1)?.settleMs ?? Number.NaN) / (timed[0]?.settleMs ?? Number.NaN);
    console.log(`largest against smallest queue: ${flatness.toFixed(2)}`);
    const clients = await runEightClients(database);
    console.log(
      `8 clients: ${clients.restocks} restocks, ${clients.cancels} cancels, ${clients.repeats} repeated; ${clients.unitsIn} units in = ${clients.unitsCovered} covered + ${clients.unitsLeftOver} left over; lost ${clients.unitsLost}, over-allocated ${clients.unitsOverAllocated}; ${clients.seconds.toFixed(1)} s`,
    );
    console.log(JSON.stringify({ bench: "settle", timed, flatness, clients }));
    return (
      timed.every(({ ratio }) => ratio <= RATIO_BAR) &&
      flatness <= FLAT_BAR &&
      clients.unitsLost === 0 &&
      clients.unitsOverAllocated === 0 &&
      clients.violations === 0
    );
  } finally {
    await database.close();
  }
}

function itemOf(lines: number): InventoryItemId {
  return `item-${lines}` as InventoryItemId;
}

/** Adds a queue to the shop, which is made where it is missing. */
export async function makeQueue(pool: pg.Pool, lines: number): Promise<void> {
  await pool.query(`INSERT INTO shop (shop, stage, installed_at) VALUES ($1, 'live', '2020-01-01') ON CONFLICT DO NOTHING`, [shop]);
  await makeItem(pool, { shop, location, item: itemOf(lines), lines });
}

/** Alternates both sides over the same queue, which is filled up again after each. */
export async function timeSettle(database: BenchDatabase, lines: number, times: TransactionTimes = timeTransactions()): Promise<Timed> {
  const item = itemOf(lines);
  const measured = { settle: [] as number[], byHand: [] as number[] };
  for (let round = 0; round < ROUNDS + WARM_UPS; round++) {
    for (const side of round % 2 === 0 ? (["settle", "byHand"] as const) : (["byHand", "settle"] as const)) {
      const level = await restockedLevel(database.pool, item);
      const before = await rowCounts(database.pool);
      const started = performance.now();
      const served =
        side === "settle" ? await settle(database, level, times) : await restockByHand(database.pool, { shop, item, location, units: RESTOCK_UNITS, ...level });
      const ms = performance.now() - started;
      if (served !== RESTOCK_UNITS) throw new Error(`${side} served ${served} of ${RESTOCK_UNITS} lines`);
      await compareRows(database.pool, before, side);
      if (round >= WARM_UPS) measured[side].push(ms);
      await addWaitingLines(database.pool, { shop, location, item, lines: RESTOCK_UNITS });
    }
  }
  const [settleMs, byHandMs] = [median(measured.settle), median(measured.byHand)];
  return { queue: lines, settleMs, byHandMs, ratio: settleMs / byHandMs };
}

/** What Shopify says after 1,000 units came in: everybody else still waits. */
async function restockedLevel(pool: pg.Pool, item: InventoryItemId): Promise<LevelFact> {
  const { rows } = await pool.query<{ waiting: number; allocated: number }>(
    `SELECT units_waiting AS waiting, units_allocated AS allocated FROM queue_total WHERE shop = $1 AND inventory_item_id = $2`,
    [shop, item],
  );
  const { waiting = 0, allocated = 0 } = rows[0] ?? {};
  const committed = waiting + allocated;
  const available = RESTOCK_UNITS + allocated - committed;
  return { inventoryItemId: item, locationId: location, available, committed, onHand: available + committed, incoming: 0 };
}

let readSeq = 1_000_000_000;

/** The reading of Shopify is outside the clock on both sides: it is there already. */
async function settle({ pool, jobs }: BenchDatabase, level: LevelFact, times: TransactionTimes): Promise<number> {
  const never = (): never => {
    throw new Error("the benchmark asks Shopify for nothing else");
  };
  const stock: Stock = { readLevels: async () => ({ readSeq: ++readSeq, levels: [level] }), addAvailable: never };
  const deps: SettleItemsDeps = {
    jobs,
    stock,
    orders: { read: never, changedSince: never, open: never },
    database: times.named("settle 1,000 lines", createDatabase(pool)),
    ledger: createOrderLedger(pool),
    queue: createQueueStore(pool),
    clock: { now: () => new Date().toISOString() as Instant }, // ISO 8601 with Z, as the brand asks
  };
  return (await settleItems(deps, { shop, inventoryItemIds: [level.inventoryItemId] })).unitsGiven;
}

const ROWS_WRITTEN = { allocation: 1_000, queue_history: 1_000, notice: 1_000, "pgboss.job": 2_001, settlement: 1, fact_history: 1 };

async function rowCounts(pool: pg.Pool): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  // Cheap and exact enough to compare sides: ids of a sequence would not show rows that are missing.
  for (const table of Object.keys(ROWS_WRITTEN)) {
    const { rows } = await pool.query<{ rows: number }>(
      table === "queue_history" ? `SELECT count(*)::int AS rows FROM ${table} WHERE cause = 'allocated'` : `SELECT count(*)::int AS rows FROM ${table}`,
    );
    counts[table] = rows[0]?.rows ?? 0;
  }
  return counts;
}

/** Both sides must have written the same number of rows, or the comparison is worth nothing. */
async function compareRows(pool: pg.Pool, before: Record<string, number>, side: string): Promise<void> {
  const after = await rowCounts(pool);
  for (const [table, rows] of Object.entries(ROWS_WRITTEN)) {
    const written = (after[table] ?? 0) - (before[table] ?? 0);
    if (written !== rows) throw new Error(`${side} wrote ${written} rows of ${table}, not ${rows}`);
  }
}
