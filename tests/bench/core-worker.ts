/**
 * The worker as it runs in production, in a process of its own, with a made-up Shopify behind it: claims deliveries, records
 * and settles, and on request runs the jobs that follow. Told what to do by the benchmark that started it.
 */
import { createKeyLocks } from "../../app/adapters/queue/key-locks.server.ts";
import type { JobQueue } from "../../app/adapters/queue/job-queue.server.ts";
import { createReadSequence } from "../../app/adapters/shopify/read-sequence.server.ts";
import { pool, prisma } from "../../app/db.server.ts";
import { readEnv } from "../../app/env.server.ts";
import type { Parts } from "../../app/jobs/parts.ts";
import { startWorker } from "../../app/jobs/worker.ts";
import type { Worker } from "../../app/jobs/worker.ts";
import { database, inbox, jobs, log, openJobQueue, parts } from "../../app/wiring.server.ts";
import { createMadeUpShopify } from "./made-up-shopify.ts";
import { timeTransactions } from "./timed-database.ts";

export type Order = { readonly do: "place"; readonly upTo: number } | { readonly do: "work" | "work-jobs" | "rest" | "report" | "end" };
export interface Report {
  readonly residentBytes: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly externalBytes: number;
  readonly longest: ReturnType<ReturnType<typeof timeTransactions>["longest"]>;
}

const env = readEnv();
const times = timeTransactions();
const shopify = createMadeUpShopify({ ordersEver: Number(process.env.BENCH_ORDERS), nextReadSeq: createReadSequence(pool) });
const timed: Parts = {
  ...parts,
  database: times.named("worker", database),
  orders: { ...parts.orders, ...shopify.orders },
  stock: { ...parts.stock, ...shopify.stock },
  fulfillmentOrders: { ...parts.fulfillmentOrders, ...shopify.fulfillmentOrders },
  catalog: { ...parts.catalog, setInventoryPolicy: async () => ({ ok: true, updatedAt: null }) },
  storefront: { ...parts.storefront, publish: async () => ({ ok: true }), define: async () => undefined },
  mailer: { send: async () => ({ outcome: "accepted" }), check: async () => ({ ok: true }) },
};
/** Jobs are enqueued but nobody runs them: the orders' way to the ledger is measured by itself. */
const idle: JobQueue = { ...jobs, work: async () => undefined, stop: async () => undefined };
let worker: Worker | undefined;

async function obey(order: Order): Promise<Report | null> {
  if (order.do === "place") shopify.place(order.upTo);
  if (order.do === "work" || order.do === "work-jobs") worker = await start(order.do === "work" ? idle : openJobQueue({ works: true }));
  if (order.do === "rest") {
    await worker?.stop();
    worker = undefined;
  }
  if (order.do === "end") {
    await worker?.stop();
    await jobs.stop();
    await prisma.$disconnect();
    await pool.end();
    setImmediate(() => process.exit(0));
  }
  return order.do === "report" ? report() : null;
}

function start(queue: JobQueue): Promise<Worker> {
  return startWorker({
    parts: timed,
    inbox,
    queue,
    locks: createKeyLocks(env.DATABASE_URL),
    log,
    connectionString: env.DATABASE_URL,
    leaseSeconds: env.INBOX_LEASE_SECONDS,
    pollSeconds: env.INBOX_POLL_SECONDS,
    retryBaseSeconds: env.RETRY_BASE_SECONDS,
  });
}

function report(): Report {
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  return { residentBytes: rss, heapUsedBytes: heapUsed, heapTotalBytes: heapTotal, externalBytes: external, longest: times.longest() };
}

process.on("message", (order: Order) => {
  obey(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
