/**
 * The worker's loop: claims deliveries as they come and applies them, and runs the jobs. Woken by PostgreSQL; looks
 * by itself every few seconds, because a notification may get lost. Asked to stop, it finishes what it has in hand and
 * gives back the rest.
 */
import pg from "pg";
import { INBOX_CHANNEL } from "../adapters/prisma/webhook-inbox.server.ts";
import type { WebhookInbox } from "../adapters/prisma/webhook-inbox.server.ts";
import type { JobQueue } from "../adapters/queue/job-queue.server.ts";
import type { KeyLocks } from "../adapters/queue/key-locks.server.ts";
import type { Log } from "../log.server.ts";
import { applyDeliveries } from "./apply-deliveries.ts";
import { runJobs } from "./job-handler.ts";
import type { Parts } from "./parts.ts";
import { JOB_HANDLERS } from "./registry.ts";

/** Deliveries claimed at once, and claims worked on side by side in this process. */
const DELIVERIES_PER_CLAIM = 300;
const CLAIMS_AT_ONCE = 2;
/** Deliveries about the same things come together: waiting this long for the rest saves most of the readings. */
const GATHER_MS = 100;
const FEW_DELIVERIES = 50;
/** After something as basic as the database failed. */
const PAUSE_AFTER_FAILURE_MS = 1_000;
const LISTEN_AGAIN_MS = 1_000;

export interface WorkerDeps {
  readonly parts: Parts;
  readonly inbox: WebhookInbox;
  readonly queue: JobQueue;
  readonly locks: KeyLocks;
  readonly log: Log;
  readonly connectionString: string;
  readonly leaseSeconds: number;
  readonly pollSeconds: number;
  readonly retryBaseSeconds: number;
}

export interface Worker {
  /** Ends when the worker has stopped: what was in hand is finished or given back. */
  stop(): Promise<void>;
}

export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  let isStopping = false;
  const doorbell = createDoorbell(deps.pollSeconds * 1000);
  const listener = listen(deps, () => doorbell.ring());
  for (const handler of JOB_HANDLERS) {
    const { name, batchSize } = handler;
    await deps.queue.work({ name, batchSize, run: (taken) => loggedRun(deps, name, () => runJobs(handler, taken, deps)) });
  }
  const lanes = Array.from({ length: CLAIMS_AT_ONCE }, () => claimUntilStopped(deps, doorbell, () => isStopping));
  return {
    async stop() {
      isStopping = true;
      doorbell.ring();
      await Promise.all(lanes);
      await listener.close();
      await deps.queue.stop();
      await deps.locks.close();
    },
  };
}

async function loggedRun<Outcome extends { error: Error | null }>(deps: WorkerDeps, name: string, run: () => Promise<Outcome[]>): Promise<Outcome[]> {
  const startedMs = performance.now();
  const outcomes = await run();
  for (const { error } of outcomes) if (error !== null) deps.log.warn({ job: name, err: error }, "job failed, to be tried again");
  deps.log.debug({ job: name, jobs: outcomes.length, ms: Math.round(performance.now() - startedMs) }, "jobs done");
  return outcomes;
}

async function claimUntilStopped(deps: WorkerDeps, doorbell: Doorbell, isStopping: () => boolean): Promise<void> {
  while (!isStopping()) {
    try {
      const heard = doorbell.heard();
      const claim = await deps.inbox.claim({ limit: DELIVERIES_PER_CLAIM, leaseSeconds: deps.leaseSeconds });
      if (claim.deliveries.length === 0) await heard;
      else await applyClaim(deps, claim, isStopping);
      if (claim.deliveries.length < FEW_DELIVERIES && !isStopping()) await pause(GATHER_MS);
    } catch (error) {
      deps.log.error({ err: error }, "inbox");
      await pause(PAUSE_AFTER_FAILURE_MS);
    }
  }
}

async function applyClaim(deps: WorkerDeps, claim: Awaited<ReturnType<WebhookInbox["claim"]>>, isStopping: () => boolean): Promise<void> {
  const startedMs = performance.now();
  // A lease that cannot be kept ends by itself: then the claim is another worker's, and ours changes nothing.
  const keepAlive = setInterval(
    () => {
      deps.inbox.extend(claim.leaseToken, deps.leaseSeconds).catch((error: unknown) => deps.log.warn({ err: error }, "lease not extended"));
    },
    (deps.leaseSeconds * 1000) / 3,
  );
  try {
    const done = await applyDeliveries({ ...deps, isStopping }, claim);
    deps.log.info({ deliveries: claim.deliveries.length, done, ms: Math.round(performance.now() - startedMs) }, "deliveries applied");
  } finally {
    clearInterval(keepAlive);
    await deps.inbox.release(claim.leaseToken);
  }
}

interface Doorbell {
  ring(): void;
  /** Ends at the next ring, or after the poll interval. */
  heard(): Promise<void>;
}

function createDoorbell(pollMs: number): Doorbell {
  let waiting: (() => void)[] = [];
  return {
    ring() {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    heard() {
      return new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting = waiting.filter((other) => other !== wake);
          resolve();
        };
        const timer = setTimeout(wake, pollMs);
        waiting.push(wake);
      });
    },
  };
}

/** Keeps one connection listening, and opens another when it is lost. */
function listen(deps: WorkerDeps, onNotification: () => void): { close(): Promise<void> } {
  let isClosed = false;
  let client: pg.Client | undefined;
  const connect = async (): Promise<void> => {
    if (isClosed) return;
    const next = new pg.Client({ connectionString: deps.connectionString, application_name: "promised-inbox", keepAlive: true });
    next.on("notification", onNotification);
    next.on("error", (error) => deps.log.warn({ err: error }, "inbox listener lost"));
    next.on("end", () => void (isClosed || setTimeout(() => void connect(), LISTEN_AGAIN_MS)));
    client = next;
    try {
      await next.connect();
      await next.query(`LISTEN ${INBOX_CHANNEL}`);
      onNotification();
    } catch (error) {
      deps.log.warn({ err: error }, "inbox listener not connected");
      await next.end();
    }
  };
  void connect();
  return {
    async close() {
      isClosed = true;
      await client?.end();
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
