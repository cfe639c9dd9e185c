/**
 * The core against its goals, all ratios in one run: settle and re-estimation beside hand-written SQL, an order's cost by the
 * length of the queue, orders on their way to the ledger, the longest transactions, a worker's memory. `--small`: shorter queues
 * and fewer rounds, to see whether everything still works; its figures prove nothing.
 */
import os from "node:os";
import { openBenchDatabase } from "./bench-database.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { measureEstimates } from "./core-estimate.ts";
import { measureOrderCost } from "./core-order-cost.ts";
import { measureOrders } from "./core-orders.ts";
import { makeQueue, timeSettle } from "./settle.ts";
import { LONGEST_MS, timeTransactions } from "./timed-database.ts";
import type { TransactionTimes } from "./timed-database.ts";

const SETTLED_QUEUE = 1_000_000;

interface Goal {
  readonly what: string;
  readonly figure: number;
  readonly goal: number;
  readonly isMost: boolean;
}

const most = (what: string, figure: number, goal: number): Goal => ({ what, figure, goal, isMost: true });
const least = (what: string, figure: number, goal: number): Goal => ({ what, figure, goal, isMost: false });
const isMet = ({ figure, goal, isMost }: Goal) => (isMost ? figure <= goal : figure >= goal);

export async function run(): Promise<boolean> {
  const isSmall = process.argv.includes("--small");
  const times = timeTransactions();
  const started = performance.now();
  const [settle, estimate, orderCost, orders] = [
    await alone("settle", (database) => measureSettle(database, times, isSmall ? SETTLED_QUEUE / 10 : SETTLED_QUEUE)),
    await alone("estimate", (database) => measureEstimates(database, times)),
    await alone("order cost", (database) => measureOrderCost(database, times, { isSmall })),
    await alone("orders to the ledger", (database) => measureOrders(database, times)),
  ];
  const longest = times.longest();
  const goals = [
    most(`settle of 1,000 lines over ${settle.queue} against one statement (${ms(settle.settleMs)} to ${ms(settle.byHandMs)})`, settle.ratio, 1.5),
    most(`re-estimation of ${estimate.lines} lines against one statement (${ms(estimate.estimateMs)} to ${ms(estimate.byHandMs)})`, estimate.ratio, 1.5),
    // Each entry is read once to be dated and once to be written.
    most(
      `rows read per entry behind a change (${estimate.behind.entries} entries, ${ms(estimate.behind.ms)})`,
      estimate.behind.rowsRead / estimate.behind.entries,
      3,
    ),
    most(
      `one order behind ${orderCost.long.lines} against ${orderCost.short.lines} (${ms(orderCost.long.ms)} to ${ms(orderCost.short.ms)})`,
      orderCost.ratio,
      1.3,
    ),
    ...Object.entries(longest).map(([name, one]) => most(`longest transaction of "${name}", ms (of ${one.transactions})`, one.ms, LONGEST_MS)),
    least("lines a second to the ledger, one worker", orders.linesPerSecond, 1_500),
    least("the same against a loop that only inserts the rows", orders.ratioToInserts, 0.5),
    least("two workers against one", orders.twoToOne, 1),
    most("deadlocks, dead deliveries, violations and lines lost", orders.deadlocks + orders.deadDeliveries + orders.violations + orders.linesLost, 0),
    most(`resident MB of a worker after ${orders.linesOfMeasuredWorker} lines (heap ${orders.heapUsedMb.toFixed(0)})`, orders.residentMb, 250),
  ];
  console.log("");
  for (const goal of goals)
    console.log(
      `${isMet(goal) ? "ok  " : "MISS"} ${goal.figure.toFixed(2).padStart(9)} ${goal.isMost ? "<=" : ">="} ${String(goal.goal).padEnd(6)} ${goal.what}`,
    );
  console.log(
    `     the database used ${((orders.databaseShareOfCpu ?? Number.NaN) * 100).toFixed(0)} % of the processor time while one worker recorded orders`,
  );
  const seconds = Math.round((performance.now() - started) / 1000);
  const areMet = goals.every(isMet);
  console.log(JSON.stringify({ bench: "core", areMet, isSmall, cores: os.availableParallelism(), seconds, settle, estimate, orderCost, orders, longest }));
  return areMet;
}

/** Each part has a database of its own, gone when the next one begins. */
async function alone<Figures>(name: string, measure: (database: BenchDatabase) => Promise<Figures>): Promise<Figures> {
  console.log(`${name} ...`);
  const database = await openBenchDatabase("core");
  try {
    const started = performance.now();
    const figures = await measure(database);
    console.log(`  ${JSON.stringify(figures)} (${Math.round((performance.now() - started) / 1000)} s)`);
    return figures;
  } finally {
    await database.close();
  }
}

async function measureSettle(database: BenchDatabase, times: TransactionTimes, lines: number) {
  await makeQueue(database.pool, lines);
  await database.pool.query("VACUUM ANALYZE");
  return timeSettle(database, lines, times);
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(1)} ms`;
}
