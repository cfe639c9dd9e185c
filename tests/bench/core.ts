/**
 * The core against its goals, all ratios in one run: settle and re-estimation beside hand-written SQL, an order's cost by the
 * length of the queue, orders on their way to the ledger, the longest transactions, a worker's memory. `--only settle` (or
 * estimate, orders, flow) measures one part by itself. `--small`: shorter queues and fewer rounds, to see whether everything
 * still works; its figures prove nothing.
 */
import os from "node:os";
import { parseArgs } from "node:util";
import { openBenchDatabase } from "./bench-database.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { measureEstimates } from "./core-estimate.ts";
import { measureOrderCost } from "./core-order-cost.ts";
import { measureFlow } from "./core-flow.ts";
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

interface Measured {
  readonly figures: object;
  readonly goals: readonly Goal[];
}

interface Measuring {
  readonly database: BenchDatabase;
  readonly times: TransactionTimes;
  readonly isSmall: boolean;
}

const PARTS: Readonly<Record<string, (measuring: Measuring) => Promise<Measured>>> = { settle, estimate, orders, flow };

const most = (what: string, figure: number, goal: number): Goal => ({ what, figure, goal, isMost: true });
const least = (what: string, figure: number, goal: number): Goal => ({ what, figure, goal, isMost: false });
const isMet = ({ figure, goal, isMost }: Goal) => (isMost ? figure <= goal : figure >= goal);

export async function run(): Promise<boolean> {
  const { isSmall, names } = readArguments();
  const times = timeTransactions();
  const started = performance.now();
  const measured: Record<string, Measured> = {};
  for (const name of names) measured[name] = await alone(name, { times, isSmall });
  const longest = times.longest();
  const goals = [
    ...Object.values(measured).flatMap((part) => part.goals),
    ...Object.entries(longest).map(([name, one]) => most(`longest transaction of "${name}", ms (of ${one.transactions})`, one.ms, LONGEST_MS)),
  ];
  console.log("");
  for (const goal of goals)
    console.log(
      `${isMet(goal) ? "ok  " : "MISS"} ${goal.figure.toFixed(2).padStart(9)} ${goal.isMost ? "<=" : ">="} ${String(goal.goal).padEnd(6)} ${goal.what}`,
    );
  const seconds = Math.round((performance.now() - started) / 1000);
  const areMet = goals.every(isMet);
  const figures = Object.fromEntries(Object.entries(measured).map(([name, part]) => [name, part.figures]));
  console.log(JSON.stringify({ bench: "core", areMet, isSmall, cores: os.availableParallelism(), seconds, ...figures, longest }));
  return areMet;
}

function readArguments(): { isSmall: boolean; names: readonly string[] } {
  const { values } = parseArgs({ options: { small: { type: "boolean" }, only: { type: "string", multiple: true } }, allowPositionals: true });
  const names = values.only ?? Object.keys(PARTS);
  const unknown = names.filter((name) => PARTS[name] === undefined);
  if (unknown.length > 0) throw new Error(`--only takes ${Object.keys(PARTS).join(", ")}. There is no ${unknown.join(", ")}.`);
  return { isSmall: values.small ?? false, names };
}

/** Each part has a database of its own, gone when the next one begins. */
async function alone(name: string, { times, isSmall }: Omit<Measuring, "database">): Promise<Measured> {
  console.log(`${name} ...`);
  const database = await openBenchDatabase("core");
  try {
    const started = performance.now();
    const measured = await PARTS[name]?.({ database, times, isSmall });
    if (measured === undefined) throw new Error(`there is no ${name}`);
    console.log(`  ${JSON.stringify(measured.figures)} (${Math.round((performance.now() - started) / 1000)} s)`);
    return measured;
  } finally {
    await database.close();
  }
}

async function settle({ database, times, isSmall }: Measuring): Promise<Measured> {
  const lines = isSmall ? SETTLED_QUEUE / 10 : SETTLED_QUEUE;
  await makeQueue(database.pool, lines);
  await database.pool.query("VACUUM ANALYZE");
  const figures = await timeSettle(database, lines, times);
  const { queue, settleMs, byHandMs, ratio } = figures;
  return { figures, goals: [most(`settle of 1,000 lines over ${queue} against one statement (${ms(settleMs)} to ${ms(byHandMs)})`, ratio, 1.5)] };
}

async function estimate({ database, times }: Measuring): Promise<Measured> {
  const figures = await measureEstimates(database, times);
  const { lines, estimateMs, byHandMs, ratio, behind } = figures;
  return {
    figures,
    goals: [
      most(`re-estimation of ${lines} lines against one statement (${ms(estimateMs)} to ${ms(byHandMs)})`, ratio, 1.5),
      // Each entry is read once to be dated and once to be written.
      most(`rows read per entry behind a change (${behind.entries} entries, ${ms(behind.ms)})`, behind.rowsRead / behind.entries, 3),
    ],
  };
}

async function orders({ database, times, isSmall }: Measuring): Promise<Measured> {
  const figures = await measureOrderCost(database, times, { isSmall });
  const { short, long, ratio } = figures;
  return { figures, goals: [most(`one order behind ${long.lines} against ${short.lines} (${ms(long.ms)} to ${ms(short.ms)})`, ratio, 1.3)] };
}

async function flow({ database, times, isSmall }: Measuring): Promise<Measured> {
  const figures = await measureFlow(database, times, { isSmall });
  console.log(`  the database used ${((figures.databaseShareOfCpu ?? Number.NaN) * 100).toFixed(0)} % of the processor time while one worker recorded orders`);
  return {
    figures,
    goals: [
      least("lines a second to the ledger, one worker", figures.linesPerSecond, 1_500),
      least("the same against a loop that only inserts the rows", figures.ratioToInserts, 0.5),
      least("two workers against one", figures.twoToOne, 1),
      most("deadlocks, dead deliveries, violations and lines lost", figures.deadlocks + figures.deadDeliveries + figures.violations + figures.linesLost, 0),
      most(`resident MB of a worker after ${figures.linesOfMeasuredWorker} lines (heap ${figures.heapUsedMb.toFixed(0)})`, figures.residentMb, 250),
    ],
  };
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(1)} ms`;
}
