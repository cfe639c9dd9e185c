/** An empty, migrated database with pg-boss's tables, for one benchmark. */
import pg from "pg";
import { createPool } from "../../app/adapters/prisma/database.server.ts";
import { createJobQueue } from "../../app/adapters/queue/job-queue.server.ts";
import type { JobQueue } from "../../app/adapters/queue/job-queue.server.ts";
import { migrate } from "../../scripts/migrate.ts";
import { startPostgres } from "../../scripts/postgres.ts";

const FOLDER = ".data/bench/postgres";

export interface BenchDatabase {
  readonly pool: pg.Pool;
  readonly url: string;
  readonly jobs: JobQueue;
  close(): Promise<void>;
}

export async function openBenchDatabase(name: string): Promise<BenchDatabase> {
  const server = process.env.DATABASE_URL ? { url: process.env.DATABASE_URL, stop: () => {} } : await startPostgres(FOLDER);
  const url = new URL(server.url);
  url.pathname = `/bench_${name}`;
  const admin = new pg.Client(server.url);
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS bench_${name} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE bench_${name}`);
  migrate(url.href);
  const pool = createPool(url.href, 20);
  const jobs = createJobQueue({
    connectionString: url.href,
    retryBaseSeconds: 2,
    leaseSeconds: 60,
    monitorSeconds: 60,
    works: false,
    onError: (error) => console.error(error),
  });
  await jobs.start();
  return {
    pool,
    url: url.href,
    jobs,
    async close() {
      await jobs.stop();
      await pool.end();
      await admin.query(`DROP DATABASE IF EXISTS bench_${name} WITH (FORCE)`);
      await admin.end();
      server.stop();
    },
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
