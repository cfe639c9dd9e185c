/**
 * Jobs in PostgreSQL, carried by pg-boss. A job is inserted in the caller's transaction, so it exists exactly if the
 * reason for it does. A job runs at least once: a worker that dies loses its lease and the job is given to another.
 */
import { PgBoss } from "pg-boss";
import type { ConnectionOptions, Job as TakenJob, JobInsert, JobResult } from "pg-boss";
import type { Job, Jobs } from "../../use-cases/ports/jobs.ts";
import type { Transaction } from "../../use-cases/ports/transaction.ts";
import { prepared, sql } from "../prisma/database.server.ts";

/** A queue for every kind of job: one that is missing here does not compile. */
const QUEUES: Readonly<Record<Job["name"], true>> = {
  "record-orders": true,
  "settle-items": true,
  "estimate-items": true,
  "confirm-backorder": true,
  "apply-holds": true,
  "move-units": true,
  "publish-promises": true,
  "set-inventory-policy": true,
  "confirm-receipt": true,
  "correct-stock": true,
  "mirror-inbound": true,
  "send-notice": true,
  "mirror-catalog": true,
  reconcile: true,
  redact: true,
  "give-back": true,
};
export const JOB_NAMES = Object.keys(QUEUES) as readonly Job["name"][]; // its keys are exactly these

/** Jobs that failed for good wait here for a person. */
export const DEAD_LETTERS = "dead-letters";
/** With waits doubled from two seconds to at most five minutes, this is about an hour. */
const RETRY_LIMIT = 18;
const RETRY_WAIT_MAX_SECONDS = 300;
/** A job that runs longer than this is taken from its worker even if the worker still answers. */
const JOB_TIME_LIMIT_SECONDS = 900;
const POOL_SIZE = 4;
/** New jobs are announced; those that wait for a retry or a later moment are found by looking. */
const POLL_SECONDS = 2;
/**
 * Many jobs of these kinds follow from one change, and many of them are done as cheaply as one: they are not announced
 * but gathered for a second.
 */
const GATHERED: ReadonlySet<Job["name"]> = new Set<Job["name"]>(["estimate-items", "publish-promises"]);
const GATHER_SECONDS = 1;
/** Of one kind, jobs with a higher priority are taken first. */
const URGENT = 1;
/** How long a worker may finish what it has in hand when it is asked to stop. */
const STOP_TIMEOUT_MS = 20_000;

export interface JobQueueSettings {
  readonly connectionString: string;
  readonly retryBaseSeconds: number;
  readonly leaseSeconds: number;
  readonly monitorSeconds: number;
  /** False for a process that only enqueues. */
  readonly works: boolean;
  readonly onError: (error: Error) => void;
}

export interface Work {
  readonly name: Job["name"];
  /** How many waiting jobs are taken at once. */
  readonly batchSize: number;
  /** Answers for each taken job whether it is done; jobs that failed are tried again later. */
  run(jobs: readonly { id: string; data: unknown }[]): Promise<readonly { id: string; error: Error | null }[]>;
}

export interface JobQueue extends Jobs {
  /** Connects and makes the queues where they are missing. Called by `enqueue` when nobody did before. */
  start(): Promise<void>;
  work(work: Work): Promise<void>;
  /** Waiting or running jobs by name; for tests, health and the replay. */
  open(): Promise<Record<string, number>>;
  /** Finishes what is in hand, then disconnects. */
  stop(): Promise<void>;
}

export function createJobQueue(settings: JobQueueSettings): JobQueue {
  const boss = new PgBoss({
    connectionString: settings.connectionString,
    application_name: "promised-jobs",
    max: POOL_SIZE,
    supervise: settings.works,
    schedule: false,
    superviseIntervalSeconds: settings.monitorSeconds,
    monitorIntervalSeconds: settings.monitorSeconds,
    useListenNotify: settings.works,
  });
  boss.on("error", settings.onError);
  let started: Promise<void> | undefined;
  const start = () => (started ??= startBoss(boss, settings).catch((error: unknown) => ((started = undefined), Promise.reject(error))));

  return {
    start,
    async enqueue(tx, jobs, { unlessOpen } = { unlessOpen: false }) {
      if (jobs.length === 0) return;
      await start();
      for (const [name, inserts] of byName(jobs)) {
        const missing = unlessOpen ? await withoutOpen(tx, name, inserts) : inserts;
        if (missing.length > 0) await boss.insert(name, missing, { db: within(tx) });
      }
    },
    async work(work) {
      await start();
      const seconds = GATHERED.has(work.name) ? GATHER_SECONDS : POLL_SECONDS;
      const polling = { pollingIntervalSeconds: seconds, notifyPollingIntervalSeconds: seconds };
      // A full batch says that more jobs wait: the next is taken at once.
      const options = { batchSize: work.batchSize, burstWhenBatchFull: true, perJobResults: true as const, ...polling };
      await boss.work<object>(work.name, options, async (taken: TakenJob<object>[]) => (await work.run(taken)).map(asResult));
    },
    async open() {
      const { rows } = await boss
        .getDb()
        .executeSql(`SELECT name, count(*)::int AS jobs FROM pgboss.job WHERE state < 'completed' AND name <> $1 GROUP BY name`, [DEAD_LETTERS]);
      return Object.fromEntries(rows.map((row: { name: string; jobs: number }) => [row.name, row.jobs]));
    },
    async stop() {
      if (started !== undefined) await boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS });
    },
  };
}

async function startBoss(boss: PgBoss, settings: JobQueueSettings): Promise<void> {
  await boss.start();
  const retries = {
    retryLimit: RETRY_LIMIT,
    retryDelay: Math.max(1, Math.round(settings.retryBaseSeconds)),
    retryBackoff: true,
    retryDelayMax: RETRY_WAIT_MAX_SECONDS,
    expireInSeconds: JOB_TIME_LIMIT_SECONDS,
    heartbeatSeconds: settings.leaseSeconds,
    deadLetter: DEAD_LETTERS,
  };
  await boss.createQueue(DEAD_LETTERS);
  for (const name of JOB_NAMES) {
    const queue = { ...retries, notify: !GATHERED.has(name) };
    await boss.createQueue(name, queue);
    // A queue made earlier keeps its settings until it is told the new ones.
    if (settings.works) await boss.updateQueue(name, queue);
  }
}

function byName(jobs: readonly Job[]): Map<Job["name"], JobInsert[]> {
  const inserts = new Map<Job["name"], JobInsert[]>();
  for (const job of jobs) {
    const { name, isUrgent = false, ...data } = { isUrgent: false, ...job };
    const startAfter = "afterSeconds" in job ? job.afterSeconds : undefined;
    const insert = { data, ...(startAfter === undefined ? {} : { startAfter }), ...(isUrgent ? { priority: URGENT } : {}) };
    const sameName = inserts.get(name);
    if (sameName === undefined) inserts.set(name, [insert]);
    else sameName.push(insert);
  }
  return inserts;
}

/** Of what is to be done, what no job waits for or is at. */
async function withoutOpen(tx: Transaction, name: Job["name"], inserts: readonly JobInsert[]): Promise<JobInsert[]> {
  const { rows } = await sql(tx).query<{ place: number }>(
    `SELECT wish.place FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS wish(data, place)
      WHERE wish.data IN (SELECT data FROM pgboss.job WHERE name = $1 AND state < 'completed')`,
    [name, JSON.stringify(inserts.map(({ data }) => data))],
  );
  const open = new Set(rows.map(({ place }) => place - 1));
  return inserts.filter((_, index) => !open.has(index));
}

/** pg-boss's statement, run on the connection that holds the caller's transaction. */
function within(tx: Transaction): NonNullable<ConnectionOptions["db"]> {
  return { executeSql: (text, values) => sql(tx).query(prepared(text), values) };
}

function asResult({ id, error }: { id: string; error: Error | null }): JobResult {
  // Only an error's name and words are kept with the job: they hold no customer data.
  return error === null ? { id, status: "completed" } : { id, status: "failed", output: { name: error.name, message: error.message } };
}
