/**
 * Orders from the inbox to the ledger by real workers, one and two of them, beside a loop that only inserts the rows that
 * they wrote; then the memory of a worker that has seen a hundred thousand lines, and whether the ledger is whole.
 */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import fs from "node:fs";
import type pg from "pg";
import { checkFiles, runCheck } from "../../scripts/ledger/checks.ts";
import { median } from "./bench-database.ts";
import type { BenchDatabase } from "./bench-database.ts";
import type { Order, Report } from "./core-worker.ts";
import { insertSameRows, markNow, readWrittenRows } from "./core-same-rows.ts";
import { ITEMS, LINES_PER_ORDER, LOCATION } from "./made-up-shopify.ts";
import type { TransactionTimes } from "./timed-database.ts";

const SHOP = "orders.myshopify.com";
/** How often the three are compared; a worker's memory is measured when it has seen so many lines, and run the jobs that follow for so long. */
const FULL = { rounds: 5, ordersPerRound: 4_000, linesOfOneWorker: 100_000, jobsSeconds: 20 };
const SMALL = { rounds: 2, ordersPerRound: 1_000, linesOfOneWorker: 10_000, jobsSeconds: 5 };
const WITHIN_MS = 300_000;
const LOOK_EVERY_MS = 10;
const CLOCK_TICKS_PER_SECOND = 100;

export interface FlowFigures {
  readonly linesPerSecond: number;
  readonly linesPerSecondOfTwo: number;
  readonly insertsPerSecond: number;
  readonly ratioToInserts: number;
  readonly twoToOne: number;
  /** Of one worker's rounds: processor seconds of PostgreSQL in all processor seconds. Null: it runs elsewhere. */
  readonly databaseShareOfCpu: number | null;
  readonly residentMb: number;
  readonly heapUsedMb: number;
  readonly linesOfMeasuredWorker: number;
  readonly deadlocks: number;
  readonly deadDeliveries: number;
  readonly violations: number;
  readonly linesLost: number;
}

interface BenchWorker {
  readonly process: ChildProcess;
  ask(order: Order): Promise<Report | null>;
}

export async function measureFlow(database: BenchDatabase, times: TransactionTimes, { isSmall }: { isSmall: boolean }): Promise<FlowFigures> {
  const { pool } = database;
  const size = isSmall ? SMALL : FULL;
  const ordersEver = Math.max(
    2 * (size.rounds + 1) * size.ordersPerRound,
    size.linesOfOneWorker / LINES_PER_ORDER + ((size.rounds + 1) * size.ordersPerRound) / 2,
  );
  await makeShop(pool);
  const workers = await Promise.all([startWorkerProcess(database, ordersEver), startWorkerProcess(database, ordersEver)]);
  try {
    return await play(database, workers, { ordersEver, times, size });
  } finally {
    for (const { process: child } of workers) child.kill();
  }
}

async function play(
  database: BenchDatabase,
  [one, other]: readonly BenchWorker[],
  { ordersEver, times, size }: { ordersEver: number; times: TransactionTimes; size: typeof FULL },
): Promise<FlowFigures> {
  if (one === undefined || other === undefined) throw new Error("there are two workers");
  const { pool } = database;
  const rounds = { one: [] as number[], two: [] as number[], inserts: [] as number[], share: [] as number[] };
  let placed = 0;
  const arrive = async (orders: number) => {
    const from = placed + 1;
    placed = Math.min(ordersEver, placed + orders);
    for (const worker of [one, other]) await worker.ask({ do: "place", upTo: placed });
    await deliver(pool, from, placed);
    return placed - from + 1;
  };
  const work = async (workers: readonly BenchWorker[], orders: number) => {
    const arrived = await arrive(orders);
    const started = performance.now();
    for (const worker of workers) await worker.ask({ do: "work" });
    await untilApplied(pool);
    const seconds = (performance.now() - started) / 1000;
    for (const worker of workers) await worker.ask({ do: "rest" });
    return (arrived * LINES_PER_ORDER) / seconds;
  };
  for (let round = -1; round < size.rounds; round++) {
    const before = processorSeconds(one.process);
    const mark = await markNow(pool);
    const byOne = await work([one], size.ordersPerRound);
    const processor = spent(before, processorSeconds(one.process));
    const share = databaseShare(processor);
    const written = await readWrittenRows(pool, SHOP, mark);
    const lines = size.ordersPerRound * LINES_PER_ORDER;
    const beforeInserts = processorSeconds(one.process);
    const inserted = lines / (await insertSameRows(pool, written, `copy${round + 1}.myshopify.com`));
    const inserting = spent(beforeInserts, processorSeconds(one.process));
    const byTwo = await work([one, other], size.ordersPerRound);
    if (round < 0) console.log(`  rows of ${lines} lines: ${written.map(({ name, rows }) => `${name} ${rows.length}`).join(", ")}`);
    console.log(`  round ${round + 1}: one worker ${byOne.toFixed(0)} lines/s, two ${byTwo.toFixed(0)}, inserts alone ${inserted.toFixed(0)}`);
    // Of processor time other work on the machine takes nothing: it tells more than the clock where there is any.
    console.log(`    processor ms a line: ${perLine(processor, lines)}; inserts alone ${perLine(inserting, lines)}`);
    // The first round warms up.
    if (round < 0) continue;
    rounds.one.push(byOne);
    rounds.two.push(byTwo);
    rounds.inserts.push(inserted);
    if (share !== null) rounds.share.push(share);
  }
  // Half of what two workers did together is counted as the first one's.
  const linesSeen = 1.5 * (size.rounds + 1) * size.ordersPerRound * LINES_PER_ORDER;
  await work([one], Math.max(0, size.linesOfOneWorker - linesSeen) / LINES_PER_ORDER);
  await one.ask({ do: "work-jobs" });
  await pause(size.jobsSeconds * 1000);
  const report = await one.ask({ do: "report" });
  for (const worker of [one, other]) {
    const { longest } = (await worker.ask({ do: "report" })) ?? { longest: {} };
    times.add(longest);
    await worker.ask({ do: "end" });
  }
  const [linesPerSecond, linesPerSecondOfTwo, insertsPerSecond] = [median(rounds.one), median(rounds.two), median(rounds.inserts)];
  return {
    linesPerSecond,
    linesPerSecondOfTwo,
    insertsPerSecond,
    ratioToInserts: linesPerSecond / insertsPerSecond,
    twoToOne: linesPerSecondOfTwo / linesPerSecond,
    databaseShareOfCpu: rounds.share.length === 0 ? null : median(rounds.share),
    residentMb: (report?.residentBytes ?? Number.NaN) / 2 ** 20,
    heapUsedMb: (report?.heapUsedBytes ?? Number.NaN) / 2 ** 20,
    linesOfMeasuredWorker: Math.max(linesSeen, size.linesOfOneWorker),
    ...(await countHarm(pool, placed)),
  };
}

async function makeShop(pool: pg.Pool): Promise<void> {
  await pool.query(`INSERT INTO shop (shop, stage, installed_at, orders_watermark) VALUES ($1, 'live', '2026-09-01', '2026-09-01')`, [SHOP]);
  await pool.query(`INSERT INTO location (shop, location_id, name) VALUES ($1, $2, 'Warehouse')`, [SHOP, LOCATION]);
  await pool.query(
    `INSERT INTO variant (shop, variant_id, product_id, inventory_item_id, product_title, title, inventory_policy, backorder_mode, source_updated_at)
     SELECT $1, 'v-i' || n, 'p', 'i' || n, 'Thing', '', 'CONTINUE', 'on', now() FROM generate_series(0, $2::int - 1) AS n`,
    [SHOP, ITEMS],
  );
}

async function deliver(pool: pg.Pool, first: number, last: number): Promise<void> {
  await pool.query(
    `INSERT INTO webhook_delivery (shop, topic, webhook_id, key, body) SELECT $1, 'orders/create', 'w' || n, 'order:' || n, '' FROM generate_series($2::int, $3::int) AS n`,
    [SHOP, first, last],
  );
}

async function untilApplied(pool: pg.Pool): Promise<void> {
  const endMs = performance.now() + WITHIN_MS;
  for (;;) {
    const { rowCount } = await pool.query(`SELECT FROM webhook_delivery WHERE shop = $1 AND applied_at IS NULL AND dead_at IS NULL LIMIT 1`, [SHOP]);
    if (rowCount === 0) return;
    if (performance.now() > endMs) throw new Error(`Deliveries were not applied within ${WITHIN_MS / 1000} s.`);
    await pause(LOOK_EVERY_MS);
  }
}

async function countHarm(pool: pg.Pool, placed: number): Promise<Pick<FlowFigures, "deadlocks" | "deadDeliveries" | "violations" | "linesLost">> {
  const { rows } = await pool.query<{ deadlocks: number; dead: number; lines: number }>(
    `SELECT (SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()) AS deadlocks,
            (SELECT count(*) FROM webhook_delivery WHERE shop = $1 AND dead_at IS NOT NULL) AS dead,
            (SELECT count(*) FROM queue_entry WHERE shop = $1 AND units_waiting + units_allocated = 1) AS lines`,
    [SHOP],
  );
  const ofUnits = checkFiles().filter((file) => /i0[1-57]|i12/.test(file));
  const checks = await Promise.all(ofUnits.map((file) => runCheck(pool, file, SHOP)));
  for (const { invariant, violations } of checks) if (violations > 0) console.log(`  ${invariant}: ${violations} violations`);
  const [{ deadlocks, dead, lines } = { deadlocks: Number.NaN, dead: Number.NaN, lines: Number.NaN }] = rows;
  return {
    deadlocks,
    deadDeliveries: dead,
    violations: checks.reduce((sum, { violations }) => sum + violations, 0),
    linesLost: placed * LINES_PER_ORDER - lines,
  };
}

async function startWorkerProcess(database: BenchDatabase, ordersEver: number): Promise<BenchWorker> {
  const child = fork("tests/bench/core-worker.ts", {
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: database.url,
      SHOPIFY_API_KEY: "bench-key",
      SHOPIFY_API_SECRET: "bench-secret",
      SHOPIFY_APP_URL: "https://promised.example",
      LOG_LEVEL: "error",
      BENCH_ORDERS: String(ordersEver),
    },
  });
  const ask = (order: Order) =>
    new Promise<Report | null>((resolve, reject) => {
      const gone = (code: number | null) => reject(new Error(`The worker ended with ${code} at "${order.do}".`));
      child.once("exit", gone);
      child.once("message", (answer) => {
        child.off("exit", gone);
        resolve(answer as Report | null); // the worker's own answer
      });
      child.send(order);
    });
  await ask({ do: "place", upTo: 0 });
  return { process: child, ask };
}

interface ProcessorSeconds {
  readonly database: number;
  readonly others: number;
}

/** Of PostgreSQL's processes, and of ours: this one and the worker. Null where they cannot be seen. */
function processorSeconds(worker: ChildProcess): ProcessorSeconds | null {
  const database = postgresProcesses();
  if (database.length === 0) return null;
  const [first] = database;
  const seconds = (pids: readonly number[]) => pids.reduce((sum, pid) => sum + secondsOf(pid, { withEnded: pid === first }), 0);
  return { database: seconds(database), others: seconds([process.pid, worker.pid ?? process.pid]) };
}

function databaseShare(seconds: ProcessorSeconds | null): number | null {
  return seconds === null ? null : seconds.database / (seconds.database + seconds.others);
}

function spent(before: ProcessorSeconds | null, after: ProcessorSeconds | null): ProcessorSeconds | null {
  return before === null || after === null ? null : { database: after.database - before.database, others: after.others - before.others };
}

function perLine(seconds: ProcessorSeconds | null, lines: number): string {
  const each = (value: number) => ((value * 1000) / lines).toFixed(2);
  return seconds === null ? "unknown" : `database ${each(seconds.database)}, others ${each(seconds.others)}`;
}

/** The server that listens in our own folder, first, and its children. */
function postgresProcesses(): number[] {
  if (!fs.existsSync("/proc/self/stat")) return [];
  const all = fs.readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  const fields = new Map(all.flatMap((pid) => statOf(pid) ?? []).map((stat) => [stat.pid, stat]));
  const server = [...fields.values()].find(({ pid, name, parent }) => name === "postgres" && fields.get(parent)?.name !== "postgres" && isOurs(pid));
  return server === undefined ? [] : [server.pid, ...[...fields.values()].filter(({ parent }) => parent === server.pid).map(({ pid }) => pid)];
}

function isOurs(pid: number): boolean {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`${process.cwd()}/`);
  } catch {
    return false; // it ended while we looked
  }
}

function statOf(pid: number): { pid: number; name: string; parent: number; ticks: number; endedTicks: number } | null {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    const name = text.slice(text.indexOf("(") + 1, text.lastIndexOf(")"));
    const rest = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const at = (field: number) => rest[field - 3] ?? 0;
    return { pid, name, parent: at(4), ticks: at(14) + at(15), endedTicks: at(16) + at(17) };
  } catch {
    return null; // it ended while we looked
  }
}

/** A parent also carries what its ended children used. */
function secondsOf(pid: number, { withEnded }: { withEnded: boolean }): number {
  const stat = statOf(pid);
  return stat === null ? 0 : (stat.ticks + (withEnded ? stat.endedTicks : 0)) / CLOCK_TICKS_PER_SECOND;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
