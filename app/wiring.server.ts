/** The one place that joins the parts. Everything here is made once per process. */
import path from "node:path";
import { createDatabase } from "./adapters/prisma/database.server.ts";
import { createShops } from "./adapters/prisma/shop-store.server.ts";
import { createJobQueue } from "./adapters/queue/job-queue.server.ts";
import type { JobQueue } from "./adapters/queue/job-queue.server.ts";
import { pool } from "./db.server.ts";
import type { Instant, ShopDomain } from "./domain/ids.ts";
import { readEnv } from "./env.server.ts";
import { createLog } from "./log.server.ts";
import type { Clock } from "./use-cases/ports/clock.ts";
import { registerShop as registerShopWith } from "./use-cases/register-shop.ts";

const env = readEnv();
/** Kept across reloads in development, and shared between app/server.ts and the built routes in its process. */
const kept = globalThis as typeof globalThis & { promisedJobs?: JobQueue };

/** The process is named after the file it was started with: server or worker. */
export const log = createLog(env.LOG_LEVEL, path.parse(process.argv[1] ?? "app").name);
export const clock: Clock = { now: () => new Date().toISOString() as Instant };
export const database = createDatabase(pool);
/** Only enqueues; the worker takes jobs through a queue of its own. */
export const jobs: JobQueue = (kept.promisedJobs ??= openJobQueue({ works: false }));
export const shops = createShops(pool);

export function openJobQueue({ works }: { works: boolean }): JobQueue {
  return createJobQueue({
    connectionString: env.DATABASE_URL,
    retryBaseSeconds: env.RETRY_BASE_SECONDS,
    leaseSeconds: env.JOB_LEASE_SECONDS,
    monitorSeconds: env.JOB_MONITOR_SECONDS,
    works,
    onError: (error) => log.error({ err: error }, "job queue"),
  });
}

export async function registerShop(shop: ShopDomain): Promise<void> {
  const outcome = await registerShopWith({ database, jobs, shops }, { shop });
  if (outcome === "installed") log.info({ shop }, "shop installed");
}
